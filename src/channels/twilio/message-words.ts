import type { ReportedState } from '../sending.ts';

/**
 * Twilio's words for a message's state: https://www.twilio.com/docs/messaging/api/message-resource#message-status-values.
 * `receiving` and `received` are of messages to us and change nothing; a word that is not here changes nothing either.
 */
const states: ReadonlyMap<string, ReportedState> = new Map([
	['accepted', 'accepted'],
	['scheduled', 'accepted'],
	['queued', 'accepted'],
	['sending', 'accepted'],
	['sent', 'sent'],
	/** A part of it arrived, which is no whole message. */
	['partially_delivered', 'sent'],
	['delivered', 'delivered'],
	['read', 'delivered'],
	['undelivered', 'failed'],
	['failed', 'failed'],
	['canceled', 'failed'],
] as const);

/** Twilio's error codes in our words: https://www.twilio.com/docs/api/errors. */
const reasons: ReadonlyMap<string, string> = new Map([
	['21211', 'invalid-phone-number'],
	['21214', 'invalid-phone-number'],
	['21217', 'invalid-phone-number'],
	['21421', 'invalid-phone-number'],
	['21614', 'not-a-mobile'],
	['30006', 'not-a-mobile'],
	['21610', 'opted-out'],
	['21602', 'text-empty'],
	['21617', 'text-too-long'],
	['30019', 'text-too-long'],
	['21212', 'sender-not-ours'],
	['21606', 'sender-not-ours'],
	['21210', 'sender-not-ours'],
	['21603', 'sender-missing'],
	['21408', 'region-not-enabled'],
	['21215', 'region-not-enabled'],
	['21612', 'no-route'],
	['20003', 'unauthorised'],
	['20005', 'account-suspended'],
	['20404', 'account-not-found'],
	['20429', 'too-many-requests'],
	['14107', 'too-many-requests'],
	['21611', 'queue-full'],
	['30001', 'queue-full'],
	['30002', 'account-suspended'],
	['30003', 'phone-unreachable'],
	['30004', 'blocked'],
	['30005', 'unknown-phone-number'],
	['30007', 'filtered'],
	['30008', 'unknown-failure'],
	['30036', 'too-late'],
] as const);

/** `undefined` for a word that changes nothing. */
export function stateOf(word: string, errorCode: string): ReportedState | undefined {
	const state = states.get(word);
	return state === 'failed' && reasons.get(errorCode) === 'too-late' ? 'expired' : state;
}

/** Machine word of an error code: digits, or '' or `0` for none. A code that nobody listed keeps its number. */
export function reasonOf(errorCode: string): string | undefined {
	if (errorCode === '' || errorCode === '0') return undefined;
	return reasons.get(errorCode) ?? `twilio-${errorCode}`;
}

/** The person has told Twilio to stop. */
export function isOptOut(errorCode: string): boolean {
	return errorCode === '21610';
}
