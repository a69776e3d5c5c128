import mongoose from 'mongoose';
import type { TriesRow } from '../../cases/case-store.ts';
import { dayOf } from '../../shared/clock.ts';
import type { Entry, StoredCase } from './documents.ts';
import { isDuplicate } from './failures.ts';
import type { Models } from './models.ts';

const { trusted } = mongoose;

export interface Reserved {
	/** Every case has its id and its code to itself, or had them from the same commit before. */
	readonly all: boolean;
	/** Gives back what this call reserved. What was committed meanwhile is made again when it is moved on. */
	readonly giveBack: () => Promise<void>;
}

/** Reserves ids and reference codes of the cases of an entry, by a unique index: no two commits can have one. */
export async function reserveCases(models: Models, entry: Entry): Promise<Reserved> {
	const ours: string[] = [];
	const giveBack = async () => {
		if (ours.length === 0) return;
		await models.cases.deleteMany({ _id: trusted({ $in: ours }), by: entry.id });
	};
	for (const row of entry.cases) {
		const outcome = await reserve(models, row, entry.id);
		if (outcome === 'taken') return { all: false, giveBack };
		if (outcome === 'reserved') ours.push(row.id);
	}
	return { all: true, giveBack };
}

async function reserve(
	models: Models,
	{ id, codeIndex, openedDay }: StoredCase,
	by: string,
): Promise<'reserved' | 'had' | 'taken'> {
	try {
		await models.cases.insertMany([{ _id: id, codeIndex, by, day: openedDay }]);
		return 'reserved';
	} catch (error) {
		if (!isDuplicate(error)) throw error;
		const had = await models.cases.exists({ _id: id, codeIndex, by });
		return had === null ? 'taken' : 'had';
	}
}

/**
 * Counts tries at a reference code before anybody hears what they led to.
 * @returns whether they were counted, now or for the same entry before.
 */
export async function countTries(models: Models, { id, revision, at }: TriesRow, by: string): Promise<boolean> {
	const day = dayOf(at.reduce((last, time) => Math.max(last, time), 0));
	const document = { revision, at: [...at], day, by };
	try {
		if (revision === 1) {
			await models.tries.insertMany([{ _id: id, ...document }]);
			return true;
		}
		const { matchedCount } = await models.tries.updateOne(
			{ _id: id, revision: revision - 1 },
			{ $set: document },
			{ runValidators: true },
		);
		if (matchedCount === 1) return true;
	} catch (error) {
		if (!isDuplicate(error)) throw error;
	}
	return (await models.tries.exists({ _id: id, revision, by })) !== null;
}
