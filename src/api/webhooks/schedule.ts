import type { Chance } from '../../shared/chance.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Milliseconds from one failed attempt to the next: ten attempts over 75 hours (Standard Webhooks, "Deliverability and reliability"). */
const RETRY_AFTER_MS: readonly number[] = [
	5 * SECOND,
	5 * MINUTE,
	30 * MINUTE,
	2 * HOUR,
	5 * HOUR,
	10 * HOUR,
	14 * HOUR,
	20 * HOUR,
	24 * HOUR,
];

/** Up to this part of a wait is added by chance, so that what failed together does not come back together. */
const JITTER = 0.1;

/** Milliseconds after which a webhook that took nothing any more is disabled. */
export const disabledAfterMs = 5 * 24 * HOUR;

/** When to try again after so many attempts, in milliseconds since the epoch; `undefined`: never by itself. */
export function nextAttempt(attempts: number, now: number, chance: Pick<Chance, 'digits'>): number | undefined {
	const wait = RETRY_AFTER_MS[attempts - 1];
	if (wait === undefined) return undefined;
	return now + Math.round(wait * (1 + (JITTER * Number(chance.digits(3))) / 1_000));
}
