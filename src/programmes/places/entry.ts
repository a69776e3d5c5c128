import type { Place } from '../../conversation/index.ts';
import { type Heard, hear, tellingWords, wordsOf } from './sound.ts';

/** A place, made ready for comparison. */
export interface Entry {
	readonly place: Place;
	readonly whole: Heard;
	/** The words that tell which place it is. */
	readonly words: readonly string[];
	/** Telling words of the names around it. */
	readonly around: readonly string[];
}

/** What a person typed, made ready for comparison. */
export interface Typed {
	readonly whole: Heard;
	readonly words: readonly Heard[];
	/** Letters of all telling words together. */
	readonly letters: number;
}

const LEVELS: Readonly<Record<Place['level'], number>> = { community: 0, district: 1, region: 2 };

/** Entries in the order in which equally good ones are shown: communities first, then short names, then by name and code. */
export function entriesOf(places: readonly Place[]): readonly Entry[] {
	return places.map(toEntry).sort(byOrder);
}

export function listen(typed: string): Typed {
	const words = wordsOf(typed);
	const telling = tellingWords(words);
	return {
		whole: hear(words.join('')),
		words: telling.map(hear),
		letters: telling.join('').length,
	};
}

function toEntry(place: Place): Entry {
	const words = wordsOf(place.name);
	const telling = tellingWords(words);
	return {
		place,
		whole: hear(words.join('')),
		words: telling,
		around: tellingWords(wordsOf(place.within)),
	};
}

function byOrder(one: Entry, other: Entry): number {
	return (
		LEVELS[one.place.level] - LEVELS[other.place.level] ||
		one.whole.plain.length - other.whole.plain.length ||
		byText(one.whole.plain, other.whole.plain) ||
		byText(one.place.code, other.place.code)
	);
}

function byText(one: string, other: string): number {
	if (one === other) return 0;
	return one < other ? -1 : 1;
}
