import { createPlaces } from '../../../src/programmes/places/create-places.ts';
import { demonstration, places, reference } from '../reference.ts';

describe('places by code', () => {
	it.each([
		['CI', '26', { name: 'Nawa', within: '', district: 'CI26', level: 'region' }],
		['CI', '2604', { name: 'Soubré', within: 'Nawa', district: 'CI2604', level: 'district' }],
		['CI', '260401', { name: 'Konankro', within: 'Soubré, Nawa', district: 'CI2604', level: 'community' }],
		['GH', '16', { name: 'Western North', within: '', district: 'GH16', level: 'region' }],
		['GH', '1606', { name: 'Juaboso', within: 'Western North', district: 'GH1606', level: 'district' }],
		['GH', '160601', { name: 'Kofikrom', within: 'Juaboso, Western North', district: 'GH1606', level: 'community' }],
	] as const)('%s %s is the place whose p-code has those digits', (country, code, place) => {
		expect(places.byCode(country, code)).toEqual({ code, ...place });
	});

	it.each(['', '9', '9999', '26040', 'CI2604', ' 2604', '__proto__', 'constructor'])('%j is no place', (code) => {
		expect(places.byCode('CI', code)).toBeUndefined();
	});

	it('refuses a community of a district that nobody knows, since its cases would belong nowhere', () => {
		const communities = [{ district: 'CI2699', code: '269901', name: 'Konankro' }];
		expect(() => createPlaces({ ...reference, communities })).toThrow(/Community 269901 is in district CI2699/);
	});

	it('refuses a code twice in a country, and allows it once in each', () => {
		const one = { district: 'CI2604', code: '16060', name: 'Konankro' };
		const abroad = { district: 'GH1606', code: '16060', name: 'Kofikrom' };
		expect(() => createPlaces({ ...reference, communities: [one, { ...one, name: 'Yaokro' }] })).toThrow(
			/Code 16060 in CI is given to two places/,
		);
		const both = createPlaces({ ...reference, communities: [one, abroad] });
		expect([both.byCode('CI', '16060')?.name, both.byCode('GH', '16060')?.name]).toEqual(['Konankro', 'Kofikrom']);
	});
});

describe('the longest names', () => {
	const length = (name: string): number => name.length;

	it('are those that take most room by name, by what is around it, and by both, for the worst case of the proof', () => {
		const names = places.longestNames('CI', length).map(({ name }) => name);
		expect(names).toContain('Saint-Konan-Kouadiokro-sur-Sassandra');
		for (const country of ['CI', 'GH'] as const) {
			const longest = places.longestNames(country, length);
			expect(longest.length).toBeGreaterThanOrEqual(1);
			expect(longest.length).toBeLessThanOrEqual(3);
			const inCountry = demonstration.communities.filter(({ district }) => district.startsWith(country));
			const most = Math.max(...longest.map(({ name }) => name.length));
			for (const { name } of inCountry) expect(name.length).toBeLessThanOrEqual(most);
		}
	});

	it('are measured as the route counts', () => {
		const wideLetter = (name: string): number => (name.includes('ï') ? 99 : 1);
		expect(places.longestNames('CI', wideLetter)[0]?.name).toBe('Taï');
	});
});
