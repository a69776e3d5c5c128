import fc from 'fast-check';
import { Histogram } from '../../../scripts/bench/histogram.ts';

describe('a histogram of latencies', () => {
	it('gives every quantile within 0.8 % of the sorted values, so that a figure can be believed', () => {
		const micros = fc.array(fc.integer({ min: 0, max: 100_000_000 }), { minLength: 1, maxLength: 300 });
		fc.assert(
			fc.property(micros, fc.double({ min: 0.001, max: 1, noNaN: true }), (values, share) => {
				const histogram = new Histogram();
				for (const value of values) histogram.add(value);
				const sorted = values.toSorted((one, other) => one - other);
				const exact = sorted[Math.ceil(share * values.length) - 1] ?? 0;
				expect(histogram.quantile(share)).toBeGreaterThanOrEqual(exact);
				expect(histogram.quantile(share)).toBeLessThanOrEqual(exact * 1.008 + 1);
				expect(histogram.total).toBe(values.length);
				expect(histogram.largest).toBe(sorted.at(-1));
			}),
		);
	});

	it.each([
		['nothing', [], 0],
		['fractions, rounded down', [3.9], 3],
		['what cannot be, at the edge', [-5], 0],
		['what is beyond its range, at the edge', [1e12], 2 ** 31 - 1],
	])('holds %s', (_, values: readonly number[], median) => {
		const histogram = new Histogram();
		for (const value of values) histogram.add(value);
		expect(histogram.quantile(0.5)).toBe(median);
	});

	it('forgets the warm-up when it is cleared', () => {
		const histogram = new Histogram();
		histogram.add(900_000);
		histogram.clear();
		histogram.add(10);
		expect([histogram.total, histogram.largest, histogram.quantile(1)]).toEqual([1, 10, 10]);
	});
});
