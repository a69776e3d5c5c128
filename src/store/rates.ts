import type { RateAsk } from './coordination.ts';

/**
 * One step of a bucket that fills steadily, kept as the one time (milliseconds since the epoch) up to which it has been emptied.
 * @param before that time as it is kept; 0 when nothing was ever taken.
 * @returns how many are granted, and the time to keep then.
 */
export function grant(
	before: number,
	{ now, perSecond, burst, wanted }: RateAsk,
): { readonly granted: number; readonly after: number } {
	const each = 1_000 / perSecond;
	const from = Math.max(before, now - burst * each);
	const granted = Math.max(0, Math.min(wanted, Math.floor((now - from) / each)));
	return { granted, after: from + granted * each };
}
