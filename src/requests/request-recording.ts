import { z } from 'zod';
import { dayOf } from '../shared/clock.ts';
import { type RequestParts, rowById } from './request-port.ts';
import { openPartOf, parsed, type RequestVault, type Row, sealedAt } from './request-record.ts';

/** Kind of the records of what was said on a call as a question: the sound in parts, each under the request's id. */
export const RECORDING_RECORD = 'request-recording';

/** Bytes of sound in one part: as text a third more, and sealed still less than a record may hold. */
const PART_BYTES = 600_000;
/** More than the largest recording has. */
const PARTS_MOST = 99;

/** Something that was said, as it is kept. */
export interface KeptRecording {
	/** As the request names it. */
	readonly id: string;
	/** Whole seconds; 0 where the provider did not say. */
	readonly seconds: number;
	readonly sound: Uint8Array;
}

const partSchema = z.strictObject({ seconds: z.number(), parts: z.int().min(1).max(PARTS_MOST), sound: z.base64() });

const partId = (requestId: string, recordingId: string, part: number): string =>
	`${requestId}.${recordingId}.${String(part).padStart(2, '0')}`;

/** Whether it is kept whole: its first part is written last. */
export async function hasRecording(
	{ records }: RequestParts,
	requestId: string,
	recordingId: string,
): Promise<boolean> {
	return (await records.get(RECORDING_RECORD, partId(requestId, recordingId, 0))) !== undefined;
}

/**
 * Keeps a recording once; killed in between and done again it leaves the same. `erased`: its request was, even at the same time, and
 * no sound is left. `no-request`: it is not there, or not yet.
 */
export async function keepRecording(
	parts: RequestParts,
	requestId: string,
	{ id, seconds, sound }: KeptRecording,
	at: number,
): Promise<'kept' | 'erased' | 'no-request'> {
	const before = await standing(parts, requestId);
	if (before !== 'open') return before;
	const count = Math.max(1, Math.ceil(sound.length / PART_BYTES));
	for (let part = count - 1; part >= 0; part--) {
		const piece = sound.subarray(part * PART_BYTES, (part + 1) * PART_BYTES);
		const text = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength).toString('base64');
		const rowId = partId(requestId, id, part);
		const plain = JSON.stringify({ seconds, parts: count, sound: text } satisfies z.infer<typeof partSchema>);
		const body = parts.vault.sealFor('request', sealedAt(RECORDING_RECORD, rowId), plain);
		// Where it is there already it is the same sound, sealed by somebody quicker.
		await parts.records.put({ kind: RECORDING_RECORD, id: rowId, revision: 1, state: '', day: dayOf(at), body });
	}
	if ((await standing(parts, requestId)) === 'open') return 'kept';
	await eraseRecordings(parts, requestId);
	return 'erased';
}

/** What was said as a request, in order of ids. @throws {ServiceError} `request-unreadable`; errors of the vault as they come. */
export async function recordingsOf(parts: RequestParts, requestId: string): Promise<readonly KeptRecording[]> {
	const rows = await partsOf(parts, requestId);
	const first = rows.filter(({ id, body }) => id.endsWith('.00') && body.length > 0);
	return first.flatMap((row) => {
		const beginning = row.id.slice(0, -2);
		const opened = rows.filter(({ id }) => id.startsWith(beginning)).map((one) => openPart(parts.vault, one));
		const [{ seconds, parts: count }] = [openPart(parts.vault, row)];
		if (opened.length !== count) return [];
		const id = beginning.slice(requestId.length + 1, -1);
		return [{ id, seconds, sound: Buffer.concat(opened.map(({ sound }) => Buffer.from(sound, 'base64'))) }];
	});
}

/** Overwrites all sound of a request. Its rows stay, so that nothing that comes late is kept under their ids. */
export async function eraseRecordings(parts: RequestParts, requestId: string): Promise<void> {
	for (const row of await partsOf(parts, requestId)) {
		if (row.body.length === 0) continue;
		await parts.records.put({ ...row, revision: row.revision + 1, body: new Uint8Array(0) });
	}
}

async function standing({ records }: RequestParts, requestId: string): Promise<'open' | 'erased' | 'no-request'> {
	const row = await rowById(records, requestId);
	if (row === undefined) return 'no-request';
	return openPartOf(row).sealed === '' ? 'erased' : 'open';
}

async function partsOf({ records }: RequestParts, requestId: string): Promise<readonly Row[]> {
	const rows = await records.list({ kind: RECORDING_RECORD, after: `${requestId}.`, most: PARTS_MOST });
	return rows.filter(({ id }) => id.startsWith(`${requestId}.`));
}

const openPart = (vault: RequestVault, { id, body }: Row): z.infer<typeof partSchema> =>
	parsed(partSchema, vault.openFor('request', sealedAt(RECORDING_RECORD, id), body));
