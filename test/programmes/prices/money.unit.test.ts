import fc from 'fast-check';
import { fits } from '../../../src/conversation/index.ts';
import { formatDay, formatMoney } from '../../../src/programmes/prices/money.ts';

const cedis = (amount: number) => ({ amount, currency: 'GHS', scale: 2 }) as const;
const francs = (amount: number) => ({ amount, currency: 'XOF', scale: 0 }) as const;

describe('money as people write it', () => {
	it.each([
		[cedis(124_176), 'fr', '1 241,76 GHS'],
		[cedis(124_176), 'en', 'GHS 1,241.76'],
		[cedis(124_176), 'tw', 'GHS 1,241.76'],
		[cedis(5), 'en', 'GHS 0.05'],
		[cedis(36_250_000_000), 'fr', '362 500 000,00 GHS'],
		[francs(1200), 'fr', '1 200 FCFA'],
		[francs(1200), 'en', '1,200 FCFA'],
		[francs(1200), 'dyu', '1 200 FCFA'],
		[francs(0), 'fr', '0 FCFA'],
		[francs(999), 'fr', '999 FCFA'],
		[francs(120_000_000), 'fr', '120 000 000 FCFA'],
	])('%j in %s is %s', (money, language, written) => {
		expect(formatMoney(money, language)).toBe(written);
	});

	it('has every digit of its amount, and passes on every phone', () => {
		const amounts = fc.integer({ min: 0, max: 1_000_000_000_000 });
		fc.assert(
			fc.property(amounts, fc.boolean(), fc.constantFrom('fr', 'en', 'tw', 'bci'), (amount, isCedis, language) => {
				const written = formatMoney(isCedis ? cedis(amount) : francs(amount), language);
				expect(fits(written, 'ascii')).toBe(true);
				expect(Number(written.replaceAll(/\D/g, ''))).toBe(amount);
			}),
		);
	});
});

it('writes a day as both countries do', () => {
	expect(formatDay('2026-03-04')).toBe('04/03/2026');
});
