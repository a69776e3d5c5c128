/** A text by its key, with the values of its placeholders. Words come last: no screen holds a sentence. */
export interface TextRef {
	readonly key: string;
	readonly values?: Readonly<Record<string, string | number>>;
}

/** A value as it is stored: it never depends on the language in which it was asked. Whatever was said aloud is a `Recorded`. */
export type Value = string | number | boolean | PlaceAnswer;

/** Something said on a call: the id under which it is kept, and whole seconds, 0 where they are not known. */
export interface Recorded {
	readonly recording: string;
	readonly seconds: number;
}

/** Where something happened, as the person told it. At least one of `code`, `typed` and `recording` is there. */
export interface PlaceAnswer {
	/** Our code of a community or an administrative area; see `reference/places`. */
	readonly code?: string;
	/** What was typed, when no place was (or is yet) chosen for it. Personal data. */
	readonly typed?: string;
	/** What was said instead, as `Recorded`. */
	readonly recording?: string;
	readonly seconds?: number;
}

export interface Option {
	readonly value: Value;
	readonly label: TextRef;
	/** Heading under which this option and its neighbours of the same group stand. */
	readonly group?: TextRef;
}

interface Asking {
	/** Name under which the answer is kept. */
	readonly name: string;
	readonly ask: TextRef;
	/** Numbered options. On a text, number or place screen they stand beside free input ("1 Skip"). */
	readonly options?: readonly Option[];
	/** Question in simpler words, shown after two mistakes. */
	readonly simpler?: TextRef;
}

export interface ChoiceScreen extends Asking {
	readonly kind: 'choice';
	readonly options: readonly Option[];
	/** Of a line for recording: id of what was just recorded, which is played instead of the question until nothing is heard. */
	readonly plays?: string;
}

/** On a call, something to be said at once, without another way on. The answer is a `Recorded`. */
export interface RecordingScreen {
	readonly kind: 'recording';
	readonly name: string;
	readonly ask: TextRef;
	/** Most seconds. */
	readonly most: number;
}

export interface TextScreen extends Asking {
	readonly kind: 'text';
	/** Most characters kept; a longer answer is kept whole up to this and the person is told. */
	readonly most: number;
}

/** Digits that are a name rather than a quantity: a reference code, a PIN. */
export interface NumberScreen extends Asking {
	readonly kind: 'number';
	/** Exact count of digits. */
	readonly digits: number;
}

/** How many: a whole number, from 1. The answer is a number. */
export interface CountScreen extends Asking {
	readonly kind: 'count';
	readonly most: number;
}

/** A community code, or a typed name. What is found, or the typed words, is the answer (`PlaceAnswer`). */
export interface PlaceScreen extends Asking {
	readonly kind: 'place';
}

/** Content to read, paged by whole items, with options that follow it. */
export interface PagesScreen {
	readonly kind: 'pages';
	readonly name: string;
	readonly items: readonly TextRef[];
	readonly options?: readonly Option[];
}

/** Last screen of a session. It says nothing that would harm if somebody else read it. */
export interface EndScreen {
	readonly kind: 'end';
	readonly say: TextRef;
}

export type Screen =
	| ChoiceScreen
	| TextScreen
	| NumberScreen
	| CountScreen
	| PlaceScreen
	| RecordingScreen
	| PagesScreen
	| EndScreen;
