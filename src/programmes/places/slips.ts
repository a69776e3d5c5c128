import { distance } from 'fastest-levenshtein';
import type { Heard } from './sound.ts';

/** More slips than any answer may have. */
export const TOO_MANY_SLIPS = 3;

/** Slips (letters added, left out or changed) forgiven in a word: none below 4 letters, one below 6, else two. */
export function forgiven(letters: number): number {
	if (letters < 4) return 0;
	return letters < 6 ? 1 : 2;
}

/** Fewest slips, by letters or by sound, that make one word of the other; `TOO_MANY_SLIPS` when too many. */
export function slipsBetween(one: Heard, other: Heard): number {
	const byLetters = near(one.plain, other.plain, one.plainLetters, other.plainLetters);
	if (byLetters <= 1) return byLetters;
	return Math.min(byLetters, near(one.sound, other.sound, one.soundLetters, other.soundLetters));
}

function near(one: string, other: string, letters: number, others: number): number {
	const most = forgiven(Math.min(one.length, other.length));
	if (most === 0 || Math.abs(one.length - other.length) > most || !lettersNear(letters, others, most))
		return TOO_MANY_SLIPS;
	const slips = distance(one, other);
	return slips <= most ? slips : TOO_MANY_SLIPS;
}

/** Whether two words with these bit sets of letters can lie `most` slips apart: a slip takes a letter away, brings one in, or both. */
export function lettersNear(one: number, other: number, most: number): boolean {
	return !moreBitsThan(one & ~other, most) && !moreBitsThan(other & ~one, most);
}

/** Clears the lowest bit `most` times (0, 1 or 2) and looks whether any is left. */
function moreBitsThan(bits: number, most: number): boolean {
	let left = bits;
	for (let count = 0; count < most; count++) left &= left - 1;
	return left !== 0;
}
