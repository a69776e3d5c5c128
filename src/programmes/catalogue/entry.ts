import { z } from 'zod';
import type { Country } from '../../conversation/index.ts';
import { check, refuseTwice } from '../check.ts';
import { type Rule, ruleSchema } from './rule-schema.ts';

/** What people ask about; the first menu of the line's answers. Prices and whether a work is allowed are not entries. */
export const ENTRY_KINDS = [
	'school',
	'vocational-training',
	'birth-papers',
	'health-cover',
	'cash-grant',
	'pension',
	'inputs',
	'savings-group',
	'womens-enterprise',
	'youth-enterprise',
	'help-line',
] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** Texts of an entry in the order in which a person may read them; the name stands above. */
export const PARTS = ['gives', 'costs', 'conditions', 'apply', 'bring', 'where', 'call'] as const;
export type Part = (typeof PARTS)[number];

/** Decimal digits behind the point, by currency (ISO 4217): a franc has no smaller unit, a cedi has 100 pesewas. */
const SCALES = { XOF: 0, GHS: 2 } as const;

/** An exact sum: `{ amount: 32000, currency: 'GHS', scale: 2 }` is GHS 320. */
export interface Money {
	/** Whole units of 10^-scale of the currency; at most 10^12. */
	readonly amount: number;
	readonly currency: keyof typeof SCALES;
	readonly scale: 0 | 2;
}

/** A sum, how often it is given or paid, and what for. */
export interface Amount extends Money {
	readonly per:
		| 'once'
		| 'week'
		| 'month'
		| 'two-months'
		| 'quarter'
		| 'term'
		| 'season'
		| 'year'
		| 'hectare'
		| 'kilogram';
	/** What tells it from the entry's other amounts, for staff: `2 members`. */
	readonly note?: string;
}

/** A text in its spellings, as in `locales/`. A string in a file is its full spelling alone. */
export interface Spelled {
	readonly text: string;
	/** For routes that carry GSM-7; the full one where that fits. */
	readonly simple?: string;
	/** For routes that carry ASCII only; the simple one where that fits. */
	readonly ascii?: string;
	/** As it is read aloud on calls. */
	readonly spoken?: string;
}

/** An entry in one language. It says "you may", never "you will": the line promises nothing on behalf of others. */
export interface Wording extends Readonly<Partial<Record<Part, Spelled>>> {
	/** Stands in a list; at most 40 characters. */
	readonly name: Spelled;
	readonly gives: Spelled;
	readonly costs: Spelled;
	/** A speaker of the language read it and signs for it with `by`, or not yet. */
	readonly state: 'draft' | 'reviewed';
	readonly by?: string;
}

/**
 * One thing that is open to people: facts and wording in one document. A draft may lack what its sources do not say; what
 * `completeness` names must be there before it is published.
 */
export interface Entry {
	/** Lower-case letters, digits and hyphens, such as `gh-leap`; at most 60. The same in all versions. */
	readonly id: string;
	readonly kind: EntryKind;
	readonly country: Country;
	/** P-codes of `reference/places`: `CI26` is the Nawa region, `CI2604` Soubré in it. Empty: the whole country. */
	readonly areas: readonly string[];
	/** First and last day on which it is open (ISO dates, local days, which are UTC days in both countries). Without an end: until it is changed. */
	readonly validFrom?: string;
	readonly validUntil?: string;
	/** Day on which the facts were so, by their source. */
	readonly asOf?: string;
	/** Last day before its owner must look at it again. Later it is still shown, with `asOf`. */
	readonly reviewBy?: string;
	/** Pages that vouch for the facts. */
	readonly sources: readonly string[];
	/** Who keeps it up to date: an office or a role. */
	readonly owner?: string;
	/** Set where sources contradict each other, with what they say. It is never published until that is settled. */
	readonly disputed?: string;
	/** Money that it gives; empty for a service. */
	readonly gives: readonly Amount[];
	/** `free` is a fact: whoever asks for money can be reported. `unknown`: no source tells. */
	readonly costs: 'free' | 'unknown' | readonly Amount[];
	/** Whom it is for. */
	readonly who: Rule;
	/** By language key. */
	readonly wording: Readonly<Record<string, Wording>>;
}

const words = (most: number) =>
	z
		.string()
		.min(1, 'is empty')
		.max(most, `has more than ${most} characters`)
		.refine((text) => text.trim() === text, 'begins or ends with a space')
		.refine((text) => !/\p{Cc}|\p{Cs}/u.test(text), 'has a control character')
		.overwrite((text) => text.normalize('NFC'));

/** Most characters of a name, and of a part: two screens of USSD. */
const MOST_NAME = 40;
const MOST_PART = 280;

const spelled = (most: number) =>
	z
		.unknown()
		.transform((raw) => (typeof raw === 'string' ? { text: raw } : raw))
		.pipe(
			z.strictObject({
				text: words(most),
				simple: words(most).exactOptional(),
				ascii: words(most).exactOptional(),
				spoken: words(2 * most).exactOptional(),
			}),
		);

const part = spelled(MOST_PART);

const wording = z
	.strictObject({
		name: spelled(MOST_NAME),
		gives: part,
		costs: part,
		conditions: part.exactOptional(),
		apply: part.exactOptional(),
		bring: part.exactOptional(),
		where: part.exactOptional(),
		call: part.exactOptional(),
		state: z.enum(['draft', 'reviewed']),
		by: words(80).exactOptional(),
	})
	.refine(({ state, by }) => state === 'draft' || by !== undefined, {
		path: ['by'],
		error: 'who reviewed it must sign for it',
	});

const amount = z
	.strictObject({
		amount: z.int().min(0).max(1_000_000_000_000),
		currency: z.enum(['XOF', 'GHS']),
		scale: z.union([z.literal(0), z.literal(2)]),
		per: z.enum(['once', 'week', 'month', 'two-months', 'quarter', 'term', 'season', 'year', 'hectare', 'kilogram']),
		note: words(80).exactOptional(),
	})
	.superRefine(({ currency, scale }, context) => {
		if (scale !== SCALES[currency])
			context.addIssue({ code: 'custom', path: ['scale'], message: `is ${SCALES[currency]} in ${currency}` });
	});

const day = z.iso.date('is a day such as 2026-11-25');

/** An entry as files and the store hold it. */
export const entrySchema = z
	.strictObject({
		id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/, 'an id is up to 60 lower-case letters, digits and hyphens'),
		kind: z.enum(ENTRY_KINDS),
		country: z.enum(['CI', 'GH']),
		areas: z.array(z.string().regex(/^(CI|GH)(\d{2}|\d{4})$/, 'an area has a p-code such as CI26 or CI2604')).max(400),
		validFrom: day.exactOptional(),
		validUntil: day.exactOptional(),
		asOf: day.exactOptional(),
		reviewBy: day.exactOptional(),
		sources: z
			.array(z.url({ protocol: /^https?$/, error: 'a source is the address of the page that vouches for it' }).max(500))
			.max(10),
		owner: words(80).exactOptional(),
		disputed: words(500).exactOptional(),
		gives: z.array(amount).max(10),
		costs: z.union([z.enum(['free', 'unknown']), z.array(amount).min(1).max(10)]),
		who: ruleSchema,
		wording: z.record(z.string().regex(/^[a-z]{2,3}(-[a-z0-9]{2,8})?$/, 'a language has a key such as fr'), wording),
	})
	.superRefine((entry, context) => {
		const fault = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
		refuseTwice(entry.areas, String, (index, area) => fault(['areas', index], `${area} is there twice`));
		for (const [index, area] of entry.areas.entries())
			if (!area.startsWith(entry.country)) fault(['areas', index], `${area} is not in ${entry.country}`);
		if (isBefore(entry.validUntil, entry.validFrom)) fault(['validUntil'], 'is before validFrom');
		if (isBefore(entry.reviewBy, entry.asOf)) fault(['reviewBy'], 'is before asOf');
	});

function isBefore(one: string | undefined, other: string | undefined): boolean {
	return one !== undefined && other !== undefined && one < other;
}

/**
 * Reads an entry.
 * @throws {ServiceError} `reference-invalid`, naming `what` and the path of each fault.
 */
export function parseEntry(raw: unknown, what: string): Entry {
	return check(entrySchema, raw, what);
}
