import fc from 'fast-check';
import { lastDayOf, type PriceList, parsePriceList } from '../../../src/programmes/prices/price-list.ts';
import { priceOn } from '../../../src/programmes/prices/price-on.ts';
import { dayOf } from '../../../src/shared/clock.ts';
import { stillClock } from '../../support/doors.ts';
import { reference } from '../reference.ts';

const { CI, GH } = reference.prices;

/** What a day has, in one line: `2800`, or why it has nothing and what came before. */
function told(list: PriceList, day: string): string {
	const on = priceOn(list, day);
	if (on.state === 'in-force') return String(on.price.published.tonne ?? on.price.published.kg);
	if (on.last === undefined) return on.why;
	const { price, until } = on.last;
	return `${on.why}, last ${price.published.tonne ?? price.published.kg} to ${until}`;
}

describe('the farm-gate price of a day', () => {
	it.each([
		['CI', '2024-09-30', 'before'],
		['CI', '2024-10-01', '1800'],
		['CI', '2025-03-31', '1800'],
		['CI', '2025-04-01', '2200'],
		['CI', '2025-09-30', '2200'],
		['CI', '2025-10-01', '2800'],
		['CI', '2026-02-28', '2800'],
		['CI', '2026-03-01', 'unsettled, last 2800 to 2026-02-28'],
		['CI', '2026-03-03', 'unsettled, last 2800 to 2026-02-28'],
		['CI', '2026-03-04', '1200'],
		['CI', '2026-09-30', '1200'],
		['CI', '2026-10-01', 'ended, last 1200 to 2026-09-30'],
		['GH', '2024-06-20', 'before'],
		['GH', '2024-06-21', '3312000'],
		['GH', '2024-09-11', '4800000'],
		['GH', '2024-11-08', '4960000'],
		['GH', '2025-04-08', '4960000'],
		['GH', '2025-08-06', '4960000'],
		['GH', '2025-08-07', '5166000'],
		['GH', '2025-10-02', '5166000'],
		['GH', '2025-10-03', '5800000'],
		['GH', '2026-02-11', '5800000'],
		['GH', '2026-02-12', 'unsettled, last 5800000 to 2026-02-11'],
		['GH', '2026-02-13', '4139200'],
		['GH', '2026-08-06', '4139200'],
		['GH', '2026-08-07', 'ended, last 4139200 to 2026-08-06'],
		['GH', '2026-11-25', 'ended, last 4139200 to 2026-08-06'],
	] as const)('in %s on %s is %s', (country, day, expected) => {
		expect(told(reference.prices[country], day)).toBe(expected);
	});

	it('changes at midnight, which is one moment in both countries', () => {
		const clock = stillClock(Date.parse('2025-10-02T23:59:59.999Z'));
		expect(told(GH, dayOf(clock.now()))).toBe('5166000');
		clock.move(1);
		expect(told(GH, dayOf(clock.now()))).toBe('5800000');
		clock.move(86_400_000 - 1);
		expect(told(GH, dayOf(clock.now()))).toBe('5800000');
	});

	it('that nobody ended is gone after its review', () => {
		const { until: _, ...open } = CI.prices.at(-1) ?? { until: '' };
		const list = parsePriceList(
			{ ...CI, prices: [...CI.prices.slice(0, -1), { ...open, reviewBy: '2026-05-31' }] },
			'CI',
		);
		expect(told(list, '2026-05-31')).toBe('1200');
		expect(told(list, '2026-06-01')).toBe('ended, last 1200 to 2026-05-31');
	});

	it('is never one of other days, whatever the day; and what was last had ended by then', () => {
		const days = fc.integer({ min: 19_000, max: 22_000 }).map((number) => dayOf(number * 86_400_000));
		fc.assert(
			fc.property(fc.constantFrom(CI, GH), days, (list, day) => {
				const on = priceOn(list, day);
				if (on.state === 'in-force') {
					expect(on.price.from <= day && day <= on.until && on.until === lastDayOf(on.price)).toBe(true);
				} else {
					expect(list.prices.filter((one) => one.from <= day && day <= lastDayOf(one))).toEqual([]);
					if (on.last !== undefined) expect(on.last.until < day).toBe(true);
				}
			}),
			{ numRuns: 2000 },
		);
	});
});
