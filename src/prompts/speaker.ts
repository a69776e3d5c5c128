import { z } from 'zod';
import { dayOf } from '../shared/clock.ts';
import { parseRecord, type Row, type SealingVault, sealedAt } from './record.ts';

/** Kind of the records of those who may record by phone; each lies under the blind index of its PIN. */
export const SPEAKER_RECORD = 'speaker';

export const SPEAKER_PIN_DIGITS = 6;

const speakerSchema = z.strictObject({
	/** Random; what they recorded names them by it. */
	id: z.string().min(1),
	name: z.string().min(1),
	/** Keys of the languages in which they record. */
	languages: z.array(z.string()).min(1),
});

/** Somebody who records the texts of the line in their language. */
export type Speaker = z.output<typeof speakerSchema>;

/** Id of the record of whoever has this PIN. The PIN itself is kept nowhere. */
export const speakerRowId = (vault: Pick<SealingVault, 'index'>, pin: string): string =>
	vault.index('pin', `speaker|${pin}`);

/** A speaker's record as it begins. Its id is already taken where somebody else has the PIN: draw another. */
export function speakerRow(vault: SealingVault, pin: string, speaker: Speaker, at: number): Row {
	const id = speakerRowId(vault, pin);
	const body = vault.sealFor('outbox', sealedAt(SPEAKER_RECORD, id), JSON.stringify(speaker));
	return { kind: SPEAKER_RECORD, id, revision: 1, state: 'active', day: dayOf(at), body };
}

/** @throws {ServiceError} `prompt-record-unreadable`; errors of the vault as they come. */
export function readSpeaker(vault: SealingVault, { id, body }: Row): Speaker {
	return parseRecord(speakerSchema, vault.openFor('outbox', sealedAt(SPEAKER_RECORD, id), body));
}

/** Whose PIN opens nothing any more. The name stays, since what they recorded is played under it. */
export const removedSpeaker = (row: Row, at: number): Row => ({
	...row,
	revision: row.revision + 1,
	state: 'removed',
	day: dayOf(at),
});

export const isActive = ({ state }: Row): boolean => state === 'active';
