import type { Channel, Reply } from '../conversation/index.ts';
import type { DeliveryReport } from './sending.ts';

/** A gateway's HTTP request, as the listener read it. */
export interface GatewayRequest {
	readonly body: Buffer;
	readonly contentType: string;
	/** Path and query as they came. Left out where a test has none. */
	readonly target?: string;
	/** By name in lower case, as `node:http` gives them. */
	readonly headers?: Readonly<Record<string, string | string[] | undefined>>;
}

/** What a USSD callback says, before it is a turn. */
export interface Incoming {
	readonly sessionId: string;
	/** E.164 with its `+`. */
	readonly from: string;
	readonly to: string;
	/** What was typed so far or last, as the provider sent it; '' at a plain dial. `turns/hear.ts` finds the new part. */
	readonly heard: string;
	/** Operator as the gateway names it; an open set. */
	readonly network: string;
}

/** A text that a person sent. */
export interface IncomingMessage {
	/** The provider's id of it, the same in every delivery; '' where it gives none. */
	readonly messageId: string;
	/** E.164 with its `+`. */
	readonly from: string;
	/** Short code or number to which it was sent. */
	readonly to: string;
	/** As it was written; may be empty. */
	readonly text: string;
	/** Operator as the gateway names it; an open set, '' where it does not. */
	readonly network: string;
	/** Milliseconds since the epoch by the provider's clock, where that could be read. */
	readonly sentAt?: number;
	/** The provider itself has stopped or begun sending to this person because of the text. */
	readonly optOut?: 'stopped' | 'started';
}

/** What was heard in one turn of a call. */
export type HeardOnCall =
	/** The call began: the person called, or took up our call. */
	| { readonly kind: 'answered' }
	/** Keys, without the one that ended them; never empty. */
	| { readonly kind: 'keys'; readonly digits: string }
	/** Nothing, until the time was over. */
	| { readonly kind: 'silence' }
	/** A recording, kept by the provider until we fetch and delete it. */
	| { readonly kind: 'recording'; readonly recording: RemoteRecording };

export interface RemoteRecording {
	/** Where the provider keeps it. May be guessed at by nobody: it is never logged. */
	readonly url: string;
	/** Whole seconds; 0 where the provider does not say. */
	readonly seconds: number;
}

/** One turn of a call. */
export interface IncomingCall {
	readonly callId: string;
	/** The person's number, whoever called whom; E.164 with its `+`, '' where it is withheld. */
	readonly from: string;
	/** Our number. */
	readonly to: string;
	readonly direction: 'inbound' | 'outbound';
	/** Count of turns before this one: `turn` in the address to which it was posted (`Addresses.next`), 0 at the beginning. */
	readonly turn: number;
	readonly heard: HeardOnCall;
	/** Our own id of a call that we made, where the provider hands it back. */
	readonly ours?: string;
}

/** The gateway says that a session or a call is over. */
export interface SessionEnd {
	readonly sessionId: string;
	readonly from: string;
	/** `unreached`: a call of ours that nobody took: busy, off, not answered. */
	readonly status: 'completed' | 'dropped' | 'failed' | 'unreached' | 'unknown';
	/** Of a call during which somebody hung up while speaking. */
	readonly recording?: RemoteRecording;
	readonly seconds?: number;
	readonly ours?: string;
}

export type Parsed =
	| { readonly is: 'turn'; readonly turn: Incoming }
	| { readonly is: 'message'; readonly message: IncomingMessage }
	| { readonly is: 'call'; readonly call: IncomingCall }
	| { readonly is: 'session-end'; readonly end: SessionEnd }
	| { readonly is: 'report'; readonly report: DeliveryReport }
	/** The provider was told by a person to stop, or to go on, and tells us. */
	| { readonly is: 'opt-out'; readonly from: string; readonly wants: 'stopped' | 'started' }
	/** Understood, and nothing to be done about it. */
	| { readonly is: 'nothing' }
	/** Not from the provider: has no effect at all, and is not kept. */
	| { readonly is: 'forged'; readonly reason: string }
	/** Not to be understood, or not plausible: kept sealed in quarantine, and answered all the same. */
	| { readonly is: 'odd'; readonly reason: string };

/** What goes back to the gateway, in the same request. */
export interface GatewayAnswer {
	readonly contentType: string;
	readonly body: string;
	/** 200 where it is absent. */
	readonly status?: 403 | 503;
}

/** Where the provider finds what an answer speaks of. */
export interface Addresses {
	/** Absolute URL to which the next turn of this call is to be posted; '' off a call. */
	readonly next: string;
	/** Absolute URL of recorded clips, joined in this order into one sound that the provider plays. */
	readonly audio: (clips: readonly string[]) => string;
	/** Absolute URL of what was just recorded on this call; only on a line for recording. */
	readonly recording?: (id: string) => string;
}

/** One provider on one channel and one kind of callback: a leaf that knows only its own wire format. */
export interface GatewayHandler {
	/** Path below `/channels`, such as `africastalking/ussd` or `africastalking/sms-delivery`. */
	readonly path: string;
	readonly channel: Channel;
	/** `serviceCode` is what people dial, write to or call, to tell a callback meant for this route from one that is not. */
	readonly parse: (request: GatewayRequest, route: { readonly serviceCode: string }) => Parsed;
	/** Only where somebody waits for it in the same request: USSD and voice. */
	readonly answer?: (reply: Reply, addresses: Addresses) => GatewayAnswer;
	/** Answer to a call that is not taken, so that it costs its caller nothing; on calls only. */
	readonly reject?: GatewayAnswer;
	/** Answer to what needs no screen, such as a session's end or a message. */
	readonly acknowledge: GatewayAnswer;
	/**
	 * Answer to what could not be kept: whoever gets it sends again. Absent where somebody waits, who gets the help lines instead
	 * and never an error (design §4, rule 4).
	 */
	readonly again?: GatewayAnswer;
}
