import { formatDay, formatMoney } from '../../../src/programmes/prices/money.ts';
import { loaded } from '../../support/line.ts';

const speak = (language: string, amount: string) =>
	loaded.words.speak(language, { key: 'price.per.kg', values: { amount } });
const from = (language: string, day: string) =>
	loaded.words.speak(language, { key: 'price.from', values: { from: formatDay(day) } });

describe('a sum of money on a call', () => {
	it.each([
		['en', { amount: 124_176, currency: 'GHS', scale: 2 }, '1241 cedis, 76 pesewas'],
		['fr', { amount: 124_176, currency: 'GHS', scale: 2 }, '1241 cedis et 76 pesewas'],
		['en', { amount: 258_700, currency: 'GHS', scale: 2 }, '2587 cedis'],
		['fr', { amount: 1_200, currency: 'XOF', scale: 0 }, '1200 francs CFA'],
		['en', { amount: 1_500_000, currency: 'XOF', scale: 0 }, '1500000 francs CFA'],
		['en', { amount: 5, currency: 'GHS', scale: 2 }, '0 cedis, 5 pesewas'],
	] as const)('is said in %s by its units, not by its signs: %j', (language, money, said) => {
		expect(speak(language, formatMoney(money, language))).toContain(said);
	});

	it('is written as it was on a screen', () => {
		expect(loaded.words.say('en', { key: 'price.per.kg', values: { amount: 'GHS 1,241.76' } }, 'gsm-7')).toContain(
			'GHS 1,241.76',
		);
	});
});

describe('a day on a call', () => {
	it.each([
		['en', '2026-08-06', '6 August 2026'],
		['fr', '2026-08-06', '6 août 2026'],
		['fr', '2025-12-31', '31 décembre 2025'],
	])('is said in %s by the name of its month: %s', (language, day, said) => {
		expect(from(language, day)).toContain(said);
	});
});

describe('a value that is neither', () => {
	it.each(['Petit-Bouaké', '12/13', '3,5', '2026', 'GHS', '7 FCFA a kilo'])('is said as it is: %s', (value) => {
		expect(speak('en', value)).toContain(value);
	});
});
