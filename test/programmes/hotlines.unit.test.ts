import { parseHotlines } from '../../src/programmes/hotlines.ts';
import { reference } from './reference.ts';

const line = {
	number: '116',
	label: 'hotline.children',
	forChildren: true,
	countries: ['CI', 'GH'],
	source: 'https://example.org/lines',
	checkedOn: '2026-11-24',
};

describe('the shipped help lines', () => {
	it.each([
		['CI', ['116', '1308', '101', '100']],
		['GH', ['0800 800 800', '0800 900 900', '8020', '191', '112', '18555']],
	] as const)('of %s are exactly those that a page vouches for, the ones for children first', (country, numbers) => {
		const lines = reference.hotlines(country);
		expect(lines.map(({ number }) => number)).toEqual(numbers);
		expect(lines[0]?.forChildren).toBe(true);
	});

	it('each name the page that vouches for it and the day on which it was checked', () => {
		for (const { source, checkedOn } of [...reference.hotlines('CI'), ...reference.hotlines('GH')]) {
			expect(new URL(source).protocol).toMatch(/^https?:$/);
			expect(checkedOn).toMatch(/^\d{4}-\d{2}-\d{2}$/);
		}
	});
});

describe('a file of help lines', () => {
	it.each([
		['a number without a source', [{ ...line, source: undefined }], '[0].source'],
		['a source that is no page', [{ ...line, source: 'a colleague told me' }], '[0].source: a source is the address'],
		['a source that no browser opens', [{ ...line, source: 'javascript:alert(1)' }], '[0].source'],
		['a day that is none', [{ ...line, checkedOn: '2026-02-30' }], '[0].checkedOn'],
		['a number with letters', [{ ...line, number: 'CALL116' }], '[0].number'],
		['a label that is no text key', [{ ...line, label: 'Children' }], '[0].label'],
		['a country that we do not serve', [{ ...line, countries: ['TG'] }], '[0].countries[0]'],
		['a number twice in one country', [line, { ...line, number: '1 1 6', countries: ['GH'] }], '[1].number: 116 in GH'],
		['a country without any', [{ ...line, countries: ['CI'] }], 'no help line for GH'],
		['a field that nobody reads', [{ ...line, open: '24h' }], '[0]: '],
	])('refuses %s', (_, raw, fault) => {
		expect(() => parseHotlines(raw)).toThrow(fault);
		expect(() => parseHotlines(raw)).toThrow('hotlines.json');
	});

	it('puts lines for children first and keeps the order of the file else', () => {
		const police = { ...line, number: '112', forChildren: false };
		const lines = parseHotlines([police, { ...police, number: '191' }, line]);
		expect(lines('CI').map(({ number }) => number)).toEqual(['116', '112', '191']);
	});
});
