/** What a person did, as the core hears it. `recording` joins with the voice channel. */
export type Input =
	/** A session began: a dial, a call answered. */
	| { readonly kind: 'dial' }
	/** Digits only, as typed before one send. */
	| { readonly kind: 'key'; readonly digits: string }
	/** Anything else that was typed; may be empty. */
	| { readonly kind: 'text'; readonly text: string }
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
