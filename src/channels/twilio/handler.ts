import type { GatewayAnswer, GatewayRequest, Parsed } from '../channel.ts';
import type { Signed, Verdict } from './signature.ts';

/** What each of Twilio's handlers is made of. */
export interface HandlerOptions {
	/** `AC` and 32 hexadecimal digits. */
	readonly accountSid: string;
	readonly check: (request: GatewayRequest) => Verdict;
}

export const xml = 'text/xml; charset=utf-8';

/** TwiML that does nothing. */
export const emptyResponse: GatewayAnswer = {
	contentType: xml,
	body: '<?xml version="1.0" encoding="UTF-8"?><Response/>',
};

/** Answers no call, and is not charged for: https://www.twilio.com/docs/voice/twiml/reject. */
export const rejectResponse: GatewayAnswer = {
	contentType: xml,
	body: '<?xml version="1.0" encoding="UTF-8"?><Response><Reject reason="busy"/></Response>',
};

/** Twilio comes again only where the URL asks for it: `#rc=3&rp=ct,5xx`. */
export const againLater: GatewayAnswer = { ...emptyResponse, status: 503 };

export function odd(reason: string): Parsed {
	return { is: 'odd', reason };
}

/** Our own id of what a callback is about, as we put it into the URL. */
export function oursOf({ query }: Signed): string | undefined {
	return query.get('m') || undefined;
}
