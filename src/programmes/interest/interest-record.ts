import { z } from 'zod';
import type { Country } from '../../conversation/index.ts';
import { dayOf } from '../../shared/clock.ts';
import { ServiceError } from '../../shared/errors.ts';
import { check } from '../check.ts';
import { INTERESTS, type Interest } from './interest-of.ts';

/** Kind of the records of counts: one a country and month. Nothing in them is personal. */
export const INTEREST_KIND = 'interest';

/** A month (UTC, `2026-11`) of one country. */
export interface Month {
	readonly country: Country;
	readonly month: string;
}

/** Askings of one topic, area and language, by what became of them. They are askings, not persons: who asks twice counts twice. */
export interface InterestCell extends Omit<Interest, 'what'> {
	readonly counts: Readonly<Record<Interest['what'], number>>;
}

/** Cells of a country and month. More there are not, with every topic in every district in eight languages. */
export const MOST_CELLS = 12_000;

/** A versioned document as the store keeps it. */
interface Row {
	readonly kind: string;
	readonly id: string;
	readonly revision: number;
	readonly state: string;
	readonly day: string;
	readonly body: Uint8Array;
}

/** What the counts need of a store of versioned documents; see `RecordStore`. */
export interface InterestRecords {
	readonly put: (row: Row) => Promise<'kept' | 'conflict'>;
	readonly get: (kind: string, id: string) => Promise<Row | undefined>;
}

const count = z.int().min(0);

/** One cell: topic, area, language, then the counts in the order of `INTERESTS`. */
const cell = z.tuple([
	z.string().regex(/^[a-z-]{1,40}$/),
	z.string().regex(/^(?:(?:CI|GH)\d{2,6})?$/),
	z.string().regex(/^[a-z0-9-]{1,12}$/),
	count,
	count,
	count,
	count,
]);

const document = z.strictObject({
	/** Who wrote it, and their how-manieth write: two writers never write the same bytes. */
	by: z.string().max(80),
	cells: z.array(cell).max(MOST_CELLS),
});

export function idOfMonth({ country, month }: Month): string {
	return `${country}-${month}`;
}

/** What a cell is about, as text; the same for two cells that are one. */
export function keyOfCell({ topic, area, language }: Omit<Interest, 'what'>): string {
	return `${topic} ${area} ${language}`;
}

export interface StoredMonth {
	readonly revision: number;
	readonly cells: readonly InterestCell[];
}

/** @param at milliseconds since the epoch. */
export function toInterestRow(id: string, { revision, cells }: StoredMonth, by: string, at: number): Row {
	const written = cells.map(({ topic, area, language, counts }) => [
		topic,
		area,
		language,
		...INTERESTS.map((what) => counts[what]),
	]);
	const body = new TextEncoder().encode(JSON.stringify(document.parse({ by, cells: written })));
	return { kind: INTEREST_KIND, id, revision, state: '', day: dayOf(at), body };
}

/**
 * The counts of a month as they lie in the store; those that an instance has not put there yet are not among them.
 * @throws {ServiceError} `reference-invalid`, naming the record, when it is not what was written.
 */
export async function readMonth(records: Pick<InterestRecords, 'get'>, month: Month): Promise<StoredMonth> {
	const id = idOfMonth(month);
	const row = await records.get(INTEREST_KIND, id);
	if (row === undefined) return { revision: 0, cells: [] };
	const { cells } = check(document, jsonOf(row.body, id), id);
	return {
		revision: row.revision,
		cells: cells.map(([topic, area, language, asked, found, nothing, question]) => ({
			topic,
			area,
			language,
			counts: { asked, found, nothing, question },
		})),
	};
}

function jsonOf(body: Uint8Array, id: string): unknown {
	try {
		return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
	} catch (cause) {
		const said = `The record ${id} of what was asked is damaged.`;
		throw new ServiceError('reference-invalid', said, said, { cause });
	}
}
