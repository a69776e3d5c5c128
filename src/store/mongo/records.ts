import mongoose from 'mongoose';
import { type RecordPage, type RecordRow, type RecordStore, recordToKeep } from '../records.ts';
import { StoreUnavailable } from '../unavailable.ts';
import { toBuffer, toBytes } from './bytes.ts';
import { allChecked, checked } from './check.ts';
import type { RecordDocument } from './documents.ts';
import { isDuplicate } from './failures.ts';
import type { Models } from './models.ts';

const { trusted } = mongoose;

/** Comes before all that a kind may hold, so that documents lie in order of kind and then of id. */
const BETWEEN = ' ';
/** Comes just behind it, and before every other kind. */
const BEHIND = '!';

/** `_id` of a record's document. */
export const recordIdOf = (kind: string, id: string): string => `${kind}${BETWEEN}${id}`;

export function createRecords(models: Models): RecordStore {
	const { records } = models;
	return {
		put: async (row) => put(models, recordToKeep(row)),
		get: (kind, id) => find(models, kind, id),
		list: async (page) => {
			const { kind, state, order = 'up', most } = page;
			const found = await records
				.find({ _id: trusted(rangeOf(page)), ...(state !== undefined && { kind, state }) })
				.sort({ _id: order === 'up' ? 1 : -1 })
				.limit(most)
				.lean();
			return (await allChecked(records, found)).map(toRecord);
		},
		remove: async ({ kind, state, before }) => {
			const old = { kind, day: trusted({ $lt: before }), ...(state !== undefined && { state }) };
			return (await records.deleteMany(old)).deletedCount;
		},
	};
}

function rangeOf({ kind, after, order }: RecordPage): { readonly $gt: string; readonly $lt: string } {
	const [first, behind] = [recordIdOf(kind, ''), `${kind}${BEHIND}`];
	if (after === undefined) return { $gt: first, $lt: behind };
	const from = recordIdOf(kind, after);
	return order === 'down' ? { $gt: first, $lt: from } : { $gt: from, $lt: behind };
}

async function find(models: Models, kind: string, id: string): Promise<RecordRow | undefined> {
	const found = await models.records.findById(recordIdOf(kind, id)).lean();
	return found === null ? undefined : toRecord(await checked(models.records, found));
}

/**
 * One write, guarded by the revision. What it did not change is looked at: the answer to whoever wrote this very row may have been
 * lost. A look shows only what a majority holds. Where that is still the state before, the write in the way is not settled, and
 * nobody can say yet who was first.
 */
async function put(models: Models, row: RecordRow): Promise<'kept' | 'conflict'> {
	if (row.revision === 1 ? await insert(models, row) : await replace(models, row)) return 'kept';
	const there = await find(models, row.kind, row.id);
	if ((there?.revision ?? 0) === row.revision - 1)
		throw new StoreUnavailable('another write of this record is not settled');
	return there !== undefined && isSame(there, row) ? 'kept' : 'conflict';
}

async function insert({ records }: Models, row: RecordRow): Promise<boolean> {
	try {
		await records.insertMany([toDocument(row)]);
		return true;
	} catch (error) {
		if (!isDuplicate(error)) throw error;
		return false;
	}
}

async function replace({ records }: Models, row: RecordRow): Promise<boolean> {
	const { _id, kind: _kind, ...fields } = await checked(records, toDocument(row));
	return (await records.updateOne({ _id, revision: row.revision - 1 }, { $set: fields })).matchedCount === 1;
}

const isSame = (one: RecordRow, other: RecordRow): boolean =>
	one.revision === other.revision &&
	one.state === other.state &&
	one.day === other.day &&
	Buffer.compare(one.body, other.body) === 0;

const toDocument = ({ id, body, ...row }: RecordRow): RecordDocument => ({
	_id: recordIdOf(row.kind, id),
	...row,
	body: toBuffer(body),
});

const toRecord = ({ _id, kind, revision, state, day, body }: RecordDocument): RecordRow => ({
	kind,
	id: _id.slice(recordIdOf(kind, '').length),
	revision,
	state,
	day,
	body: toBytes(body),
});
