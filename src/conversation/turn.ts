/** What a person did, as the core hears it. */
export type Input =
	/**
	 * A session began: a dial, a call answered, a first text. `words`: what that text said, kept for the report it may become.
	 * `called`: somebody took up a call that we made, and may not be who asked for it.
	 */
	| { readonly kind: 'dial'; readonly words?: string; readonly called?: true }
	/** Digits only, as typed before one send. */
	| { readonly kind: 'key'; readonly digits: string }
	/** Anything else that was typed; may be empty. */
	| { readonly kind: 'text'; readonly text: string }
	/** On a call, nothing until the time was over. */
	| { readonly kind: 'silence' }
	/** On a call, something said: the id under which it is kept, and whole seconds, 0 where they are not known. */
	| { readonly kind: 'recording'; readonly recording: string; readonly seconds: number }
	/** They want no more texts of ours, or want them again; see `commands.ts`. */
	| { readonly kind: 'stop' | 'start' }
	/** They want the line to call them, by a text or by a call that was not taken. */
	| { readonly kind: 'call-me' }
	/** Eight digits out of the blue: a reference code. */
	| { readonly kind: 'code'; readonly digits: string }
	/** They ask for help: the help lines, from anywhere. */
	| { readonly kind: 'help' }
	| { readonly kind: 'hang-up' }
	| { readonly kind: 'timeout' };

/** One thing that a person did. A second turn with the same `id` is a repeat and changes nothing. */
export interface Turn {
	readonly id: string;
	/** Id of the configured route that carried it. */
	readonly route: string;
	/** E.164 with its `+`; never stored as it is. */
	readonly from: string;
	/** Service code or number that was dialled. */
	readonly to: string;
	readonly input: Input;
	/** Milliseconds since the epoch, from our clock. */
	readonly at: number;
	readonly sessionId?: string;
}
