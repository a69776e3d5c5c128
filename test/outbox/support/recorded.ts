import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fetchRecording } from '../../../src/channels/africastalking/fetch-recording.ts';
import { createTwilioCaller } from '../../../src/channels/twilio/call.ts';
import { type FetchParts, type FetchStep, fetchOne, type RecordingRoute } from '../../../src/outbox/fetch-recording.ts';
import { queueLost } from '../../../src/outbox/lost-recordings.ts';
import type { OutboxClaim, OutboxStanding } from '../../../src/store/coordination.ts';
import { messagePlace, type RemoteRecordingRow } from '../../../src/store/message.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import type { OutboxRow, Store } from '../../../src/store/store.ts';
import { createVault } from '../../../src/vault/create-vault.ts';
import { openRecording } from '../../../src/vault/recording.ts';
import type { Vault } from '../../../src/vault/vault.ts';
import { caseRow, idOf } from '../../store/rows.ts';
import { type StillClock, seededChance, stillClock } from '../../support/doors.ts';
import { startTwilioGateway, type TwilioGateway } from '../../support/gateways/twilio.ts';
import { memoryRing } from '../../vault/memory-ring.ts';

export const HOUR_MS = 3_600_000;
export const ABANDONED_MS = 20_000;
const accountSid = `AC${'0'.repeat(32)}`;
const authToken = 'a token of the account';

/** Sound as a WAV holds it: a head, and as many bytes as are asked for. */
export function wavOf(length: number, seed = 'ama speaks'): Uint8Array {
	const sound = Buffer.alloc(44 + length);
	sound.write('RIFF', 0);
	sound.writeUInt32LE(36 + length, 4);
	sound.write('WAVEfmt ', 8);
	const noise = createHash('sha256').update(seed).digest();
	for (let at = 44; at < sound.length; at++) sound[at] = ((noise[at % 32] ?? 0) + at) % 256;
	return sound;
}

/** All that fetching needs: a store with a case, a provider on loopback, time by hand. */
export interface Booth {
	readonly store: Store;
	readonly vault: Vault;
	readonly clock: StillClock;
	readonly gateway: TwilioGateway;
	/** Calls of the provider that were made, in order; what stands in `faults` is drawn by each. */
	readonly calls: ('fetch' | 'delete')[];
	/** What befalls the next calls: lost before the provider hears it, or after it did it. */
	readonly faults: ('fine' | 'before' | 'after')[];
	route: RecordingRoute;
	readonly parts: FetchParts;
	readonly alarms: string[];
	readonly endings: string[];
	/** Errors that left the fetching. */
	readonly errors: unknown[];
	onStep: (step: FetchStep) => Promise<void> | void;
	readonly caseId: string;
	/** Keeps sound at the provider, and commits that it is there; gives its row and id. */
	readonly record: (sound: Uint8Array, changes?: Partial<OutboxRow>) => Promise<Recorded>;
	readonly commit: (remote: RemoteRecordingRow, changes?: Partial<OutboxRow>) => Promise<Recorded>;
	readonly claim: () => Promise<readonly OutboxClaim[]>;
	/** One round of a process: what is due is claimed and fetched. */
	readonly fetch: () => Promise<void>;
	/** A process that begins after another died: what that one left is queued, and all that is due within an hour is fetched. */
	readonly fetchAfterwards: () => Promise<void>;
	readonly standing: (row: Pick<OutboxRow, 'id'>) => Promise<OutboxStanding>;
	/** The sound that is kept under an id. */
	readonly kept: (recordingId: string) => Promise<Uint8Array | undefined>;
	readonly close: () => Promise<void>;
}

export interface Recorded {
	readonly row: OutboxRow;
	readonly recordingId: string;
	readonly url: string;
}

export async function openBooth(): Promise<Booth> {
	const store = await openSqliteStore({ file: ':memory:', inline: true });
	const vault = createVault(memoryRing(), seededChance('booth'));
	const gateway = await startTwilioGateway({ seed: 7, accountSid, authToken });
	const caseId = caseRow('ama').id;
	const { key, wrapped } = vault.newKey({ collection: 'cases', id: caseId });
	await store.commit({ cases: [caseRow('ama', { wrappedKey: wrapped })] });
	let count = 0;
	const booth: Booth = {
		store,
		vault,
		gateway,
		caseId,
		clock: stillClock(),
		calls: [],
		faults: [],
		route: { id: 'gh-voice', calls: {} as RecordingRoute['calls'] },
		alarms: [],
		endings: [],
		errors: [],
		onStep: () => {},
		get parts() {
			return partsOf(booth);
		},
		record: (sound, changes) =>
			booth.commit({ recordingId: idOf(`sound ${count}`), url: gateway.record(sound), seconds: 12 }, changes),
		commit: async (remote, changes) => {
			count += 1;
			const row = remoteRow(`${count}`, remote, booth, changes);
			await store.commit({ outbox: [row] });
			return { row, recordingId: remote.recordingId, url: remote.url };
		},
		claim: () => store.outbox.claim({ ...CLAIM, route: booth.route.id, now: booth.clock.now() }),
		fetch: async () => {
			for (const claim of await booth.claim()) {
				await fetchOne(claim, booth.route, booth.parts).catch((error: unknown) => booth.errors.push(error));
			}
		},
		fetchAfterwards: async () => {
			for (let minute = 0; minute < 60; minute += 2) {
				booth.clock.move(120_000);
				await queueLost(booth.parts, ABANDONED_MS);
				await booth.fetch();
			}
		},
		standing: async ({ id }) => {
			const standing = await store.outbox.standing(id);
			if (standing === undefined) throw new Error('no such recording');
			return standing;
		},
		kept: async (recordingId) => {
			const row = await store.recordings.get(recordingId);
			return row && openRecording(vault, key, row);
		},
		close: async () => {
			await gateway.stop();
			await store.close();
		},
	};
	booth.route = { id: 'gh-voice', calls: faulty(booth) };
	return booth;
}

const CLAIM = { kinds: ['recording'] as const, forMs: 60_000, most: 10 };

function partsOf(booth: Booth): FetchParts {
	const { store, vault, clock, alarms, endings } = booth;
	return {
		store,
		vault,
		clock,
		deadlineMs: 2_000,
		alarm: (what, route) => void alarms.push(`${what} ${route}`),
		ended: (_route, state, reason) => void endings.push(`${state} ${reason}`.trim()),
		step: (step) => booth.onStep(step),
	};
}

function remoteRow(
	name: string,
	remote: RemoteRecordingRow,
	{ vault, caseId }: Booth,
	changes: Partial<OutboxRow> = {},
): OutboxRow {
	const id = idOf(`remote ${name}`);
	return {
		id,
		kind: 'recording',
		route: 'gh-voice',
		lane: 1,
		due: 0,
		caseId,
		sealed: vault.sealFor('outbox', messagePlace(id), JSON.stringify(remote)),
		day: '2026-11-25',
		...changes,
	};
}

/** Twilio's own adapter on its gateway, which loses what it is told to. */
function faulty({ gateway, calls, faults }: Booth): Required<RecordingRoute['calls']> {
	const { url } = gateway;
	const options = { accountSid, authToken, timeoutMs: 2_000, baseUrl: url, recordingOrigins: [url], ringSeconds: 30 };
	const caller = createTwilioCaller(options);
	const drawn = async <Value>(name: 'fetch' | 'delete', address: string, call: () => Promise<Value>) => {
		calls.push(name);
		const fault = faults.shift() ?? 'fine';
		// What an error of somebody else's might hold.
		const lost = Object.assign(new Error(`GET ${address} failed`), { code: `lost ${address}` });
		if (fault === 'before') throw lost;
		const value = await call();
		if (fault === 'after') throw lost;
		return value;
	};
	return {
		fetchRecording: (address, signal) => drawn('fetch', address, () => caller.fetchRecording(address, signal)),
		deleteRecording: (address, signal) =>
			drawn('delete', address, async () => caller.deleteRecording?.(address, signal)),
	};
}

/** Africa's Talking's own fetching, from a host on loopback; it can delete nothing. */
export async function africastalkingHost(files: ReadonlyMap<string, Uint8Array>) {
	const server = createServer((request, response) => {
		const bytes = files.get(request.url ?? '');
		if (bytes === undefined) response.writeHead(404).end();
		else response.writeHead(200, { 'Content-Type': 'audio/mpeg' }).end(bytes);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	const host = 'voice.example';
	const get = ((url: string, init: RequestInit) =>
		fetch(url.replace(`https://${host}`, `http://127.0.0.1:${port}`), init)) as typeof fetch;
	const options = { recordingHosts: [host], timeoutMs: 2_000, fetch: get };
	return {
		calls: { fetchRecording: (url: string, signal: AbortSignal) => fetchRecording(url, options, signal) },
		urlOf: (path: string) => `https://${host}${path}`,
		stop: () =>
			new Promise<void>((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}

/** Gives each test a booth of its own. */
export const inBooth = (test: (booth: Booth) => Promise<void>) => async () => {
	const booth = await openBooth();
	try {
		await test(booth);
	} finally {
		await booth.close();
	}
};
