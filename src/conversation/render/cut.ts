import type { Alphabet } from '../route.ts';
import { unitsOf } from './alphabet.ts';

/** A text in two: what has room, and what is still to be shown. Only white space between them is gone. */
export interface Cut {
	readonly head: string;
	readonly rest: string;
}

const sentenceEnd = /[.!?…][)"'»”’]*(?=[ \n])/g;
/** Not before the punctuation that French sets apart with a space. */
const space = /[ \n](?![?!:;»])/g;
/** What belongs to the character before it: the second half of a pair, a combining mark, a joiner. */
const continues = /^(?:[\p{M}\u200d]|[\udc00-\udfff])/u;

/** The most whole sentences that have room, or `undefined` when the first has not. */
export function cutAtSentence(text: string, room: number, alphabet: Alphabet): Cut | undefined {
	return cutAfterLast(sentenceEnd, text, reach(text, room, alphabet));
}

/** As much as has room: whole sentences, else whole words, else (one long word) whole characters; at least one. */
export function cut(text: string, room: number, alphabet: Alphabet): Cut {
	const end = reach(text, room, alphabet);
	return cutAfterLast(sentenceEnd, text, end) ?? cutAfterLast(space, text, end) ?? cutAtCharacter(text, end);
}

/** Index up to which the text has room. */
function reach(text: string, room: number, alphabet: Alphabet): number {
	let units = 0;
	let end = 0;
	for (const character of text) {
		units += unitsOf(character, alphabet);
		if (units > room) return end;
		end += character.length;
	}
	return end;
}

function cutAfterLast(boundary: RegExp, text: string, end: number): Cut | undefined {
	// Two characters more than have room: a space, and what must not be parted from the word before it.
	const boundaries = Array.from(
		text.slice(0, end + 2).matchAll(boundary),
		({ index, 0: found }) => index + found.trimEnd().length,
	);
	const last = boundaries.findLast((index) => index <= end);
	return last === undefined ? undefined : cutAt(text, last);
}

function cutAtCharacter(text: string, end: number): Cut {
	let index = end;
	while (index > 0 && continues.test(text.slice(index))) index--;
	const [first = ''] = text;
	return cutAt(text, index > 0 ? index : Math.max(end, first.length));
}

function cutAt(text: string, index: number): Cut {
	return { head: text.slice(0, index).trimEnd(), rest: text.slice(index).trimStart() };
}
