import fc from 'fast-check';
import { formatMoney } from '../../../src/programmes/prices/money.ts';
import { MOST_COUNT, owed, priceOf, type Sale } from '../../../src/programmes/prices/owed.ts';
import { COCOA_UNITS, type PriceList } from '../../../src/programmes/prices/price-list.ts';
import { reference } from '../reference.ts';

const { CI, GH } = reference.prices;

function amountOf(list: PriceList, sale: Sale): string {
	const on = owed(list, sale);
	return on.state === 'owed' ? formatMoney(on.amount, 'en') : on.state;
}

describe('what is owed for a sale', () => {
	it.each([
		[CI, '2025-10-01', 'kg', 1, '2,800 FCFA'],
		[CI, '2026-03-04', 'kg', 65, '78,000 FCFA'],
		[CI, '2026-03-04', 'kg', 100_000, '120,000,000 FCFA'],
		[GH, '2026-02-13', 'bag', 1, 'GHS 2,587.00'],
		[GH, '2026-02-13', 'load', 1, 'GHS 1,241.76'],
		[GH, '2025-08-07', 'bag', 4, 'GHS 12,915.00'],
		[GH, '2026-02-13', 'kg', 1, 'GHS 41.39'],
		[GH, '2026-02-13', 'kg', 1000, 'GHS 41,392.00'],
		[GH, '2025-10-03', 'load', 1, 'GHS 1,740.00'],
		[GH, '2025-10-03', 'bag', 100_000, 'GHS 362,500,000.00'],
		[GH, '2024-06-21', 'load', 3, 'GHS 2,980.80'],
	] as const)(
		'%# is the published price times the count, or in proportion to the tonne',
		(list, day, unit, count, amount) => {
			expect(amountOf(list, { day, unit, count })).toBe(amount);
		},
	);

	it('is rounded once: ten kilograms are GHS 413.92, and not ten times GHS 41.39', () => {
		expect(amountOf(GH, { day: '2026-02-13', unit: 'kg', count: 10 })).toBe('GHS 413.92');
	});

	it('of a bag of 64 kg gross is the sixteenth of a tonne, as published, and not 64 times the kilogram', () => {
		const on = owed(GH, { day: '2026-02-13', unit: 'bag', count: 1 });
		expect(on).toMatchObject({ amount: { amount: 258_700 } });
		expect(on).not.toHaveProperty('computed');
		expect(amountOf(GH, { day: '2026-02-13', unit: 'kg', count: 64 })).toBe('GHS 2,649.09');
	});

	it('is the published figure where the tonne gives another, and both are told', () => {
		const prices = GH.prices.map((one) => ({ ...one, published: { ...one.published, bag: 258_650 } }));
		const on = owed({ ...GH, prices }, { day: '2026-02-13', unit: 'bag', count: 2 });
		expect(on).toMatchObject({ amount: { amount: 517_300 }, computed: { amount: 517_400 } });
	});

	it('is nothing that we could name on a day without a price, in a unit that the country lacks, or for no count', () => {
		expect(amountOf(GH, { day: '2026-11-25', unit: 'bag', count: 1 })).toBe('none');
		expect(amountOf(CI, { day: '2026-03-02', unit: 'kg', count: 1 })).toBe('none');
		expect(amountOf(CI, { day: '2026-03-04', unit: 'bag', count: 1 })).toBe('no-unit');
		for (const count of [0, -1, 1.5, MOST_COUNT + 1, Number.NaN])
			expect(amountOf(CI, { day: '2026-03-04', unit: 'kg', count })).toBe('not-counted');
	});

	it('has one unit as its price', () => {
		expect(priceOf(GH, '2026-02-13', 'load')).toEqual(owed(GH, { day: '2026-02-13', unit: 'load', count: 1 }));
	});
});

/** Any price of a tonne, in any share of it. */
const anySale = fc.record({
	tonne: fc.integer({ min: 1, max: 1_000_000_000 }),
	parts: fc.integer({ min: 1, max: 64 }),
	of: fc.constantFrom(16, 7, 1000, 1_000_000),
	count: fc.integer({ min: 1, max: MOST_COUNT }),
});

describe('for any price and count, the amount', () => {
	it('is the exact rational number, at most half of a pesewa off, and a half is rounded up', () => {
		fc.assert(
			fc.property(anySale, ({ tonne, parts, of, count }) => {
				const prices = GH.prices.slice(-1).map((one) => ({ ...one, published: { tonne } }));
				const on = owed({ ...GH, units: { kg: { parts, of } }, prices }, { day: '2026-03-01', unit: 'kg', count });
				if (on.state !== 'owed') throw new Error(on.state);
				// amount - exact, in parts of `of`: exact = tonne × parts × count / of.
				const off = BigInt(on.amount.amount) * BigInt(of) - BigInt(tonne) * BigInt(parts) * BigInt(count);
				expect(2n * off <= BigInt(of) && 2n * off > -BigInt(of)).toBe(true);
				expect(Number.isSafeInteger(on.amount.amount)).toBe(true);
			}),
			{ numRuns: 2000 },
		);
	});

	it('of published units grows evenly: two sales owe as much as one of both together', () => {
		const half = fc.integer({ min: 1, max: MOST_COUNT / 2 });
		fc.assert(
			fc.property(fc.constantFrom(...COCOA_UNITS), half, half, (unit, one, other) => {
				const sum = (count: number): number => {
					const on = owed(GH, { day: '2026-03-01', unit, count });
					return on.state === 'owed' ? on.amount.amount : Number.NaN;
				};
				const apart = sum(one) + sum(other);
				const together = sum(one + other);
				if (unit === 'kg') expect(Math.abs(together - apart)).toBeLessThanOrEqual(1);
				else expect(together).toBe(apart);
			}),
		);
	});
});
