import type { IncomingMessage } from './channel.ts';

/** A text that is to be sent now, checked and rendered. */
export interface OutgoingMessage {
	/** Our own id of it: letters, digits, `-` and `_`. A provider that can hands it back with its reports. */
	readonly id: string;
	/** E.164 with its `+`. */
	readonly to: string;
	/** Sender id, short code or number of the route. */
	readonly from: string;
	readonly text: string;
	/** Seconds after which it is of no use any more; at least 1. */
	readonly validForSeconds: number;
	/** Absolute URL for its reports, for providers that are told with each message; '' for those that are set up once. */
	readonly reportsTo: string;
}

/** A call that is to be made now. */
export interface OutgoingCall {
	readonly id: string;
	readonly to: string;
	readonly from: string;
	/** Absolute URL that says what is spoken when it is answered, for providers that are told with each call; else ''. */
	readonly answersTo: string;
	/** Absolute URL that is told how the call ended; else ''. */
	readonly reportsTo: string;
}

export interface Price {
	/** Decimal, as the provider wrote it, without sign: `0.8000`. */
	readonly amount: string;
	/** ISO 4217. */
	readonly currency: string;
}

/** How one attempt to send ended. An attempt never throws: what is not known is said to be unknown. */
export type Sent =
	/** The provider has it. That says nothing of the phone. */
	| { readonly outcome: 'accepted'; readonly ref: string; readonly price?: Price; readonly segments?: number }
	/** The provider has not taken it; that is certain. */
	| {
			readonly outcome: 'refused';
			/** Machine word: the provider's code in lower case, `invalid-phone-number`, `http-401` … */
			readonly reason: string;
			/** Whether the same message may be taken later: too many requests, no credit, provider down before it read anything. */
			readonly retry: 'never' | 'later';
			/** The provider refuses because the person has told it to stop. */
			readonly optedOut?: true;
	  }
	/** It may have been taken: the answer was lost, late, or not to be understood. It must not be sent again blindly. */
	| { readonly outcome: 'unknown'; readonly reason: string };

/** A message in a provider's own list. */
export interface ListedMessage {
	readonly ref: string;
	readonly to: string;
	readonly text: string;
	/** Milliseconds since the epoch. */
	readonly at: number;
	readonly report: DeliveryReport;
}

/** A text in a provider's own list of what came in. */
export interface ReceivedMessage extends IncomingMessage {
	/** Of a list it is always known. */
	readonly sentAt: number;
}

/** A provider's list of what it got for us, which also holds what a missed callback would have brought. */
export interface Inbox {
	/** Whether a text has one id, in the list and in its callback. */
	readonly sameIds: boolean;
	/**
	 * Texts sent to a number of ours since then (milliseconds since the epoch), oldest first. One whose sender is no phone number is
	 * left out.
	 * @throws {ServiceError} without number or key when the list cannot be had.
	 */
	readonly received: (
		ask: { readonly to: string; readonly since: number },
		signal: AbortSignal,
	) => Promise<readonly ReceivedMessage[]>;
}

/** A provider that carries texts. */
export interface MessageSender {
	/** @param signal ends the attempt; its outcome is then unknown, unless it is certain that nothing was handed over. */
	readonly send: (message: OutgoingMessage, signal: AbortSignal) => Promise<Sent>;
	/** What was sent to a number since then, to find out about attempts in doubt; absent where the provider has no such list. */
	readonly sentTo?: (to: string, since: number, signal: AbortSignal) => Promise<readonly ListedMessage[]>;
	/** Absent where the provider has no such list. */
	readonly inbox?: Inbox;
}

/** A provider that makes calls. */
export interface CallMaker {
	readonly call: (call: OutgoingCall, signal: AbortSignal) => Promise<Sent>;
	/** The recording's bytes. @throws {Error} without URL or key in its message. */
	readonly fetchRecording: (url: string, signal: AbortSignal) => Promise<Uint8Array>;
	/** Deletes it at the provider; resolves when it is gone there. Absent where the provider cannot. */
	readonly deleteRecording?: (url: string, signal: AbortSignal) => Promise<void>;
}

/** States of a message that a report can tell of, in the field's own words. */
export type ReportedState = 'accepted' | 'sent' | 'delivered' | 'failed' | 'expired';

/** What a provider tells about a message that it took. */
export interface DeliveryReport {
	/** The provider's id, as `Sent` gave it. */
	readonly ref: string;
	/** Our own id, where the provider hands it back. */
	readonly ours?: string;
	/** `undefined`: a word that we do not know; it is kept, and changes nothing. */
	readonly state: ReportedState | undefined;
	/** The provider's own word. */
	readonly word: string;
	/** Machine word of why it failed. */
	readonly reason?: string;
	/** E.164 with its `+`, where the report says so. */
	readonly to?: string;
	/** Somebody told the provider to stop. */
	readonly optedOut?: true;
	readonly price?: Price;
}
