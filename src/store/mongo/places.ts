import mongoose from 'mongoose';
import type { Entry } from './documents.ts';
import type { Models } from './models.ts';
import type { Brought } from './relay.ts';

const { trusted } = mongoose;

/** Collections whose documents hold entries. */
export type Place = 'persons' | 'turns' | 'parcels';

/** Entries that were not moved on, in the order in which each document got them. */
export async function findLeft(
	models: Models,
	most: number,
	only?: { readonly from: Place; readonly id: string },
): Promise<readonly Brought[]> {
	const wanted = only === undefined ? { 'pending.id': trusted({ $gt: '' }) } : { _id: only.id };
	const looksIn = (place: Place) => only === undefined || only.from === place;
	const [persons, turns, parcels] = await Promise.all([
		looksIn('persons') ? models.persons.find(wanted, { pending: 1 }).limit(most).lean() : [],
		looksIn('turns') ? models.turns.find(wanted, { pending: 1 }).limit(most).lean() : [],
		looksIn('parcels')
			? models.parcels
					.find(only === undefined ? {} : wanted)
					.limit(most)
					.lean()
			: [],
	]);
	return [
		...persons.flatMap(({ _id: id, pending = [] }) =>
			pending.map((entry): Brought => ({ from: 'persons', id, entry })),
		),
		...turns.flatMap(({ _id: id, pending }): Brought[] => (pending ? [{ from: 'turns', id, entry: pending }] : [])),
		...parcels.map(({ _id: id, pending }): Brought => ({ from: 'parcels', id, entry: pending })),
	];
}

/** Takes entries that were moved on out of the documents that held them. */
export async function pull(models: Models, moved: readonly Brought[]): Promise<void> {
	const from = (place: Place) => moved.filter((brought) => brought.from === place);
	const persons = from('persons');
	const [turns, parcels] = [from('turns'), from('parcels')].map((brought) => brought.map(({ id }) => id));
	if (persons.length > 0) {
		await models.persons.bulkWrite(
			persons.map(({ id, entry }) => ({
				updateOne: { filter: { _id: id }, update: { $pull: { pending: { id: entry.id } } } },
			})),
			{ ordered: false },
		);
	}
	if (turns?.length) await models.turns.updateMany({ _id: trusted({ $in: turns }) }, { $unset: { pending: '' } });
	if (parcels?.length) await models.parcels.deleteMany({ _id: trusted({ $in: parcels }) });
}

/** An entry that was not moved on, wherever it waits. */
export async function findEntry(models: Models, id: string): Promise<Entry | undefined> {
	const person = await models.persons.findOne({ 'pending.id': id }, { pending: 1 }).lean();
	const waiting = person?.pending?.find((entry) => entry.id === id);
	if (waiting !== undefined) return waiting;
	const alone = (await models.turns.findById(id, { pending: 1 }).lean()) ?? (await models.parcels.findById(id).lean());
	return alone?.pending;
}
