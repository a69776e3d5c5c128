import { z } from 'zod';
import { dayOf } from '../../shared/clock.ts';
import { ServiceError } from '../../shared/errors.ts';
import { check } from '../check.ts';
import { entrySchema } from './entry.ts';
import { ENTRY_STATES, type Version } from './lifecycle.ts';

/** Kind of the catalogue's records. Nothing in them is personal but who wrote and published, as staff are called. */
export const RECORD_KIND = 'programme-entry';

/** A versioned document as the store keeps it. */
interface Row {
	readonly kind: string;
	readonly id: string;
	readonly revision: number;
	readonly state: string;
	readonly day: string;
	readonly body: Uint8Array;
}

/** What the catalogue needs of a store of versioned documents. */
export interface CatalogueRecords {
	/** Inserts revision 1, else replaces the one before; of several writers of one revision exactly one hears `kept`. */
	readonly put: (row: Row) => Promise<'kept' | 'conflict'>;
	readonly get: (kind: string, id: string) => Promise<Row | undefined>;
	/** In order of ids by bytes, behind `after`. */
	readonly list: (page: {
		readonly kind: string;
		readonly state?: string;
		readonly after?: string;
		readonly order?: 'up' | 'down';
		readonly most: number;
	}) => Promise<readonly Row[]>;
}

/** A version, and how often its record was written. */
export interface Stored {
	readonly version: Version;
	readonly revision: number;
}

const MOST_DIGITS = 6;

/** Versions of an entry follow each other by bytes: `gh-leap@000003`. */
export function idOf(id: string, version: number): string {
	return `${id}@${String(version).padStart(MOST_DIGITS, '0')}`;
}

/** Behind all versions of an entry. */
export function lastOf(id: string): string {
	return `${id}@~`;
}

const person = z.string().min(1).max(80);

const document = z.strictObject({
	entry: entrySchema,
	version: z.int().min(1).max(999_999),
	author: person,
	publisher: person.exactOptional(),
});

/** @param at milliseconds since the epoch. */
export function toRow({ version: { state, ...rest }, revision }: Stored, at: number): Row {
	const body = new TextEncoder().encode(JSON.stringify(rest));
	return { kind: RECORD_KIND, id: idOf(rest.entry.id, rest.version), revision, state, day: dayOf(at), body };
}

/** @throws {ServiceError} `reference-invalid`, naming the record, when it is not what was written. */
export function toStored({ id, state, revision, body }: Row): Stored {
	const read = check(document, jsonOf(body, id), id);
	const known = ENTRY_STATES.find((one) => one === state);
	if (known === undefined || id !== idOf(read.entry.id, read.version)) throw poisoned(id);
	return { version: { ...read, state: known }, revision };
}

function jsonOf(body: Uint8Array, id: string): unknown {
	try {
		return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
	} catch (cause) {
		throw poisoned(id, cause);
	}
}

function poisoned(id: string, cause?: unknown): ServiceError {
	const said = `The record ${id} of the catalogue is damaged.`;
	return new ServiceError('reference-invalid', said, said, { cause });
}
