import { z } from 'zod';
import type { Country, Hotline } from '../conversation/index.ts';
import { check, refuseTwice } from './check.ts';

const hotline = z.strictObject({
	/** As a person dials it; spaces make it readable. */
	number: z.string().regex(/^\d[\d ]{1,13}\d$/, 'a number is 3 to 15 digits, with spaces between them at most'),
	label: z.string().regex(/^hotline\.[a-z-]+$/, 'a label is a text key such as hotline.children'),
	forChildren: z.boolean(),
	countries: z.array(z.enum(['CI', 'GH'])).min(1),
	source: z.url({ protocol: /^https?$/, error: 'a source is the address of the page that vouches for the number' }),
	checkedOn: z.iso.date(),
});

const hotlines = z.array(hotline).superRefine((entries, context) => {
	const inCountries = entries.flatMap(({ number, countries }, at) =>
		countries.map((country) => ({ at, country, digits: number.replaceAll(' ', '') })),
	);
	refuseTwice(
		inCountries,
		({ country, digits }) => `${digits} in ${country}`,
		(index, key) => {
			const path = [inCountries[index]?.at ?? 0, 'number'];
			context.addIssue({ code: 'custom', path, message: `${key} is there twice` });
		},
	);
	for (const country of ['CI', 'GH'])
		if (!inCountries.some((one) => one.country === country))
			context.addIssue({ code: 'custom', path: [], message: `no help line for ${country}` });
});

/** A country's help lines, those for children first, else in the order of the file. Never empty. */
export type Hotlines = (country: Country) => readonly Hotline[];

/**
 * Reads `reference/hotlines.json`.
 * @throws {ServiceError} `reference-invalid`: a number without a source, twice in a country, or none for a country.
 */
export function parseHotlines(raw: unknown): Hotlines {
	const entries = check(hotlines, raw, 'hotlines.json');
	const of = (country: Country): readonly Hotline[] =>
		entries
			.filter((entry) => entry.countries.includes(country))
			.map(({ number, label, forChildren, source, checkedOn }) => ({ number, label, forChildren, source, checkedOn }))
			.sort((one, other) => Number(other.forChildren) - Number(one.forChildren));
	const byCountry: Readonly<Record<Country, readonly Hotline[]>> = { CI: of('CI'), GH: of('GH') };
	return (country) => byCountry[country];
}
