import { z } from 'zod';
import type { Country } from '../../conversation/index.ts';
import { dayOf } from '../../shared/clock.ts';
import { check } from '../check.ts';

/** How cocoa is weighed and paid: a kilogram; Ghana's load of 30 kg; its bag of 64 kg gross, 16 of them a tonne. */
export const COCOA_UNITS = ['kg', 'load', 'bag'] as const;
export type CocoaUnit = (typeof COCOA_UNITS)[number];

/** Smallest units that one published price may have: far above any price, and exact in a number when multiplied. */
const MOST_AMOUNT = 1_000_000_000;

const DAY_MS = 86_400_000;

const amount = z.int().min(1).max(MOST_AMOUNT);
const sources = z.array(z.url({ protocol: /^https?$/ })).min(1);

const price = z
	.strictObject({
		/** The season as its board names it: `2025/26`, and `main`, `mid` or `light` crop. */
		season: z.string().regex(/^\d{4}\/\d{2}( (main|mid|light))?$/, 'is not a season such as 2025/26 main'),
		from: z.iso.date(),
		/** Last day of the price. Without one it is not shown after `reviewBy`. */
		until: z.iso.date().exactOptional(),
		reviewBy: z.iso.date().exactOptional(),
		/** How its last day is known: the source gives it, another price followed, or only its season can have ended it. */
		end: z.enum(['given', 'replaced', 'season']),
		/** In the currency's smallest unit, as published: no figure here is computed. */
		published: z
			.strictObject({
				tonne: amount.exactOptional(),
				kg: amount.exactOptional(),
				load: amount.exactOptional(),
				bag: amount.exactOptional(),
			})
			.refine(({ tonne, kg }) => tonne !== undefined || kg !== undefined, 'has neither a tonne nor a kilogram'),
		sources,
	})
	.refine(({ until, reviewBy }) => until !== undefined || reviewBy !== undefined, 'has neither until nor reviewBy');

/** Days on which the sources contradict each other, or a season was open without a price. */
const unsettled = z.strictObject({ from: z.iso.date(), until: z.iso.date(), why: z.string().min(1), sources });

const priceList = z
	.strictObject({
		country: z.enum(['CI', 'GH']),
		currency: z.enum(['XOF', 'GHS']),
		/** Decimal digits of an amount: 0 for FCFA, 2 for cedis and pesewas. */
		scale: z.union([z.literal(0), z.literal(2)]),
		/** What part of a tonne each unit of the country is: `parts` of `of`. */
		units: z.partialRecord(z.enum(COCOA_UNITS), z.strictObject({ parts: z.int().min(1), of: z.int().min(1) })),
		prices: z.array(price).min(1),
		unsettled: z.array(unsettled),
	})
	.superRefine((list, context) => {
		if (context.issues.length > 0) return;
		const fault = (path: (string | number)[], message: string): void =>
			context.addIssue({ code: 'custom', path, message });
		for (const [index, { published }] of list.prices.entries()) {
			for (const unit of ['kg', 'load', 'bag'] as const)
				if (published[unit] !== undefined && list.units[unit] === undefined)
					fault(['prices', index, 'published', unit], `is no unit of ${list.country}`);
		}
		for (const { path, message } of faultsOfDays(list)) fault(path, message);
	});

type RawList = Pick<z.output<typeof priceList>, 'prices' | 'unsettled'>;

interface Fault {
	readonly path: (string | number)[];
	readonly message: string;
}

/** Prices and unsettled days together follow one another without overlap or a gap that nobody explains. */
function faultsOfDays({ prices, unsettled: open }: RawList): readonly Fault[] {
	const spans = [
		...prices.map((one, index) => ({ path: ['prices', index], from: one.from, until: lastDayOf(one) })),
		...open.map(({ from, until }, index) => ({ path: ['unsettled', index], from, until })),
	].sort((one, other) => (one.from < other.from ? -1 : 1));
	return spans.flatMap(({ path, from, until }, index) => {
		const before = spans[index - 1];
		if (until < from) return [{ path, message: 'ends before it begins' }];
		if (before === undefined) return [];
		if (from <= before.until) return [{ path, message: 'begins before the one ahead of it has ended' }];
		return from > dayAfter(before.until) ? [{ path, message: 'leaves days before it that nothing explains' }] : [];
	});
}

/** Farm-gate prices of one country with their dates, and how they are weighed. */
export type PriceList = Readonly<z.output<typeof priceList>>;

export type Price = Readonly<PriceList['prices'][number]>;

/** Last day on which a price is said to be in force: a price that nobody ended is not trusted past its review. */
export function lastDayOf({ until, reviewBy }: Pick<Price, 'until' | 'reviewBy'>): string {
	return until ?? reviewBy ?? '';
}

function dayAfter(day: string): string {
	return dayOf(Date.parse(day) + DAY_MS);
}

/**
 * Reads `reference/prices/ci.json` or `gh.json`.
 * @throws {ServiceError} `reference-invalid`: a fault of form, days that overlap or that nothing explains, or the wrong country.
 */
export function parsePriceList(raw: unknown, country: Country): PriceList {
	const ofCountry = priceList.refine((list) => list.country === country, {
		path: ['country'],
		error: `is not ${country}`,
	});
	return check(ofCountry, raw, `prices/${country.toLowerCase()}.json`);
}
