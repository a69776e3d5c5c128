import mongoose from 'mongoose';
import type { OutboxState } from '../coordination.ts';
import { type KeyRow, NOTHING_PURGED, type PurgeBefore, type Store } from '../store.ts';
import { createAging } from './aging.ts';
import { toBuffer, toBytes } from './bytes.ts';
import { CHANNELS } from './documents.ts';
import type { Models } from './models.ts';
import { findEntry } from './places.ts';
import type { Relay } from './relay.ts';

const { trusted } = mongoose;

/** Documents that one step of a long job looks at. */
const STEP = 1_000;
const NOTHING = Buffer.alloc(0);
/** States of a recording that was not fetched and deleted at its provider yet. */
const AT_PROVIDER: OutboxState[] = ['queued', 'attempting', 'in-doubt'];

export function createHousekeeping(models: Models, relay: Relay): Store['housekeeping'] {
	const purge = createPurge(models);
	return {
		keys: async ({ after, most }) => {
			const list = async (collection: KeyRow['collection'], from: string, atMost: number): Promise<KeyRow[]> => {
				const found = await keyHolders(models, collection, from, atMost);
				return found.map(({ _id: id, wrappedKey }) => ({ collection, id, wrappedKey: toBytes(wrappedKey) }));
			};
			if (after?.collection === 'persons') return list('persons', after.id, most);
			const cases = await list('cases', after?.id ?? '', most);
			return cases.length < most ? [...cases, ...(await list('persons', '', most - cases.length))] : cases;
		},
		rewrap: async ({ collection, id, wrappedKey }, was) => {
			const filter = { _id: id, wrappedKey: toBuffer(was) };
			const change = { $set: { wrappedKey: toBuffer(wrappedKey) } };
			const { matchedCount } =
				collection === 'persons'
					? await models.persons.updateOne(filter, change)
					: await models.cases.updateOne(filter, change);
			return matchedCount === 1;
		},
		erase: async ({ collection, id }) => {
			if (collection === 'persons') await erasePerson(models, relay, id);
			else if (id !== '') await eraseCase(models, id);
		},
		purge,
	};
}

async function keyHolders(models: Models, collection: KeyRow['collection'], after: string, most: number) {
	const filter = { _id: trusted({ $gt: after }), wrappedKey: trusted({ $gt: NOTHING }) };
	const found =
		collection === 'persons'
			? await models.persons.find(filter, { wrappedKey: 1 }).sort({ _id: 1 }).limit(most).lean()
			: await models.cases.find(filter, { wrappedKey: 1 }).sort({ _id: 1 }).limit(most).lean();
	return found.flatMap(({ _id, wrappedKey }) => (wrappedKey === undefined ? [] : [{ _id, wrappedKey }]));
}

/** Rounds until a document that still gets turns holds nothing to be moved on. */
const ROUNDS_MOST = 20;

/** What the person left is moved on first: it is others' as well. */
async function erasePerson(models: Models, relay: Relay, id: string): Promise<void> {
	for (let round = 0; round < ROUNDS_MOST; round++) {
		await relay.moveOn('persons', id);
		const { deletedCount } = await models.persons.deleteOne({ _id: id, 'pending.0': trusted({ $exists: false }) });
		if (deletedCount === 1 || (await models.persons.exists({ _id: id })) === null) break;
	}
	await models.turns.updateMany({ person: id }, { $set: { reply: NOTHING, person: '' } });
}

async function eraseCase(models: Models, id: string): Promise<void> {
	await models.cases.updateOne({ _id: id }, { $set: { wrappedKey: NOTHING, contact: NOTHING, pinIndex: '' } });
	await models.caseEvents.deleteMany({ caseId: id });
	await models.recordings.deleteMany({ caseId: id });
	await models.outbox.deleteMany({ caseId: id, kind: trusted({ $ne: 'recording' as const }) });
	const ended = trusted({ $nin: AT_PROVIDER });
	await models.outbox.deleteMany({ caseId: id, kind: 'recording', state: ended });
}

type Kind = keyof PurgeBefore;

function createPurge(models: Models): Store['housekeeping']['purge'] {
	const purges: Readonly<Record<Kind, (before: string) => Promise<number>>> = {
		conversations: (before) => purgeConversations(models, before),
		replies: async (before) => {
			const old = {
				day: trusted({ $lt: before }),
				reply: trusted({ $gt: NOTHING }),
				pending: trusted({ $exists: false }),
			};
			return (await models.turns.updateMany(old, { $set: { reply: NOTHING, person: '' } })).modifiedCount;
		},
		persons: async (before) => {
			const old = { seenDay: trusted({ $lt: before }), 'pending.0': trusted({ $exists: false }) };
			return (await models.persons.deleteMany(old)).deletedCount;
		},
		quarantine: async (before) => (await models.quarantine.deleteMany({ day: trusted({ $lt: before }) })).deletedCount,
		tries: async (before) => {
			await freeReservations(models, before);
			return (await models.tries.deleteMany({ day: trusted({ $lt: before }) })).deletedCount;
		},
		...createAging(models),
	};
	return async (before) => {
		const gone = { ...NOTHING_PURGED };
		for (const kind of Object.keys(gone) as Kind[]) {
			const day = before[kind];
			if (day === undefined) continue;
			if (kind === 'persons') gone.conversations += await conversationsOf(models, day);
			gone[kind] += await purges[kind](day);
		}
		return gone;
	};
}

/** How many conversations go with the persons that go. */
async function conversationsOf(models: Models, before: string): Promise<number> {
	const counted = CHANNELS.map((channel) =>
		models.persons.countDocuments({
			seenDay: trusted({ $lt: before }),
			'pending.0': trusted({ $exists: false }),
			[`conversations.${channel}`]: trusted({ $exists: true }),
		}),
	);
	return (await Promise.all(counted)).reduce((sum, one) => sum + one, 0);
}

async function purgeConversations(models: Models, before: string): Promise<number> {
	let gone = 0;
	for (const channel of CHANNELS) {
		const part = `conversations.${channel}`;
		const { modifiedCount } = await models.persons.updateMany(
			{ [`${part}.day`]: trusted({ $lt: before }) },
			{ $unset: { [part]: '' } },
		);
		gone += modifiedCount;
	}
	return gone;
}

/** Codes that were reserved for commits that never happened. */
async function freeReservations(models: Models, before: string): Promise<void> {
	const left = { position: trusted({ $exists: false }), day: trusted({ $lt: before }) };
	const found = await models.cases.find(left, { by: 1 }).limit(STEP).lean();
	for (const { _id, by } of found) {
		if (by === undefined || (await findEntry(models, by)) !== undefined) continue;
		await models.cases.deleteOne({ _id, by, position: trusted({ $exists: false }) });
	}
}
