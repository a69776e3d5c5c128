import type { CommandWords } from './commands.ts';
import type { Knowledge } from './knowledge.ts';
import type { Alphabet, Country, RouteFacts } from './route.ts';
import type { PlaceAnswer, TextRef } from './screen.ts';

/** A community or an administrative area that a person can name. */
export interface Place {
	/** Digits that a person can type; unique in its country. */
	readonly code: string;
	/** Display name with its accents. */
	readonly name: string;
	/** Name of the area around it, to tell places of one name apart. */
	readonly within: string;
	/** OCHA p-code of the department (CI) or district (GH). */
	readonly district: string;
	readonly level: 'community' | 'district' | 'region';
}

export interface Places {
	readonly byCode: (country: Country, code: string) => Place | undefined;
	/** Best first, at most `most`; tolerant of accents, case, phone spelling and small slips. */
	readonly search: (country: Country, typed: string, most: number) => readonly Place[];
}

/** A help line that a person can be given on the spot. */
export interface Hotline {
	readonly number: string;
	/** Text key of what it is for. */
	readonly label: string;
	/** First for a child. */
	readonly forChildren: boolean;
	/** Page from which the number was taken, and the day on which that was last checked (ISO date). */
	readonly source: string;
	readonly checkedOn: string;
}

/** A text to be spoken: its values may be texts themselves, one after the other. */
export interface SpokenText {
	readonly key: string;
	readonly values?: Readonly<Record<string, string | number | readonly SpokenText[]>>;
}

/** Everything that the core must know to put a screen into words. Read-only, in memory, the same for every turn. */
export interface Words {
	/**
	 * A text in a language, in the spelling that the alphabet carries (full, or the approved simplified one).
	 * @throws {MissingText} when the language lacks it: `npm run prove` finds that before anybody is asked.
	 */
	readonly say: (language: string, text: TextRef, alphabet: Alphabet) => string;
	/**
	 * A text in a language, to be spoken: in its spelling for that, else in full. Codes, PINs and numbers are spelled digit by digit.
	 * @throws {MissingText} when the language lacks it.
	 */
	readonly speak: (language: string, text: SpokenText) => string;
	/** Ids of the recorded clips that say all of it in a language, in order; `undefined` where one is missing or out of date. */
	readonly clips: (language: string, said: readonly SpokenText[]) => readonly string[] | undefined;
	/** A name from data (place, programme), in the spelling that the alphabet carries. */
	readonly name: (name: string, alphabet: Alphabet) => string;
	readonly languages: ReadonlyMap<string, LanguageFacts>;
	readonly places: Places;
	readonly hotlines: (country: Country) => readonly Hotline[];
	/** What can be told to those who ask. */
	readonly knowledge: Knowledge;
	/** What stops, starts and helps by text, in all languages together. */
	readonly commands: CommandWords;
	/** @throws {Error} when no such route is configured. */
	readonly route: (id: string) => RouteFacts;
}

export interface LanguageFacts {
	/** Key as stored: `fr`, `en`. Opaque; never passed through `Intl`. */
	readonly key: string;
	/** The language's name in itself, full and simplified spelling. */
	readonly autonym: string;
	readonly autonymPlain: string;
}

/** The place that an answer means, if a code was kept. */
export function placeOf(words: Words, country: Country, answer: PlaceAnswer): Place | undefined {
	return answer.code === undefined ? undefined : words.places.byCode(country, answer.code);
}
