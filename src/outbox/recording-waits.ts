import type { OutboxRow } from '../store/store.ts';

const FIRST_MS = 10_000;
const FACTOR = 3;
const LONGEST_MS = 3_600_000;
/** Begins with the UTC day on which it was recorded, since no finer time is kept: 48 hours at least, 72 at most. */
const TRIED_FOR_MS = 72 * 3_600_000;

/** Milliseconds until the next attempt after so many: 10 s, 30 s, 90 s … then every hour. */
export const waitAfter = (attempts: number): number =>
	Math.min(LONGEST_MS, FIRST_MS * FACTOR ** Math.max(0, attempts - 1));

/** Whether a recording has been tried for long enough. */
export const isGivenUp = ({ day }: OutboxRow, now: number): boolean => now >= Date.parse(day) + TRIED_FOR_MS;
