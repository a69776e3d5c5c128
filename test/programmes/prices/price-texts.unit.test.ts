import { formatDay, formatMoney } from '../../../src/programmes/prices/money.ts';
import { MOST_COUNT, owed } from '../../../src/programmes/prices/owed.ts';
import { COCOA_UNITS } from '../../../src/programmes/prices/price-list.ts';
import { faultsOfScreen, keysOf, languages, say } from '../facts/texts.ts';
import { reference } from '../reference.ts';

const list = reference.prices.GH;

/** The longest value that each blank of these texts can have. */
function longestValues(language: string) {
	const on = owed(list, { day: '2025-10-03', unit: 'bag', count: MOST_COUNT });
	if (on.state !== 'owed') throw new Error(on.state);
	const day = formatDay(on.price.from);
	return { amount: formatMoney(on.amount, language), from: day, until: day, count: MOST_COUNT };
}

describe.each(languages)('the texts of prices, in %s', (language) => {
	const values = longestValues(language);

	it('fit one screen each, with the longest amount and every letter intact', () => {
		const faults = keysOf(language, 'price').flatMap((key) => faultsOfScreen(language, [{ key, values }], 1));
		expect(keysOf(language, 'price').length).toBeGreaterThan(20);
		expect(faults).toEqual([]);
	});

	it('tell the three prices of Ghana with their days on two screens at most', () => {
		const each = COCOA_UNITS.map((unit) => ({ key: `price.per.${unit}`, values }));
		const days = [
			{ key: 'price.from', values },
			{ key: 'price.until', values },
		];
		expect(faultsOfScreen(language, [{ key: 'price.title' }, ...each, ...days], 2)).toEqual([]);
	});

	it('call a price that has ended old, in its first words', () => {
		expect(say(language, { key: 'price.last', values })).toMatch(/^(Ancien|Old) /);
	});
});
