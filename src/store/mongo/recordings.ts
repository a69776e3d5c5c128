import mongoose from 'mongoose';
import type { RecordingRow, Store } from '../store.ts';
import { toBuffer, toBytes } from './bytes.ts';
import { checked } from './check.ts';
import type { RecordingDocument } from './documents.ts';
import { isDuplicate } from './failures.ts';
import type { Models } from './models.ts';

const { trusted } = mongoose;

export function createRecordings(models: Models): Store['recordings'] {
	return {
		get: async (id) => {
			const found = await models.recordings.findById(id).lean();
			return found === null ? undefined : toRecording(await checked(models.recordings, found));
		},
		put: (row) => put(models, row),
		of: async (caseId) => {
			const found = await models.recordings.find({ caseId }, { sealed: 0 }).sort({ day: 1, _id: 1 }).lean();
			return found.map(({ _id: id, seconds, day }) => ({ id, caseId, seconds, day }));
		},
	};
}

/**
 * The case is looked at before, and once more after: an erasure first takes the case's key and then its recordings, so that one
 * of the two sees the other.
 */
async function put(
	models: Models,
	{ id, sealed, ...row }: RecordingRow,
): Promise<Awaited<ReturnType<Store['recordings']['put']>>> {
	if (!(await holdsKey(models, row.caseId))) return 'no-case';
	const outcome = await insert(models, { _id: id, ...row, sealed: toBuffer(sealed) });
	if (await holdsKey(models, row.caseId)) return outcome;
	await models.recordings.deleteOne({ _id: id });
	return 'no-case';
}

async function insert(models: Models, document: RecordingDocument): Promise<'kept' | 'there'> {
	try {
		await models.recordings.insertMany([document]);
		return 'kept';
	} catch (error) {
		if (!isDuplicate(error)) throw error;
		return 'there';
	}
}

const holdsKey = async (models: Models, caseId: string): Promise<boolean> =>
	(await models.cases.exists({ _id: caseId, wrappedKey: trusted({ $gt: Buffer.alloc(0) }) })) !== null;

const toRecording = ({ _id: id, caseId, seconds, day, sealed }: RecordingDocument): RecordingRow => ({
	id,
	caseId,
	seconds,
	day,
	sealed: toBytes(sealed),
});
