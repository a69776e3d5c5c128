import { parseAreas } from '../../../src/programmes/places/areas.ts';
import { reference } from '../reference.ts';

const source = { source: 'https://example.org/areas', licence: 'CC BY-IGO', validFrom: '2018-07-06' };
const nawa = { pcode: 'CI26', name: 'Nawa', cocoa: true, districts: [{ pcode: 'CI2604', name: 'Soubré' }] };

describe('the shipped areas', () => {
	it.each([
		['Côte d’Ivoire', reference.ci, 33, 108, 19],
		['Ghana', reference.gh, 16, 260, 10],
	])('of %s are all there, with the regions where cocoa grows', (_, areas, regions, districts, cocoa) => {
		expect(areas.regions).toHaveLength(regions);
		expect(areas.regions.flatMap((region) => region.districts)).toHaveLength(districts);
		expect(areas.regions.filter((region) => region.cocoa)).toHaveLength(cocoa);
	});

	it('have names that a person reads: composed, and without the titles of assemblies', () => {
		for (const { regions } of [reference.ci, reference.gh])
			for (const { name } of regions.flatMap((region) => [region, ...region.districts])) {
				expect(name).toBe(name.normalize('NFC').trim());
				expect(name).not.toMatch(/ {2}|Municipal|Metropoli|District/);
			}
	});
});

describe('a file of areas', () => {
	it.each([
		['of another country', { country: 'GH', ...source, regions: [nawa] }, 'country:'],
		['without its source', { country: 'CI', regions: [nawa] }, 'source:'],
		['with a field that nobody reads', { country: 'CI', ...source, regions: [{ ...nawa, towns: [] }] }, 'regions[0]:'],
		['with a region twice', { country: 'CI', ...source, regions: [nawa, nawa] }, 'regions[1].pcode: CI26'],
		[
			'with a district of another region',
			{ country: 'CI', ...source, regions: [{ ...nawa, districts: [{ pcode: 'CI2701', name: 'Bocanda' }] }] },
			'regions[0].districts[0].pcode: CI2701 is not in CI26',
		],
		[
			'with a region of another country',
			{ country: 'CI', ...source, regions: [{ ...nawa, pcode: 'GH26', districts: [{ pcode: 'GH2604', name: 'X' }] }] },
			'regions[0].pcode: GH26 is not in CI',
		],
		[
			'with a district that has no name',
			{ country: 'CI', ...source, regions: [{ ...nawa, districts: [{ pcode: 'CI2604', name: ' ' }] }] },
			'regions[0].districts[0].name:',
		],
	])('%s is refused, and the fault is found by its path', (_, raw, path) => {
		expect(() => parseAreas(raw, 'CI')).toThrow(path);
		expect(() => parseAreas(raw, 'CI')).toThrow('places/ci.json');
	});
});
