import type { Reply } from '../../conversation/index.ts';
import type { GatewayAnswer, GatewayHandler, GatewayRequest, Parsed } from '../channel.ts';
import { phoneNumberOf } from '../phone-number.ts';
import { type Callback, readCallback } from './callback.ts';
import { isVisibleAscii } from './words.ts';

/** `status` of an end-of-session notification; a word that is not here is kept as `unknown`. */
const endings = new Map<string, 'completed' | 'dropped' | 'failed'>([
	['Success', 'completed'],
	/** The person left, or the session timed out. */
	['Incomplete', 'dropped'],
	/** The network or our own answer. */
	['Failed', 'failed'],
]);

const plainText = 'text/plain; charset=utf-8';

/**
 * Africa's Talking USSD: https://developers.africastalking.com/docs/ussd/handle_sessions and `/ussd/notifications`.
 * One form POST a hop; `text` holds everything typed so far, joined by `*`, and is passed on as it came: what it means
 * depends on what was heard before. Notifications of a session's end are known by their fields, on whichever URL they come.
 */
export const africastalkingUssd = {
	path: 'africastalking/ussd',
	channel: 'ussd',
	parse,
	answer: (reply: Reply): GatewayAnswer => ({
		contentType: plainText,
		body: reply.end ? `END ${reply.text}` : `CON ${reply.text}`,
	}),
	acknowledge: { contentType: plainText, body: 'END OK' },
} satisfies GatewayHandler;

function parse(request: GatewayRequest, route: { readonly serviceCode: string }): Parsed {
	const callback = readCallback(request);
	if (typeof callback === 'string') return odd(callback);
	const { sessionId, text } = callback;
	if (sessionId === undefined) return odd('session-id-missing');
	if (!isVisibleAscii(sessionId)) return odd(sessionId === '' ? 'session-id-empty' : 'session-id-implausible');
	if (callback.phoneNumber === undefined) return odd('phone-number-missing');
	const from = phoneNumberOf(callback.phoneNumber);
	if (from === undefined) return odd('phone-number-implausible');
	if (callback.serviceCode === undefined) return odd('service-code-missing');
	if (!isSameCode(callback.serviceCode, route.serviceCode)) return odd('service-code-not-ours');
	if (isNotification(callback)) {
		return { is: 'session-end', end: { sessionId, from, status: endings.get(callback.status ?? '') ?? 'unknown' } };
	}
	if (text === undefined) return odd('text-missing');
	return {
		is: 'turn',
		turn: { sessionId, from, to: route.serviceCode, heard: text, network: callback.networkCode ?? '' },
	};
}

function odd(reason: string): Parsed {
	return { is: 'odd', reason };
}

/** A turn has `text` and no `status`; should it gain one, a notification still has fields that no turn has. */
function isNotification(callback: Callback): boolean {
	if (callback.status === undefined) return false;
	return callback.text === undefined || callback.date !== undefined || callback.durationInMillis !== undefined;
}

/** Carriers differ in whether a dialled code keeps its `#`; one is forgiven, on either side. */
function isSameCode(heard: string, ours: string): boolean {
	return heard === ours || withoutHash(heard) === withoutHash(ours);
}

function withoutHash(code: string): string {
	return code.endsWith('#') ? code.slice(0, -1) : code;
}
