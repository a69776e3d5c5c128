import { slipsBetween, TOO_MANY_SLIPS } from './slips.ts';
import type { Heard } from './sound.ts';

/**
 * What a match costs; lower is better. Chosen so that an exact name comes before one that sounds the same, that before a
 * whole word of a name, that before the beginning of a name, and all of these before a guess.
 */
const WHOLE = { same: 0, soundsSame: 2, begins: 5, soundsBegins: 6, slips: 9 } as const;
const WORD = { same: 0, soundsSame: 1, begins: 3, soundsBegins: 4, slips: 6 } as const;
/** One slip of the finger (see `slipsBetween`); one more if it is in the first letter, which people seldom get wrong. */
const A_SLIP = 2;
const FIRST_LETTER = 1;
/** A typed word that is no word of the name. */
export const UNHEARD = 20;
/** A typed word that names the area around the place: "Kouassikro Soubre". */
export const NAMES_AROUND = 1;
/** The place was found by words of its name, in any order; and words of its name were left out. */
export const BY_WORDS = 2;
export const LEFT_OUT = 2;
/** Dearer than any match. */
export const NO_MATCH = 255;

/** From here on a match is a guess; and from there on some of what was typed was not found. */
const A_GUESS = 10;
const IN_PART = UNHEARD;

/** All that was typed against a whole name, slips forgiven or not, so that hyphens, spaces and apostrophes may stand anywhere. */
export function wholeCost(typed: Heard, name: Heard, forgiving: boolean): number {
	if (typed.plain === name.plain) return WHOLE.same;
	if (typed.sound === name.sound) return WHOLE.soundsSame;
	if (name.plain.startsWith(typed.plain)) return WHOLE.begins;
	if (name.sound.startsWith(typed.sound)) return WHOLE.soundsBegins;
	if (!forgiving) return NO_MATCH;
	const slips = slipsBetween(typed, name);
	return slips === TOO_MANY_SLIPS ? NO_MATCH : WHOLE.slips + slipCost(typed, name, slips);
}

/** One typed word against one word of a name. */
export function wordCost(typed: Heard, word: Heard, forgiving: boolean): number {
	if (typed.plain === word.plain) return WORD.same;
	if (typed.sound === word.sound) return WORD.soundsSame;
	if (word.plain.startsWith(typed.plain)) return WORD.begins;
	if (word.sound.startsWith(typed.sound)) return WORD.soundsBegins;
	if (!forgiving) return UNHEARD;
	const slips = slipsBetween(typed, word);
	return slips === TOO_MANY_SLIPS ? UNHEARD : WORD.slips + slipCost(typed, word, slips);
}

function slipCost(typed: Heard, other: Heard, slips: number): number {
	return A_SLIP * slips + (typed.sound[0] === other.sound[0] ? 0 : FIRST_LETTER);
}

/** The typed word is this word, not its beginning or a guess. */
export function isSure(cost: number): boolean {
	return cost <= WORD.soundsSame;
}

/** Matches are shown together only when they are of one sort. One with a slip is never certain. */
export function sortOf(cost: number): 'certain' | 'guess' | 'in-part' {
	if (cost < A_GUESS) return 'certain';
	return cost < IN_PART ? 'guess' : 'in-part';
}
