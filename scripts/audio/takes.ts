import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClipManifest, type Locale, textOfClip } from '../../src/conversation/index.ts';
import {
	goneSound,
	openTakeSound,
	readTake,
	TAKE_RECORD,
	TAKE_SOUND_RECORD,
	type Take,
	type TakeState,
	takeInState,
} from '../../src/prompts/take.ts';
import { textHashOf } from '../../src/service/load-clips.ts';
import { ServiceError } from '../../src/shared/errors.ts';
import type { RecordRow } from '../../src/store/records.ts';
import type { Ffmpeg } from './ffmpeg.ts';
import { prepare } from './prepare.ts';
import { type Desk, rowsOf, speakersById } from './speakers.ts';

/** Texts of a language as they stand now. @throws {ServiceError} as `readTexts`. */
export type ReadTexts = (language: string) => Locale;

/** What was recorded by phone and kept, with whether its sound is here and its text still the same. */
export async function listTakes(language: string | undefined, read: ReadTexts, desk: Desk): Promise<void> {
	const speakers = await speakersById(desk);
	for await (const row of rowsOf(desk.records, TAKE_RECORD)) {
		const take = readTake(row);
		if (language !== undefined && take.language !== language) continue;
		const sound = await soundOf(take, desk);
		const marks = [
			take.state,
			...(textOf(take, read) === undefined ? ['stale'] : []),
			...(sound === undefined ? ['no sound yet'] : []),
		];
		const name = speakers.get(take.speaker)?.name ?? '';
		desk.say([take.id, marks.join(', '), take.language, take.key, `${take.seconds} s`, take.day, name].join('\t'));
	}
}

/**
 * Makes clips of a take, and gives their entry for `audio.json`.
 * @throws {ServiceError} `no-take`, `take-rejected`, `take-stale`, `no-sound-yet`; as `prepare`.
 */
export async function exportTake(
	id: string,
	to: string,
	tools: { readonly read: ReadTexts; readonly ffmpeg: Ffmpeg },
	desk: Desk,
): Promise<ClipManifest> {
	const row = await rowOf(id, desk);
	const take = readTake(row);
	if (take.state === 'rejected') throw refused('take-rejected', `${id} was rejected: it is to be recorded anew.`);
	const text = textOf(take, tools.read);
	if (text === undefined)
		throw refused(
			'take-stale',
			`The text ${take.key} has changed since ${id} was recorded: it is to be recorded anew.`,
		);
	const sound = await soundOf(take, desk);
	if (sound === undefined)
		throw refused('no-sound-yet', `The sound of ${id} is not here yet: the provider still has it.`);
	const speaker = (await speakersById(desk)).get(take.speaker)?.name ?? take.speaker;
	const folder = mkdtempSync(join(tmpdir(), 'kasakuma-take-'));
	try {
		const from = join(folder, 'take');
		writeFileSync(from, sound, { mode: 0o600 });
		const about = { key: take.key, text, speaker, consent: `by phone, ${take.day}` };
		const entry = prepare({ from, to, ...about }, tools.ffmpeg);
		await move(row, 'exported', desk);
		return entry;
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** Has a text recorded anew; the sound of this take is destroyed. @throws {ServiceError} `no-take`. */
export async function rejectTake(id: string, desk: Desk): Promise<void> {
	await move(await rowOf(id, desk), 'rejected', desk);
	const sound = await desk.records.get(TAKE_SOUND_RECORD, id);
	if (sound !== undefined && sound.body.length > 0) await desk.records.put(goneSound(sound, desk.clock.now()));
	desk.say(`${id} is rejected; its text is offered again.`);
}

async function rowOf(id: string, { records }: Desk): Promise<RecordRow> {
	const row = await records.get(TAKE_RECORD, id);
	if (row === undefined) throw refused('no-take', `There is no take ${id}.`);
	return row;
}

async function move(row: RecordRow, state: TakeState, { records, clock }: Desk): Promise<void> {
	if (row.state !== state) await records.put(takeInState(row, state, clock.now()));
}

async function soundOf({ id }: Take, { records, vault }: Desk): Promise<Uint8Array | undefined> {
	const row = await records.get(TAKE_SOUND_RECORD, id);
	return row === undefined ? undefined : openTakeSound(vault, row);
}

/** What a take says; `undefined` once its text is another. */
function textOf({ language, key, textHash }: Take, read: ReadTexts): string | undefined {
	const text = textOfClip(read(language).texts, key);
	return text !== undefined && textHashOf(text) === textHash ? text : undefined;
}

const refused = (code: string, forStaff: string): ServiceError => new ServiceError(code, code, forStaff);
