import { z } from 'zod';
import type { Country } from '../../conversation/index.ts';
import { check, refuseTwice } from '../check.ts';

/** A department (Côte d'Ivoire) or a district (Ghana). */
export interface District {
	/** OCHA p-code, such as `CI2604`. */
	readonly pcode: string;
	/** Display name with its accents. */
	readonly name: string;
}

export interface Region extends District {
	/** Cocoa is grown there. */
	readonly cocoa: boolean;
	readonly districts: readonly District[];
}

/** The administrative areas of one country (`reference/places`). */
export interface Areas {
	readonly country: Country;
	readonly regions: readonly Region[];
}

const name = z.string().trim().min(1).max(60).normalize('NFC');

const district = z.strictObject({
	pcode: z.string().regex(/^(CI|GH)\d{4}$/, 'a district has a p-code such as CI2604'),
	name,
});

const region = z
	.strictObject({
		pcode: z.string().regex(/^(CI|GH)\d{2}$/, 'a region has a p-code such as CI26'),
		name,
		cocoa: z.boolean(),
		districts: z.array(district).min(1),
	})
	.superRefine(({ pcode, districts }, context) => {
		const fault = (index: number, message: string) =>
			context.addIssue({ code: 'custom', path: ['districts', index, 'pcode'], message });
		refuseTwice(
			districts,
			(one) => one.pcode,
			(index, twice) => fault(index, `${twice} is there twice`),
		);
		for (const [index, one] of districts.entries())
			if (!one.pcode.startsWith(pcode)) fault(index, `${one.pcode} is not in ${pcode}`);
	});

const areasOf = (country: Country) =>
	z
		.strictObject({
			country: z.literal(country),
			source: z.url(),
			licence: z.string().min(1),
			validFrom: z.iso.date(),
			regions: z.array(region).min(1),
		})
		.superRefine(({ regions }, context) => {
			const fault = (index: number, message: string) =>
				context.addIssue({ code: 'custom', path: ['regions', index, 'pcode'], message });
			refuseTwice(
				regions,
				(one) => one.pcode,
				(index, twice) => fault(index, `${twice} is there twice`),
			);
			for (const [index, one] of regions.entries())
				if (!one.pcode.startsWith(country)) fault(index, `${one.pcode} is not in ${country}`);
		});

/** @throws {ServiceError} `reference-invalid`, naming the file's country and the path of each fault. */
export function parseAreas(raw: unknown, country: Country): Areas {
	const { regions } = check(areasOf(country), raw, `places/${country.toLowerCase()}.json`);
	return { country, regions };
}
