/** The one door to the time. Tests hand in one that stands still. */
export interface Clock {
	/** Milliseconds since the epoch. */
	readonly now: () => number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** UTC day of a time, `2026-11-25`: the finest time that is stored unsealed. */
export function dayOf(at: number): string {
	return new Date(at).toISOString().slice(0, 10);
}
