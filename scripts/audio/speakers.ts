import {
	isActive,
	readSpeaker,
	removedSpeaker,
	SPEAKER_PIN_DIGITS,
	SPEAKER_RECORD,
	type Speaker,
	speakerRow,
} from '../../src/prompts/speaker.ts';
import type { Chance } from '../../src/shared/chance.ts';
import type { Clock } from '../../src/shared/clock.ts';
import { ServiceError } from '../../src/shared/errors.ts';
import type { RecordRow, RecordStore } from '../../src/store/records.ts';
import type { Vault } from '../../src/vault/vault.ts';

const PAGE = 200;
/** A PIN that is somebody's already is drawn again; so often only where most of a million are. */
const DRAWN_MOST = 100;

/** What commands about speakers and takes work with. */
export interface Desk {
	readonly records: RecordStore;
	readonly vault: Vault;
	readonly clock: Clock;
	readonly chance: Chance;
	readonly say: (line: string) => void;
}

/** All records of a kind, in order of their ids. */
export async function* rowsOf(records: Pick<RecordStore, 'list'>, kind: string): AsyncGenerator<RecordRow> {
	for (let after = ''; ; ) {
		const page = await records.list({ kind, ...(after === '' ? {} : { after }), most: PAGE });
		yield* page;
		const last = page.at(-1);
		if (last === undefined) return;
		after = last.id;
	}
}

/**
 * Lets somebody record by phone, and says their PIN: this once, since only its keyed index is kept.
 * @throws {ServiceError} `no-speaker-name`, `no-pins-left`.
 */
export async function addSpeaker(name: string, languages: readonly string[], desk: Desk): Promise<void> {
	if (name.trim() === '')
		throw new ServiceError('no-speaker-name', 'no name', 'A speaker needs a name, which stands beside their clips.');
	const speaker = { id: desk.chance.id(), name: name.trim(), languages: [...new Set(languages)] };
	for (let drawn = 0; drawn < DRAWN_MOST; drawn++) {
		const pin = desk.chance.digits(SPEAKER_PIN_DIGITS);
		const put = await desk.records.put(speakerRow(desk.vault, pin, speaker, desk.clock.now()));
		if (put === 'conflict') continue;
		desk.say(`${pin}\n`);
		desk.say(`This PIN is shown once. Tell it to ${speaker.name}, who types it on the line for recording.`);
		return;
	}
	throw new ServiceError('no-pins-left', 'no free PIN', 'No free PIN was found. Remove speakers who are gone.');
}

/** All who may record, or could. */
export async function listSpeakers({ records, vault, say }: Desk): Promise<void> {
	for await (const row of rowsOf(records, SPEAKER_RECORD)) {
		const { id, name, languages } = readSpeaker(vault, row);
		say([id, isActive(row) ? 'active' : 'removed', languages.join(','), name].join('\t'));
	}
}

/** Whose PIN opens nothing any more; what they recorded stays. Gives whether there is such a speaker. */
export async function removeSpeaker(id: string, { records, vault, clock, say }: Desk): Promise<boolean> {
	for await (const row of rowsOf(records, SPEAKER_RECORD)) {
		if (readSpeaker(vault, row).id !== id) continue;
		if (isActive(row)) await records.put(removedSpeaker(row, clock.now()));
		say(`${id} records no more.`);
		return true;
	}
	say(`There is no speaker ${id}.`);
	return false;
}

/** Speakers by their id, removed ones too. */
export async function speakersById({ records, vault }: Desk): Promise<ReadonlyMap<string, Speaker>> {
	const speakers = new Map<string, Speaker>();
	for await (const row of rowsOf(records, SPEAKER_RECORD)) {
		const speaker = readSpeaker(vault, row);
		speakers.set(speaker.id, speaker);
	}
	return speakers;
}
