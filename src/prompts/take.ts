import { z } from 'zod';
import { dayOf } from '../shared/clock.ts';
import { parseRecord, type Row, type SealingVault, sealedAt } from './record.ts';

/** Kinds of the records of what a speaker kept, and of its sound; both have the id under which it was recorded. */
export const TAKE_RECORD = 'take';
export const TAKE_SOUND_RECORD = 'take-sound';

/** Most seconds of a take; and most bytes of its sound, which lies sealed as text in a record of 1 MB at most. */
export const TAKE_SECONDS_MOST = 20;
export const TAKE_BYTES_MOST = 700_000;

/** `exported`: it was made a clip. `rejected`: it is to be recorded anew, and its sound is gone. */
const takeStates = ['new', 'exported', 'rejected'] as const;
export type TakeState = (typeof takeStates)[number];

const takeSchema = z.strictObject({
	/** Id of the speaker, who agreed on that call that it is played. */
	speaker: z.string().min(1),
	language: z.string().min(1),
	/** Of the text, or `key#1` of a piece of it. */
	key: z.string().min(1),
	/** Of what was to be said; another text by now makes the take stale. */
	textHash: z.string().min(1),
	/** Whole seconds; 0 where the provider did not say. */
	seconds: z.number().min(0),
	/** UTC day of the call. */
	day: z.iso.date(),
});

/** One text as somebody recorded it by phone, and kept it. */
export interface Take extends z.output<typeof takeSchema> {
	readonly id: string;
	readonly state: TakeState;
}

export function takeRow({ id, state, ...take }: Take): Row {
	const body = new TextEncoder().encode(JSON.stringify(take));
	return { kind: TAKE_RECORD, id, revision: 1, state, day: take.day, body };
}

/** @throws {ServiceError} `prompt-record-unreadable`. */
export function readTake({ id, state, body }: Row): Take {
	const known = z.enum(takeStates).catch('new').parse(state);
	return { ...parseRecord(takeSchema, new TextDecoder().decode(body)), id, state: known };
}

export const takeInState = (row: Row, state: TakeState, at: number): Row => ({
	...row,
	revision: row.revision + 1,
	state,
	day: dayOf(at),
});

/** The sound of a take, sealed as base64, since the vault seals text. */
export function takeSoundRow(vault: SealingVault, id: string, sound: Uint8Array, day: string): Row {
	const text = Buffer.from(sound.buffer, sound.byteOffset, sound.byteLength).toString('base64');
	const body = vault.sealFor('outbox', sealedAt(TAKE_SOUND_RECORD, id), text);
	return { kind: TAKE_SOUND_RECORD, id, revision: 1, state: '', day, body };
}

/** The sound as it came from the provider; `undefined` once it is gone. Errors of the vault come as they are. */
export function openTakeSound(vault: SealingVault, { id, body }: Row): Uint8Array | undefined {
	if (body.length === 0) return undefined;
	return Buffer.from(vault.openFor('outbox', sealedAt(TAKE_SOUND_RECORD, id), body), 'base64');
}

/** The record of a sound without it. */
export const goneSound = (row: Row, at: number): Row => ({
	...row,
	revision: row.revision + 1,
	day: dayOf(at),
	body: new Uint8Array(0),
});
