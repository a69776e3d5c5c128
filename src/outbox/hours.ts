import type { Country } from '../conversation/index.ts';

/** When people may be disturbed, by whole hours of local time: from and up to. */
export interface Hours {
	readonly from: number;
	readonly until: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Hours that local time is ahead of UTC. Neither country changes its clocks. */
const AHEAD: Readonly<Record<Country, number>> = { CI: 0, GH: 0 };

/** The first moment, not before `at`, that lies in those hours. Milliseconds since the epoch. */
export function nextAllowed(at: number, country: Country, { from, until }: Hours): number {
	const local = at + AHEAD[country] * HOUR_MS;
	const midnight = Math.floor(local / DAY_MS) * DAY_MS;
	const hour = (local - midnight) / HOUR_MS;
	if (hour >= from && hour < until) return at;
	const begins = midnight + from * HOUR_MS + (hour >= until ? DAY_MS : 0);
	return begins - AHEAD[country] * HOUR_MS;
}
