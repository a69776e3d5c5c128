import type { RateAsk } from './coordination.ts';

/** Kept times are whole in this many parts of a millisecond: the sum of two is exact, and no rounding gathers. */
const PARTS = 1_024;

/**
 * One step of a bucket that fills steadily, kept as the one time (milliseconds since the epoch) up to which it has been emptied.
 * What has to be rounded is rounded against whoever asks, so that a rate is never exceeded, for however long it is used up.
 * @param before that time as it is kept; 0 when nothing was ever taken.
 * @returns how many are granted, and the time to keep then.
 */
export function grant(
	before: number,
	{ now, perSecond, burst, wanted }: RateAsk,
): { readonly granted: number; readonly after: number } {
	const held = Math.min(burst, ((now - before) * perSecond) / 1_000);
	const granted = Math.max(0, Math.min(wanted, Math.floor(held)));
	if (granted === 0) return { granted, after: before };
	const timeOf = (messages: number) => (messages / perSecond) * 1_000 * PARTS;
	// A full bucket is counted back from now: from `now - burst` onwards, a part too little would be a message too few.
	const after =
		held === burst ? now - Math.floor(timeOf(burst - granted)) / PARTS : before + Math.ceil(timeOf(granted)) / PARTS;
	return { granted, after };
}
