import type { Reply } from '../conversation/index.ts';

/** A gateway's HTTP request, as the listener read it. */
export interface GatewayRequest {
	readonly body: Buffer;
	readonly contentType: string;
}

/** What a provider's callback says, before it is a turn. */
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

/** The gateway says that a session is over. */
export interface SessionEnd {
	readonly sessionId: string;
	readonly from: string;
	readonly status: 'completed' | 'dropped' | 'failed' | 'unknown';
}

export type Parsed =
	| { readonly is: 'turn'; readonly turn: Incoming }
	| { readonly is: 'session-end'; readonly end: SessionEnd }
	/** Not to be understood, or not plausible: kept sealed in quarantine, and answered all the same. */
	| { readonly is: 'odd'; readonly reason: string };

/** What goes back to the gateway, in the same request. */
export interface GatewayAnswer {
	readonly contentType: string;
	readonly body: string;
}

/** One provider on one channel: a leaf that knows only its own wire format. */
export interface GatewayHandler {
	/** Path below `/channels`, such as `africastalking/ussd`. */
	readonly path: string;
	/** `serviceCode` is the route's own, to tell a callback meant for us from one that is not. */
	readonly parse: (request: GatewayRequest, route: { readonly serviceCode: string }) => Parsed;
	readonly answer: (reply: Reply) => GatewayAnswer;
	/** Answer to what needs no screen, such as a session's end. */
	readonly acknowledge: GatewayAnswer;
}
