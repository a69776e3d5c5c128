import mongoose, { type Model } from 'mongoose';
import { StoreUnavailable } from '../unavailable.ts';
import type { CaseDocument, Entry, StoredCase, TurnDocument } from './documents.ts';
import { isDuplicate } from './failures.ts';
import type { Models } from './models.ts';
import { findEntry } from './places.ts';
import { recordIdOf } from './records.ts';

const { trusted } = mongoose;

/** Each round that is lost means that another instance moved something on. */
const ROUNDS_MOST = 100;
/** Changes of a case that are remembered, so that none is made a second time after later ones. */
const APPLIED = 64;

/**
 * Moves entries to where they belong, in their order. Killed between two steps, or done by two instances at once, it leaves
 * the same: every row has an id of its own, a position is given once, and a change remembers that it was made.
 */
export async function move(models: Models, entries: readonly Entry[]): Promise<void> {
	for (const entry of entries) {
		for (const row of entry.cases) await showCase(models, row);
		await showOthers(models, entry);
		for (const [caseId, events] of byCase(entry.events)) await appendEvents(models, caseId, events);
		for (const [index, change] of entry.changes.entries()) await changeCase(models, `${entry.id}.${index}`, change);
	}
	const outbox = entries.flatMap((entry) => entry.outbox);
	const quarantine = entries.flatMap((entry) => entry.quarantine);
	const turns = entries.flatMap(({ id, turn }): TurnDocument[] => (turn === undefined ? [] : [{ _id: id, ...turn }]));
	await insertNew(
		models.outbox,
		outbox.map(({ id, ...row }) => ({ _id: id, ...row, ...QUEUED })),
	);
	await insertNew(
		models.quarantine,
		quarantine.map(({ id, ...row }) => ({ _id: id, ...row })),
	);
	for (const { id, ...row } of entries.flatMap(({ optOuts = [] }) => optOuts)) {
		await models.optOuts.updateOne({ _id: id }, { $set: row }, { upsert: true });
	}
	await insertNew(
		models.records,
		entries.flatMap(({ records = [] }) => records).map(({ id, ...row }) => ({ _id: recordIdOf(row.kind, id), ...row })),
	);
	await insertNew(models.turns, turns);
	for (const { id, tries } of entries) {
		if (tries !== undefined) await models.tries.updateOne({ _id: tries, by: id }, { $unset: { by: '' } });
	}
}

const QUEUED = {
	state: 'queued',
	fence: 0,
	until: 0,
	attempts: 0,
	reason: '',
	attemptingAt: 0,
	acceptedAt: 0,
	sentAt: 0,
	finalAt: 0,
} as const;

/** Inserts what is not there yet. */
async function insertNew<Document>(model: Model<Document>, documents: readonly object[]): Promise<void> {
	if (documents.length === 0) return;
	try {
		await model.insertMany([...documents], { ordered: false });
	} catch (error) {
		if (!isDuplicate(error)) throw error;
	}
}

/**
 * Shows a case: gives it the position after the last one. A position is taken only once the one before it is seen, so that a
 * reader who goes on after a position misses nothing.
 */
async function showCase(models: Models, { id, ...row }: StoredCase): Promise<void> {
	let fields: Omit<StoredCase, 'id'> = row;
	for (let round = 0; round < ROUNDS_MOST; round++) {
		const found = await models.cases.findById(id, { position: 1 }).lean();
		if (found?.position !== undefined) return;
		const position = (await lastPosition(models)) + 1;
		try {
			await models.cases.updateOne(
				{ _id: id, position: trusted({ $exists: false }) },
				{ $set: { ...fields, position }, $unset: { by: '', day: '' } },
				{ upsert: true, runValidators: true },
			);
			return;
		} catch (error) {
			if (!isDuplicate(error)) throw error;
		}
		// Its reservation was gone and its code went to another case: it is kept and staff see it, and no dialled code leads to it.
		const holder = await models.cases.findOne({ codeIndex: fields.codeIndex }, { _id: 1 }).lean();
		if (holder !== null && holder._id !== id) fields = { ...fields, codeIndex: id };
	}
	throw new StoreUnavailable('a case found no position');
}

async function lastPosition(models: Models): Promise<number> {
	const seen: Pick<CaseDocument, 'position'> | null = await models.cases
		.findOne({ position: trusted({ $gt: 0 }) }, { position: 1 })
		.sort({ position: -1 })
		.lean();
	return seen?.position ?? 0;
}

/** Cases that this entry speaks of and another one opens, which was left behind: that one goes first, or order would be lost. */
async function showOthers(models: Models, entry: Entry): Promise<void> {
	const spokenOf = [...entry.events, ...entry.changes].map(({ caseId }) => caseId);
	const others = new Set(spokenOf.filter((id) => !entry.cases.some((row) => row.id === id)));
	for (const id of others) await showReserved(models, await models.cases.findById(id, { position: 1, by: 1 }).lean());
}

/** Moves on the entry that reserved a case, if it was committed. Gives whether there was one. */
export async function showReserved(
	models: Models,
	found: Pick<CaseDocument, 'position' | 'by'> | null,
): Promise<boolean> {
	if (found === null || found.position !== undefined || found.by === undefined) return false;
	const entry = await findEntry(models, found.by);
	if (entry === undefined) return false;
	await move(models, [entry]);
	return true;
}

type Events = Entry['events'];

function byCase(events: Events): ReadonlyMap<string, Events> {
	const cases = new Map<string, Events>();
	for (const event of events) cases.set(event.caseId, [...(cases.get(event.caseId) ?? []), event]);
	return cases;
}

/** Appends a case's events after the last one, whoever else does so at the same time. */
async function appendEvents(models: Models, caseId: string, events: Events): Promise<void> {
	for (let round = 0; round < ROUNDS_MOST; round++) {
		const there = await models.caseEvents
			.find({ _id: trusted({ $in: events.map(({ id }) => id) }) }, { _id: 1 })
			.lean();
		const known = new Set(there.map(({ _id }) => _id));
		const missing = events.filter(({ id }) => !known.has(id));
		if (missing.length === 0) return;
		const last = await models.caseEvents.findOne({ caseId }, { position: 1 }).sort({ position: -1 }).lean();
		const first = (last?.position ?? 0) + 1;
		try {
			await models.caseEvents.insertMany(
				missing.map(({ id, sealed }, index) => ({ _id: id, caseId, position: first + index, sealed })),
			);
			return;
		} catch (error) {
			if (!isDuplicate(error)) throw error;
		}
	}
	throw new StoreUnavailable('an event found no position');
}

/** An erased case is a tombstone: it takes no more contact and no PIN. */
async function changeCase(
	models: Models,
	mark: string,
	{ caseId, unless, changes }: Entry['changes'][number],
): Promise<void> {
	const filter = {
		_id: caseId,
		position: trusted({ $gt: 0 }),
		wrappedKey: trusted({ $ne: Buffer.alloc(0) }),
		status: trusted({ $nin: unless }),
		applied: trusted({ $ne: mark }),
	};
	const update = { $set: changes, $push: { applied: { $each: [mark], $slice: -APPLIED } } };
	await models.cases.updateOne(filter, update, { runValidators: true });
}
