import { forgiven, lettersNear } from './slips.ts';
import type { Heard } from './sound.ts';

/**
 * Which of the words (by position) may be, or begin with, what was typed; or, if slips are forgiven, be a few slips away.
 * Most words are told apart by their first letter and by which letters they have, as numbers, without reading them.
 */
export type Sieve = (typed: Heard, forgiving: boolean) => readonly number[];

export function sieveOf(words: readonly Heard[]): Sieve {
	const firstPlain = Uint8Array.from(words, ({ plain }) => plain.charCodeAt(0));
	const firstSound = Uint8Array.from(words, ({ sound }) => sound.charCodeAt(0));
	const plainLetters = Int32Array.from(words, (word) => word.plainLetters);
	const soundLetters = Int32Array.from(words, (word) => word.soundLetters);
	return (typed, forgiving) => {
		const plain = typed.plain.charCodeAt(0);
		const sound = typed.sound.charCodeAt(0);
		const most = forgiving ? forgiven(Math.max(typed.plain.length, typed.sound.length)) : 0;
		const passed: number[] = [];
		for (let at = 0; at < words.length; at++)
			if (
				firstPlain[at] === plain ||
				firstSound[at] === sound ||
				(most > 0 &&
					(lettersNear(typed.plainLetters, plainLetters[at] ?? 0, most) ||
						lettersNear(typed.soundLetters, soundLetters[at] ?? 0, most)))
			)
				passed.push(at);
		return passed;
	};
}
