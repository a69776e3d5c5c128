import type { SpokenText } from '../words.ts';
import type { Text } from './locale.ts';
import { type Piece, piecesOf } from './pieces.ts';
import { digitGroups } from './spoken-value.ts';
import { spellingFor } from './templates.ts';

/** A recorded sound that may be played. */
export interface Clip {
	/** Made of its content: letters and digits. */
	readonly id: string;
	readonly seconds: number;
}

/** Clips of one language that may be played: each says what its text says today, and was agreed to. */
export interface Clips {
	/** By the key of their text; by `key#1`, `key#2` … where it is recorded in pieces. */
	readonly byKey: ReadonlyMap<string, Clip>;
	/** Names (of a place, of the programme) by what is said, composed (NFC). */
	readonly byName: ReadonlyMap<string, Clip>;
}

/** What was recorded of all languages. */
export interface Recordings {
	readonly byLanguage: ReadonlyMap<string, Clips>;
	/** Keys of the texts without which no call can be held in a language. */
	readonly core: readonly string[];
}

/** A short silence, between two texts and between two groups of digits. Its sound is made, not recorded. */
export const PAUSE: Clip = { id: 'pause', seconds: 0.288 };

/** Most of one page: more makes an address that is too long for a provider, and is not listened to. */
export const MOST_PLAYED = { clips: 100, seconds: 120 } as const;

const DIGITS = Array.from({ length: 10 }, (_, digit) => digitKey(digit));

/** Ids of the clips that say all of it, in order; `undefined` where one is missing, or it is too much for one page. */
export type FindClips = (said: readonly SpokenText[]) => readonly string[] | undefined;

/** Whether a call can be held in a language: every text of the core set has its clips, and every digit. */
export function canHoldCall(texts: ReadonlyMap<string, Text>, { byKey }: Clips, core: readonly string[]): boolean {
	return [...core, ...DIGITS].every((key) => {
		const text = texts.get(key);
		if (text === undefined) return false;
		return piecesOfText(key, text).every((piece) => 'value' in piece || byKey.has(piece.clip));
	});
}

/** A page is played only if every part of it can be: half a sentence in another voice helps nobody. */
export function createFindClips(texts: ReadonlyMap<string, Text>, clips: Clips): FindClips {
	const pieces = new Map([...texts].map(([key, text]) => [key, piecesOfText(key, text)] as const));
	return (said) => {
		const played: Clip[] = [];
		for (const text of said) {
			if (played.length > 0) played.push(PAUSE);
			if (!playText(text, { pieces, clips, played })) return undefined;
		}
		const seconds = played.reduce((sum, clip) => sum + clip.seconds, 0);
		if (played.length === 0 || played.length > MOST_PLAYED.clips || seconds > MOST_PLAYED.seconds) return undefined;
		return played.map(({ id }) => id);
	};
}

interface Playing {
	readonly pieces: ReadonlyMap<string, readonly Piece[]>;
	readonly clips: Clips;
	/** Is added to. */
	readonly played: Clip[];
}

/** Gives whether all of it could be added. */
function playText({ key, values }: SpokenText, playing: Playing): boolean {
	const { pieces, clips, played } = playing;
	const all = pieces.get(key)?.every((piece) => {
		if ('clip' in piece) return play(clips.byKey.get(piece.clip), played);
		const value = values?.[piece.value];
		if (value === undefined) return false;
		if (typeof value === 'object') return value.every((text) => playText(text, playing));
		return playValue(piece.value, String(value), playing);
	});
	return all === true;
}

/** Digits one by one; else a name that was recorded. */
function playValue(name: string, value: string, { clips, played }: Playing): boolean {
	const groups = /^\d$/.test(value) ? [value] : digitGroups(name, value);
	if (groups === undefined) return play(clips.byName.get(value.normalize('NFC')), played);
	return groups.every((group, index) => {
		if (index > 0) played.push(PAUSE);
		return Array.from(group).every((digit) => play(clips.byKey.get(digitKey(digit)), played));
	});
}

function play(clip: Clip | undefined, played: Clip[]): boolean {
	if (clip !== undefined) played.push(clip);
	return clip !== undefined;
}

function digitKey(digit: number | string): string {
	return `digit.${digit}`;
}

const piecesOfText = (key: string, text: Text): readonly Piece[] => piecesOf(key, spellingFor(text, 'spoken'));
