/** The one door to the time. Tests hand in one that stands still. */
export interface Clock {
	/** Milliseconds since the epoch. */
	readonly now: () => number;
}

export const systemClock: Clock = { now: () => Date.now() };

const DAY_MS = 86_400_000;
let lastDay = { number: -1, name: '' };

/** UTC day of a time, `2026-11-25`: the finest time that is stored unsealed. */
export function dayOf(at: number): string {
	const number = Math.floor(at / DAY_MS);
	if (number !== lastDay.number) lastDay = { number, name: new Date(number * DAY_MS).toISOString().slice(0, 10) };
	return lastDay.name;
}
