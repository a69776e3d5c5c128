import { isSure, NAMES_AROUND, UNHEARD, wordCost } from './costs.ts';
import type { Entry } from './entry.ts';
import { type Sieve, sieveOf } from './sieve.ts';
import { type Heard, hear } from './sound.ts';

/** A word, with the positions of the entries that have it in their name, and in the names around them. */
interface Word {
	readonly heard: Heard;
	readonly inNames: number[];
	readonly around: number[];
}

/** Every word of the entries once: places share many. */
export interface Vocabulary {
	readonly words: readonly Word[];
	readonly sieve: Sieve;
	readonly entries: number;
}

/** What one typed word costs at each entry, by the entry's own name and by the names around it. */
export interface WordCosts {
	/** Positions of the entries that have the word in their own name; one may be there twice. */
	readonly hits: readonly number[];
	readonly inNames: Uint8Array;
	readonly around: Uint8Array;
}

export function vocabularyOf(entries: readonly Entry[]): Vocabulary {
	const words = new Map<string, Word>();
	const wordFor = (plain: string): Word => {
		const word = words.get(plain) ?? { heard: hear(plain), inNames: [], around: [] };
		words.set(plain, word);
		return word;
	};
	for (const [position, entry] of entries.entries()) {
		for (const word of entry.words) wordFor(word).inNames.push(position);
		for (const word of entry.around) wordFor(word).around.push(position);
	}
	const all = [...words.values()];
	return { words: all, sieve: sieveOf(all.map((word) => word.heard)), entries: entries.length };
}

export function costsOfWord(typed: Heard, { words, sieve, entries }: Vocabulary, forgiving: boolean): WordCosts {
	const inNames = new Uint8Array(entries).fill(UNHEARD);
	const around = new Uint8Array(entries).fill(UNHEARD);
	const hits: number[] = [];
	for (const at of sieve(typed, forgiving)) {
		const word = words[at];
		if (word === undefined) continue;
		const cost = wordCost(typed, word.heard, forgiving);
		if (cost === UNHEARD) continue;
		lower(inNames, word.inNames, cost);
		for (const position of word.inNames) hits.push(position);
		if (isSure(cost)) lower(around, word.around, cost + NAMES_AROUND);
	}
	return { hits, inNames, around };
}

function lower(costs: Uint8Array, positions: readonly number[], cost: number): void {
	for (const position of positions) if (cost < (costs[position] ?? 0)) costs[position] = cost;
}
