import { ServiceError } from '../../shared/errors.ts';
import type { Sent } from '../sending.ts';

type Missed = Exclude<Sent, { readonly outcome: 'accepted' }>;

/** Node's codes, in machine words. */
const words = new Map([
	['ECONNREFUSED', 'connection-refused'],
	['ECONNRESET', 'connection-reset'],
	['EPIPE', 'connection-reset'],
	['ENOTFOUND', 'name-not-found'],
	['EAI_AGAIN', 'name-not-found'],
	['EHOSTUNREACH', 'host-unreachable'],
	['ENETUNREACH', 'host-unreachable'],
	['ETIMEDOUT', 'timeout'],
	['ECONNABORTED', 'timeout'],
	['ERR_BAD_RESPONSE', 'bad-answer'],
	['CERT_HAS_EXPIRED', 'certificate'],
	['DEPTH_ZERO_SELF_SIGNED_CERT', 'certificate'],
	['SELF_SIGNED_CERT_IN_CHAIN', 'certificate'],
	['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'certificate'],
	['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate'],
]);

/** Statuses that say no to the account or the moment and not to the message. */
const later = new Set([401, 402, 403, 407, 429]);

/**
 * What an error of the SDK means for the attempt. Nothing of the error is kept but its status or its code: it holds the key, the
 * number and the text.
 *
 * @param ended why we gave up ourselves, where we did.
 */
export function missedOf(
	error: unknown,
	attempt: { readonly begun: boolean; readonly handed: boolean },
	ended: 'timeout' | 'aborted' | undefined,
): Missed {
	if (error instanceof ServiceError) return { outcome: 'refused', reason: error.code, retry: 'later' };
	const { response, code } = (error ?? {}) as { response?: { status?: unknown }; code?: unknown };
	if (ended === undefined && typeof response?.status === 'number') return missedByStatus(response.status);
	/** It checks numbers before it asks anybody; nothing else can be wrong with what we hand it. */
	if (ended === undefined && !attempt.begun)
		return { outcome: 'refused', reason: 'invalid-phone-number', retry: 'never' };
	const reason = ended ?? words.get(typeof code === 'string' ? code : '') ?? 'connection-failed';
	return attempt.handed ? { outcome: 'unknown', reason } : { outcome: 'refused', reason, retry: 'later' };
}

/**
 * 4xx and 3xx: not taken. 5xx and 408: the message may have been taken before something else failed. A 2xx that is an error
 * all the same broke off, or was too long to be read.
 */
function missedByStatus(status: number): Missed {
	const reason = `http-${status}`;
	if (status < 300) return { outcome: 'unknown', reason: 'bad-answer' };
	if (status >= 500 || status === 408) return { outcome: 'unknown', reason };
	return { outcome: 'refused', reason, retry: later.has(status) || status < 400 ? 'later' : 'never' };
}
