import { fold } from './words/fold.ts';

/** What somebody may ask of the line itself in a text, whatever the line has asked them. */
export type Command = 'stop' | 'start' | 'help' | 'call';

/** Words and whole phrases, in any spelling; they are folded before they are compared. */
export interface CommandWords {
	readonly stop: readonly string[];
	readonly start: readonly string[];
	readonly help: readonly string[];
	/** Call me. */
	readonly call?: readonly string[];
	/** What may stand before and after one of them and changes nothing: `please`, `merci`, `now`. */
	readonly around?: readonly string[];
}

/** Most words of a text that is looked at. Longer ones tell something, and are read by a person. */
export const mostCommandWords = 10;

/**
 * The command that a text is, if it is nothing else: words or phrases of the lists that say one thing, once or several times,
 * and words of politeness around them. A command inside a sentence is none: `stop the man who beats my child` is a report, not a wish to be
 * left alone. Case, accents, signs and doubled letters do not matter (`Arrêt.`, `STOOOP!!`, `s.t.o.p`).
 *
 * After a stop a number may follow (`STOP 1`, `stop au 36105`): the habit of lists with several senders. Who writes it wants no
 * more messages, and to read on would be worse than to stop; no other command takes one, since numbers are answers.
 *
 * @param words of all languages, as `mergeCommandWords` gives them: nobody must know in which one the line expects it. The
 * index of a list is kept as long as the list is. A phrase that stands for several commands is a stop before a help before a start
 * before a call.
 */
export function commandIn(text: string, words: CommandWords): Command | undefined {
	const index = indexOf(words);
	// A `)` at the end may be an ɔ or a slip of the thumb.
	return read(wordsOf(text), index) ?? read(wordsOf(text.replace(/[()]/g, ' ')), index);
}

/** The lists of several languages as one. */
export function mergeCommandWords(all: readonly CommandWords[]): Required<CommandWords> {
	return {
		stop: all.flatMap(({ stop }) => stop),
		start: all.flatMap(({ start }) => start),
		help: all.flatMap(({ help }) => help),
		call: all.flatMap(({ call }) => call ?? []),
		around: all.flatMap(({ around }) => around ?? []),
	};
}

/** A list as translators write it: `stop, stop sms, unsubscribe`. */
export function listedWords(list: string): string[] {
	return list
		.split(',')
		.map((word) => word.trim())
		.filter((word) => word !== '');
}

type Meaning = Command | 'around';

interface Index {
	/** By folded phrase. */
	readonly meanings: ReadonlyMap<string, Meaning>;
	/** Words of the longest phrase. */
	readonly longest: number;
}

const indexes = new WeakMap<CommandWords, Index>();

function indexOf(words: CommandWords): Index {
	const known = indexes.get(words);
	if (known !== undefined) return known;
	const meanings = new Map<string, Meaning>();
	let longest = 0;
	// The last that is set stands.
	for (const meaning of ['around', 'call', 'start', 'help', 'stop'] as const) {
		for (const phrase of words[meaning] ?? []) {
			const folded = wordsOf(phrase);
			meanings.set(folded.join(' '), meaning);
			longest = Math.max(longest, folded.length);
		}
	}
	const index = { meanings, longest };
	indexes.set(words, index);
	return index;
}

/** Folded words without signs. A letter said twice counts once: people stretch words, and few agree on `arreter` or `areter`. */
function wordsOf(text: string): string[] {
	const words = fold(text)
		.replace(/(\p{L})\1+/gu, '$1')
		.split(/[^\p{L}\p{N}]+/u)
		.filter((word) => word !== '');
	return words.length > 2 && words.every(({ length }) => length === 1) ? [words.join('')] : words;
}

/** Lays phrases over the words from the first to the last, each time the longest that fits. */
function read(words: readonly string[], index: Index): Command | undefined {
	if (words.length > mostCommandWords) return undefined;
	let command: Command | undefined;
	let before: Meaning | undefined;
	for (let at = 0; at < words.length; ) {
		const { meaning, length } = phraseAt(words, at, index) ?? numberAt(words, at, before) ?? {};
		if (meaning === undefined || length === undefined) return undefined;
		if (meaning !== 'around') {
			if (command !== undefined && command !== meaning) return undefined;
			command = meaning;
		}
		before = meaning;
		at += length;
	}
	return command;
}

interface Phrase {
	readonly meaning: Meaning;
	/** Words. */
	readonly length: number;
}

function phraseAt(words: readonly string[], at: number, { meanings, longest }: Index): Phrase | undefined {
	for (let length = Math.min(longest, words.length - at); length > 0; length--) {
		const meaning = meanings.get(words.slice(at, at + length).join(' '));
		if (meaning !== undefined) return { meaning, length };
	}
	return undefined;
}

/** A short code has up to six digits; a phone number has more. */
const shortNumber = /^\d{1,6}$/;

function numberAt(words: readonly string[], at: number, before: Meaning | undefined): Phrase | undefined {
	if (before !== 'stop') return undefined;
	const [first = '', second = ''] = words.slice(at);
	if (shortNumber.test(first)) return { meaning: 'around', length: 1 };
	return ['au', 'to'].includes(first) && shortNumber.test(second) ? { meaning: 'around', length: 2 } : undefined;
}
