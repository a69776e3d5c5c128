import type { Price, Sent } from '../sending.ts';
import type { Ran } from './api.ts';
import { isOptOut, reasonOf } from './message-words.ts';

/**
 * Refusals that may not stand: too many requests, no credit, and what staff can put right without changing the message (token,
 * sender, regions). Every other code means that this message can never be taken.
 */
const later: ReadonlySet<string> = new Set([
	'20003',
	'20005',
	'20404',
	'20429',
	'14107',
	'21611',
	'30001',
	'30002',
	'21210',
	'21212',
	'21215',
	'21408',
	'21603',
	'21606',
]);
const laterStatuses: ReadonlySet<number> = new Set([401, 403, 404, 408, 425, 429]);

export function refused(reason: string, retry: 'never' | 'later'): Sent {
	return { outcome: 'refused', reason, retry };
}

/** What a request that was not accepted means for its message. */
export function notAccepted(ran: Exclude<Ran<unknown>, { is: 'done' }>): Sent {
	if (ran.is === 'unanswered')
		return ran.handedOver ? { outcome: 'unknown', reason: ran.word } : refused(ran.word, 'later');
	const { status, code } = ran;
	/** Behind a failing gateway the message may have been taken all the same; a redirect is none of Twilio's answers. */
	if (status >= 500 || status < 400) return { outcome: 'unknown', reason: `http-${status}` };
	const reason = reasonOf(code) ?? `http-${status}`;
	const retry = later.has(code) || laterStatuses.has(status) ? 'later' : 'never';
	return isOptOut(code) ? { outcome: 'refused', reason, retry: 'never', optedOut: true } : refused(reason, retry);
}

/** Twilio writes prices as what is taken off the balance: `-0.00750`. `undefined` while it is not known. */
export function priceOf(amount: unknown, currency: unknown): Price | undefined {
	if (typeof amount !== 'string' || typeof currency !== 'string') return undefined;
	const decimal = /^[-+]?(\d+(?:\.\d+)?)$/.exec(amount)?.[1];
	return decimal !== undefined && /^[A-Za-z]{3}$/.test(currency)
		? { amount: decimal, currency: currency.toUpperCase() }
		: undefined;
}

/** The callback's URL with our own id; Twilio tries it three times more, also after an error of ours. */
export function reportsUrl(url: string, id: string): string {
	return `${withOurs(url, id)}#rc=3&rp=ct,5xx`;
}

/** Puts our own id into a URL, as `m`. */
export function withOurs(url: string, id: string): string {
	return `${url}${url.includes('?') ? '&' : '?'}m=${id}`;
}
