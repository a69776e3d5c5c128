import fc from 'fast-check';
import { nextAllowed } from '../../src/outbox/hours.ts';

const HOURS = { from: 7, until: 20 };
const HOUR_MS = 3_600_000;
const at = (day: number, hour: number, minute = 0) => Date.UTC(2026, 10, day, hour, minute);

describe('the hours in which people may be disturbed', () => {
	it.each([
		['the first minute is in them', at(25, 7), at(25, 7)],
		['the last minute is in them', at(25, 19, 59), at(25, 19, 59)],
		['their end is not, and waits for the next morning', at(25, 20), at(26, 7)],
		['midnight waits for the same morning', at(25, 0), at(25, 7)],
		['the last minute before them waits a minute', at(25, 6, 59), at(25, 7)],
		['the last evening of a month waits for the next month', at(30, 23), at(31, 7)],
	])('%s', (_why, asked, allowed) => {
		expect(nextAllowed(asked, 'GH', HOURS)).toBe(allowed);
		expect(nextAllowed(asked, 'CI', HOURS)).toBe(allowed);
	});

	it('never lie in the past, are never more than a night away, and need no second look', () => {
		const times = fc.integer({ min: 0, max: at(25, 0) * 2 });
		const hours = fc
			.integer({ min: 0, max: 23 })
			.chain((from) => fc.tuple(fc.constant(from), fc.integer({ min: from + 1, max: 24 })));
		fc.assert(
			fc.property(times, hours, (now, [from, until]) => {
				const due = nextAllowed(now, 'GH', { from, until });
				const hour = new Date(due).getUTCHours();
				expect(due).toBeGreaterThanOrEqual(now);
				expect(due - now).toBeLessThanOrEqual((24 - (until - from)) * HOUR_MS);
				expect(hour >= from && hour < until).toBe(true);
				expect(nextAllowed(due, 'GH', { from, until })).toBe(due);
			}),
		);
	});
});
