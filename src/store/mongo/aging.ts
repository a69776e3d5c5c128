import mongoose, { type Model } from 'mongoose';
import { ENDED_STATES } from '../coordination.ts';
import type { Models } from './models.ts';
import { findLeft } from './places.ts';

const { trusted } = mongoose;

/** Documents that one step looks at. */
const STEP = 1_000;
/** Documents with entries that are looked at before messages are removed. */
const LEFT_MOST = 1_000;
const NOTHING = Buffer.alloc(0);

type Purge = (before: string) => Promise<number>;

/** Removes what sending leaves behind, by steps. */
export function createAging(
	models: Models,
): Readonly<Record<'rates' | 'earlyReports' | 'outboxBodies' | 'outbox', Purge>> {
	return {
		rates: (before) => walk(models.rates, Date.parse(before)),
		earlyReports: (before) => walk(models.earlyReports, Date.parse(before)),
		outboxBodies: (before) => emptyBodies(models, before),
		outbox: (before) => removeEmptied(models, before),
	};
}

/** Walks documents that carry a time by their ids: an index of times would be moved by every message. */
async function walk<Document extends { _id: string; at: number }>(
	model: Model<Document>,
	before: number,
): Promise<number> {
	const all = model as unknown as Model<{ _id: string; at: number }>;
	let gone = 0;
	for (let after = ''; ; ) {
		const page = await all
			.find({ _id: trusted({ $gt: after }) }, { _id: 1 })
			.sort({ _id: 1 })
			.limit(STEP)
			.lean();
		const last = page.at(-1)?._id;
		if (last === undefined) return gone;
		const old = { _id: trusted({ $gt: after, $lte: last }), at: trusted({ $lt: before }) };
		gone += (await all.deleteMany(old)).deletedCount;
		after = last;
	}
}

async function emptyBodies(models: Models, before: string): Promise<number> {
	const ended = {
		emptied: trusted({ $exists: false }),
		day: trusted({ $lt: before }),
		state: trusted({ $in: [...ENDED_STATES] }),
	};
	return rounds(
		() => models.outbox.find(ended, { _id: 1 }).limit(STEP).lean(),
		async (ids) => {
			const still = { _id: trusted({ $in: ids }), state: ended.state };
			return (await models.outbox.updateMany(still, { $set: { sealed: NOTHING, emptied: true } })).modifiedCount;
		},
	);
}

/**
 * A message that an entry still holds would be inserted again, and sent, when the entry is moved on once more: it stays until none
 * does. Where very much is left to be moved on, that goes first.
 */
async function removeEmptied(models: Models, before: string): Promise<number> {
	const left = await findLeft(models, LEFT_MOST);
	if (left.length >= LEFT_MOST) return 0;
	const held = left.flatMap(({ entry }) => entry.outbox.map(({ id }) => id));
	const old = { emptied: true, day: trusted({ $lt: before }), _id: trusted({ $nin: held }) };
	return rounds(
		() => models.outbox.find(old, { _id: 1 }).limit(STEP).lean(),
		async (ids) => (await models.outbox.deleteMany({ _id: trusted({ $in: ids }) })).deletedCount,
	);
}

/** Takes what is found, until less than a step is found. */
async function rounds(
	find: () => Promise<readonly { readonly _id: string }[]>,
	take: (ids: readonly string[]) => Promise<number>,
): Promise<number> {
	for (let taken = 0; ; ) {
		const ids = (await find()).map(({ _id }) => _id);
		if (ids.length > 0) taken += await take(ids);
		if (ids.length < STEP) return taken;
	}
}
