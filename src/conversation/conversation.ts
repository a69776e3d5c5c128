import type { Ask, Effect } from './effect.ts';
import type { Value } from './screen.ts';

export type Answers = Readonly<Record<string, Value>>;

/** A question that was on the screen, to which `97` goes back. */
export interface Step {
	readonly flow: string;
	readonly state: string;
}

/** Laid over the conversation without changing where it stands. */
export type Overlay =
	/** The help lines, one key away from every screen. */
	| 'hotlines'
	/** After a dropped session: "Continue?" before anything of the earlier session is shown. */
	| 'resume'
	/** On a call that we made, before anything else is said: whoever took it up may not be who asked for it. */
	| 'called'
	/** After three mistakes: a call-back, the help lines, or try again. */
	| 'stuck';

/** What is remembered between the turns of one person on one channel. Plain JSON; sealed before it is stored. */
export interface Conversation {
	readonly flow: string;
	/** Version of the flow in which this conversation began and goes on. */
	readonly version: number;
	readonly state: string;
	/** Stored values by the name of the screen that asked; `language` and `lastPlace` come from the person's profile. */
	readonly answers: Answers;
	/** Count of commits so far; the store's guard against two writers. */
	readonly revision: number;
	/** Page of the screen that is shown, from 0. */
	readonly page: number;
	/** Mistakes in a row on this screen. */
	readonly mistakes: number;
	/** On a call: times in a row that nothing was heard. Absent: none. */
	readonly silences?: number;
	/** Key of the hint above the question; stays while its pages are turned. */
	readonly notice?: string;
	/** Questions answered so far, newest last; bounded. */
	readonly past: readonly Step[];
	readonly overlay?: Overlay;
	/** What the help lines cover, where it must be answered before anything of an earlier session is shown. */
	readonly under?: 'resume' | 'called';
	/** Milliseconds since the epoch of the last turn. */
	readonly at: number;
	/** The last screen closed the session; a redial starts anew. */
	readonly ended: boolean;
}

/** What a person sees or hears, worded and fitted to the route; knows no provider markup. */
export interface Reply {
	readonly text: string;
	/** The session ends with this screen. */
	readonly end: boolean;
	/** On a call: how the text is spoken, and what is listened for. */
	readonly spoken?: Utterance;
}

/** What is spoken in one turn of a call. Keys may be pressed meanwhile. */
export interface Utterance {
	readonly voice: /** By the provider's voice of that language. */
		| { readonly by: 'provider'; readonly language: string; readonly text: string }
		/** Recorded clips, one after the other, by their ids: letters, digits, `-` and `_`. */
		| { readonly by: 'people'; readonly clips: readonly string[] }
		/** What was just recorded on this call, as the provider still keeps it, by an id of ours. */
		| { readonly by: 'recording'; readonly id: string };
	readonly listen: Listening;
}

export type Listening =
	/** Keys: `most` of them, or fewer and `#`. Nothing for `seconds` is silence. */
	| { readonly for: 'keys'; readonly most: number; readonly seconds: number }
	/** What is said, up to `most` seconds; `#`, hanging up, or silence ends it. */
	| { readonly for: 'recording'; readonly most: number }
	/** Nothing: the call ends afterwards. */
	| { readonly for: 'nothing' };

/** A turn is over: save `conversation` and `effects`, then speak `reply`. */
export interface Spoken {
	readonly conversation: Conversation;
	readonly effects: readonly Effect[];
	readonly reply: Reply;
}

/** A turn waits for the shell: answer `ask` and go on with `tell`. */
export interface Asking {
	readonly conversation: Conversation;
	readonly effects: readonly Effect[];
	readonly ask: Ask;
}

export type Conversed = Spoken | Asking;
