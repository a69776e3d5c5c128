import { spokenValue } from '../../../src/conversation/words/spoken-value.ts';

describe('a value as it is spoken', () => {
	it.each([
		['code', '12345678', '1, 2, 3, 4. 5, 6, 7, 8'],
		['pin', '123456', '1, 2, 3. 4, 5, 6'],
		['number', '116', '1, 1, 6'],
		['number', '18555', '1, 8, 5, 5, 5'],
		['number', '0800 800 800', '0, 8, 0, 0. 8, 0, 0. 8, 0, 0'],
		['number', '1234567', '1, 2, 3. 4, 5, 6. 7'],
	])('%s %s is said digit by digit, in groups that can be written down', (name, value, spoken) => {
		expect(spokenValue(name, value)).toBe(spoken);
	});

	it('is said as it is where it is no number to write down, composed for machines that read letters', () => {
		expect(spokenValue('name', 'Petit-Bouake\u0301')).toBe('Petit-Bouaké');
		expect(spokenValue('key', '12')).toBe('12');
		expect(spokenValue('code', '')).toBe('');
	});
});
