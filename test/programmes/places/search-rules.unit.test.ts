import fc from 'fast-check';
import type { Country, Place } from '../../../src/conversation/index.ts';
import type { Areas } from '../../../src/programmes/places/areas.ts';
import { demonstration, places, reference } from '../reference.ts';

const countries: readonly Country[] = ['CI', 'GH'];

/** Every place that is shipped. */
const all: readonly (Place & { readonly country: Country })[] = countries.flatMap((country) =>
	codesOf(country === 'CI' ? reference.ci : reference.gh).map((code) => {
		const place = places.byCode(country, code);
		if (place === undefined) throw new Error(`no place ${code}`);
		return { ...place, country };
	}),
);

function codesOf(areas: Areas): string[] {
	return areas.regions.flatMap(({ pcode, districts }) => [
		pcode.slice(2),
		...districts.flatMap((district) => [
			district.pcode.slice(2),
			...demonstration.communities.filter((one) => one.district === district.pcode).map(({ code }) => code),
		]),
	]);
}

function bare(name: string): string {
	return name
		.normalize('NFD')
		.replace(/[^a-z]/gi, '')
		.toLowerCase();
}

/** What phones and people make of a name without changing a letter of it. */
const spellings: readonly (readonly [string, (name: string) => string])[] = [
	['as it is', (name) => name],
	['in capitals', (name) => name.toUpperCase()],
	['without accents', (name) => name.normalize('NFD').replace(/\p{M}/gu, '')],
	['with decomposed accents', (name) => name.normalize('NFD')],
	['with spaces for signs', (name) => name.replace(/[-'/]/g, ' ')],
	['in one word', (name) => bare(name)],
];

describe('what holds for every answer to "where"', () => {
	it('never throws, never gives more than asked for, and always gives the same', () => {
		const typed = fc.oneof(
			fc.array(fc.nat(0xffff), { maxLength: 300 }).map((units) => String.fromCharCode(...units)),
			fc
				.array(fc.constantFrom('kouassi', 'kro', 'st', 'north', "n'", 'é', ' ', '-', '2', '\u0301', '👩🏾‍🌾'), {
					maxLength: 40,
				})
				.map((parts) => parts.join('')),
		);
		fc.assert(
			fc.property(fc.constantFrom(...countries), typed, fc.integer({ min: -1, max: 12 }), (country, words, most) => {
				const found = places.search(country, words, most);
				expect(found.length).toBeLessThanOrEqual(Math.max(most, 0));
				expect(new Set(found).size).toBe(found.length);
				expect(places.search(country, words, most)).toEqual(found);
			}),
			{ numRuns: 300 },
		);
	});

	it('gives the best few: asking for more changes none of the first', () => {
		fc.assert(
			fc.property(fc.constantFrom(...all), fc.nat(12), fc.integer({ min: 1, max: 6 }), (place, letters, most) => {
				const typed = place.name.slice(0, letters + 1);
				const few = places.search(place.country, typed, most);
				expect(places.search(place.country, typed, 100).slice(0, most)).toEqual(few);
			}),
			{ numRuns: 300 },
		);
	});

	it.each(spellings)('puts a name that was typed %s before every other name', (_, spell) => {
		for (const { country, name } of all) {
			const found = places.search(country, spell(name), 500).map((place) => bare(place.name) === bare(name));
			expect([name, found[0]]).toEqual([name, true]);
			expect([name, found.lastIndexOf(true)]).toEqual([name, found.filter(Boolean).length - 1]);
		}
	});

	it('finds nearly every name of six letters or more that lost one of its letters, among the first three', () => {
		let asked = 0;
		let missed = 0;
		for (const { country, name } of all.filter((place) => bare(place.name).length >= 6))
			for (let at = 0; at < name.length; at += 3) {
				asked++;
				const typed = name.slice(0, at) + name.slice(at + 1);
				if (!places.search(country, typed, 3).some((place) => place.name === name)) missed++;
			}
		expect(asked).toBeGreaterThan(1_000);
		expect(missed / asked).toBeLessThan(0.01);
	});

	it.each([
		['20,000 letters', 'x'.repeat(20_000)],
		['20,000 accents', `e${'\u0301'.repeat(20_000)}`],
		['20,000 words', 'kouassi '.repeat(20_000)],
		['20,000 pictures', '👩🏾‍🌾'.repeat(20_000)],
		['broken halves of characters', '\ud83d'.repeat(20_000)],
	])('reads no more of %s than a screen could hold, since nobody may slow the line down', (_, typed) => {
		for (const country of countries)
			expect(places.search(country, typed, 5)).toEqual(places.search(country, typed.slice(0, 120), 5));
	});
});
