import type { Utterance } from '../conversation.ts';
import type { RouteFacts } from '../route.ts';
import type { Screen, TextRef, Value } from '../screen.ts';
import type { Words } from '../words.ts';

export interface LayOutInput {
	readonly words: Words;
	readonly language: string;
	readonly route: RouteFacts;
	readonly screen: Screen;
	/** What went wrong, shown above the question. */
	readonly notice?: TextRef;
	/** There is a question before this one; `97` is shown on its first page too. */
	readonly showBack: boolean;
}

export interface Page {
	/** All that the phone shows, footer included. */
	readonly text: string;
	/** Numbers of the options that stand on it. */
	readonly options: readonly number[];
	/**
	 * On a call: by whom it is spoken, what is listened for meanwhile, and the keys of its options, which mean nothing on other
	 * pages.
	 */
	readonly spoken?: Utterance & { readonly choices: ReadonlyMap<string, Value> };
}

/** What must be mended before a screen may ship. The person is served all the same. */
export interface Fault {
	readonly kind: 'option-too-long' | 'end-too-long' | 'foreign-character' | 'footer-too-long';
	/** Key of the text; `nav` for the labels of the footer together. */
	readonly key: string;
	/** The foreign characters, or units and what they may be at most. */
	readonly detail: string;
}

/** A screen in words, cut into pages. */
export interface Layout {
	/** At least one. */
	readonly pages: readonly Page[];
	/** By the number as typed; valid from any page. On a call each page has its own. */
	readonly choices: ReadonlyMap<string, Value>;
	readonly faults: readonly Fault[];
}
