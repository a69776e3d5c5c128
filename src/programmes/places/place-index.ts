import type { Place } from '../../conversation/index.ts';
import { bestOf } from './best.ts';
import { BY_WORDS, isSure, LEFT_OUT, NO_MATCH, sortOf, UNHEARD, wholeCost } from './costs.ts';
import { type Entry, entriesOf, listen, type Typed } from './entry.ts';
import { type Sieve, sieveOf } from './sieve.ts';
import { tells } from './sound.ts';
import { costsOfWord, type Vocabulary, vocabularyOf, type WordCosts } from './vocabulary.ts';

/** Finds places by what a person typed. Best first, at most `most`; the same places for the same words, always. */
export type FindPlaces = (typed: string, most: number) => readonly Place[];

interface PlaceIndex {
	readonly entries: readonly Entry[];
	readonly wholeNames: Sieve;
	readonly vocabulary: Vocabulary;
}

/**
 * Prepares the places of one country for search, which stands between a keypress and its answer. What a search costs grows
 * with the count of places: on 2,000 about a tenth of a millisecond, and some tenths where slips must be forgiven.
 */
export function indexPlaces(places: readonly Place[]): FindPlaces {
	const entries = entriesOf(places);
	const index: PlaceIndex = {
		entries,
		wholeNames: sieveOf(entries.map((entry) => entry.whole)),
		vocabulary: vocabularyOf(entries),
	};
	return (typed, most) => {
		const heard = listen(typed);
		if (heard.letters === 0 || most < 1) return [];
		const certain = cheapest(costsOf(heard, index, false), most);
		const found = certain.sort === 'certain' ? certain : cheapest(costsOf(heard, index, true), most);
		return found.positions.flatMap((at) => entries[at]?.place ?? []);
	};
}

/** Positions of the cheapest entries that are all of one sort, cheapest first. */
function cheapest(costs: Uint8Array, most: number): { sort: ReturnType<typeof sortOf>; positions: readonly number[] } {
	const best = bestOf<number>(most);
	for (let at = 0; at < costs.length; at++) {
		const cost = costs[at] ?? NO_MATCH;
		if (cost !== NO_MATCH) best.offer(at, cost);
	}
	const ranked = best.ranked();
	const sort = sortOf(ranked[0]?.cost ?? NO_MATCH);
	return { sort, positions: ranked.filter(({ cost }) => sortOf(cost) === sort).map(({ candidate }) => candidate) };
}

/** What each entry costs: by its whole name or by its words, whichever is less. Slips take longest to find. */
function costsOf(heard: Typed, { entries, wholeNames, vocabulary }: PlaceIndex, forgiving: boolean): Uint8Array {
	const byWord = heard.words.map((word) => costsOfWord(word, vocabulary, forgiving));
	const costs = new Uint8Array(entries.length).fill(NO_MATCH);
	for (const { hits } of byWord)
		for (const at of hits)
			if (costs[at] === NO_MATCH) costs[at] = wordsCost(heard, entries[at]?.words.length ?? 0, at, byWord);
	for (const at of wholeNames(heard.whole, forgiving)) {
		const name = entries[at]?.whole;
		if (name !== undefined) costs[at] = Math.min(costs[at] ?? NO_MATCH, wholeCost(heard.whole, name, forgiving));
	}
	return costs;
}

/** The typed words one by one, in any order, against the words of a name; then of the names around it. */
function wordsCost(typed: Typed, wordsOfName: number, at: number, byWord: readonly WordCosts[]): number {
	let sum = BY_WORDS;
	let matched = 0;
	let lettersHeard = 0;
	let sure = false;
	for (let index = 0; index < byWord.length; index++) {
		const own = byWord[index]?.inNames[at] ?? UNHEARD;
		const cost = Math.min(own, byWord[index]?.around[at] ?? UNHEARD);
		sum += cost;
		if (cost === UNHEARD) continue;
		const word = typed.words[index]?.plain ?? '';
		lettersHeard += word.length;
		if (own > cost) continue;
		matched++;
		sure ||= isSure(own) && tells(word);
	}
	if (matched === 0 || (!sure && 2 * lettersHeard < typed.letters)) return NO_MATCH;
	return matched < wordsOfName ? sum + LEFT_OUT : sum;
}
