import { parsePriceList } from '../../../src/programmes/prices/price-list.ts';
import { reference } from '../reference.ts';

const { CI, GH } = reference.prices;
const [first, second, ...others] = CI.prices;
const { until: _, ...withoutEnd } = second ?? { until: '' };
const endless: unknown = { ...CI, prices: [first, withoutEnd, ...others] };
const withSecond = (change: object): unknown => ({ ...CI, prices: [first, { ...second, ...change }, ...others] });

describe('a file of prices', () => {
	it('is read as it stands, in both countries', () => {
		expect(parsePriceList(CI, 'CI')).toEqual(CI);
		expect(parsePriceList(GH, 'GH')).toEqual(GH);
	});

	it.each([
		['the prices of the other country', { ...CI, country: 'GH', currency: 'GHS' }, 'country: is not CI'],
		[
			'a price that begins before the last one ended',
			withSecond({ from: '2025-03-31' }),
			'begins before the one ahead',
		],
		['days that nothing explains', { ...CI, unsettled: [] }, 'leaves days before it that nothing explains'],
		['a price that ends before it begins', withSecond({ until: '2025-03-31' }), 'ends before it begins'],
		['a price without an end or a review', endless, 'has neither until nor reviewBy'],
		['a day that is not in the calendar', withSecond({ from: '2025-02-30' }), 'prices[1].from'],
		['a fraction of a franc', withSecond({ published: { kg: 2200.5 } }), 'prices[1].published.kg'],
		['a price for a unit of another country', withSecond({ published: { kg: 2200, bag: 1 } }), 'is no unit of CI'],
		['a bag alone, from which no kilogram follows', withSecond({ published: { bag: 1 } }), 'has neither a tonne nor'],
		['a price without a page', withSecond({ sources: [] }), 'prices[1].sources'],
		['a price that overflows', withSecond({ published: { kg: 1e15 } }), 'prices[1].published.kg'],
	])('refuses %s', (_, raw, fault) => {
		expect(() => parsePriceList(raw, 'CI')).toThrow(fault);
		expect(() => parsePriceList(raw, 'CI')).toThrow('prices/ci.json');
	});
});
