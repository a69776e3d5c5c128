import mongoose from 'mongoose';
import {
	beforeEnding,
	belowReported,
	type OutboxClaim,
	type OutboxClaims,
	type OutboxEnding,
	type OutboxReport,
	type OutboxState,
} from '../coordination.ts';
import { allChecked, checked } from './check.ts';
import type { OutboxDocument } from './documents.ts';
import { isDuplicate } from './failures.ts';
import type { Models } from './models.ts';
import { toMessage, toStanding } from './reads.ts';

const { trusted } = mongoose;

/** Steps of sending, each one write of one document. */
export function createMessages(models: Models): OutboxClaims {
	return { ...createClaims(models), ...createReported(models), ...createStandings(models) };
}

function createClaims(models: Models): Pick<OutboxClaims, 'claim' | 'attempt' | 'conclude' | 'doubt' | 'resolve'> {
	const end = async (id: string, fence: number | undefined, ending: OutboxEnding, from: readonly OutboxState[]) => {
		const where = { _id: id, state: trusted({ $in: [...from] }), ...(fence !== undefined && { fence }) };
		return (await models.outbox.updateOne(where, { $set: changesOf(ending) })).matchedCount === 1;
	};
	return {
		claim: (ask) => claim(models, ask),
		attempt: async (id, fence, at) => {
			const change = { $set: { state: 'attempting', attemptingAt: at, reason: '' }, $inc: { attempts: 1 } };
			return (await models.outbox.updateOne({ _id: id, fence, state: 'queued' }, change)).matchedCount === 1;
		},
		conclude: async (id, fence, ending) => {
			const done = await end(id, fence, ending, beforeEnding(ending.state));
			if (done && ending.state === 'accepted') await takeEarly(models, id, ending.ref);
			return done;
		},
		doubt: async (before) => {
			const lost = { state: 'attempting' as const, attemptingAt: trusted({ $lt: before }) };
			const change = { $set: { state: 'in-doubt', reason: 'nobody-waits' } };
			return (await models.outbox.updateMany(lost, change)).modifiedCount;
		},
		resolve: (id, ending) => end(id, undefined, ending, ['in-doubt']),
	};
}

async function claim(models: Models, ask: Parameters<OutboxClaims['claim']>[0]): Promise<readonly OutboxClaim[]> {
	const { kinds, route, now, forMs, most } = ask;
	const claims: OutboxClaim[] = [];
	const free = {
		state: 'queued' as const,
		route,
		kind: trusted({ $in: [...kinds] }),
		due: trusted({ $lte: now }),
		until: trusted({ $lte: now }),
	};
	const lease = { $set: { until: now + forMs }, $inc: { fence: 1 } };
	while (claims.length < most) {
		const found = await models.outbox
			.findOneAndUpdate(free, lease, { sort: { lane: 1, due: 1, _id: 1 }, returnDocument: 'after' })
			.lean();
		if (found === null) break;
		claims.push({ row: toMessage(await checked(models.outbox, found)), fence: found.fence, attempts: found.attempts });
	}
	return claims;
}

function changesOf(ending: OutboxEnding): Partial<OutboxDocument> {
	switch (ending.state) {
		case 'accepted':
			return { state: ending.state, ref: ending.ref, reason: '', acceptedAt: ending.at };
		case 'in-doubt':
			return { state: ending.state, reason: ending.reason };
		case 'queued':
			return { state: ending.state, reason: ending.reason, due: ending.due, until: 0 };
		default:
			return { state: ending.state, reason: ending.reason, finalAt: ending.at };
	}
}

function createReported(models: Models): Pick<OutboxClaims, 'reported' | 'reportedOn'> {
	const idBy = async (ref: string) => (await models.outbox.findOne({ ref }, { _id: 1 }).lean())?._id;
	return {
		reported: async (ref, report) => {
			const known = await idBy(ref);
			if (known !== undefined) return apply(models, known, report);
			await keepEarly(models, ref, report);
			// Its acceptance may have been recorded meanwhile, by who saw no report yet.
			const since = await idBy(ref);
			if (since !== undefined) await takeEarly(models, since, ref);
			return 'early';
		},
		reportedOn: async (id, ref, report) => {
			if ((await models.outbox.exists({ _id: id })) === null) return 'unknown';
			await models.outbox.updateOne({ _id: id, ref: trusted({ $exists: false }) }, { $set: { ref } });
			return apply(models, id, report);
		},
	};
}

async function apply(models: Models, id: string, report: OutboxReport): Promise<'moved' | 'stale'> {
	const below = { _id: id, state: trusted({ $in: [...belowReported(report.state)] }) };
	const found = await models.outbox.findOne(below).lean();
	if (found === null) return 'stale';
	const { state, reason, at } = report;
	const passed = {
		...(found.acceptedAt === 0 && { acceptedAt: at }),
		...(state !== 'accepted' && found.sentAt === 0 && { sentAt: at }),
		...(state !== 'accepted' && state !== 'sent' && { finalAt: at }),
	};
	const { matchedCount } = await models.outbox.updateOne(below, { $set: { state, reason, ...passed } });
	return matchedCount === 1 ? 'moved' : 'stale';
}

async function keepEarly(models: Models, ref: string, report: OutboxReport): Promise<void> {
	try {
		await models.earlyReports.insertMany([{ _id: `${ref} ${report.state}`, ref, ...report }]);
	} catch (error) {
		if (!isDuplicate(error)) throw error;
	}
}

async function takeEarly(models: Models, id: string, ref: string): Promise<void> {
	const early = await models.earlyReports.find({ ref }).sort({ at: 1 }).lean();
	for (const { state, reason, at } of early) await apply(models, id, { state, reason, at });
	if (early.length > 0) await models.earlyReports.deleteMany({ ref });
}

function createStandings(models: Models): Pick<OutboxClaims, 'standing' | 'inState'> {
	return {
		standing: async (id) => {
			const found = await models.outbox.findById(id).lean();
			return found === null ? undefined : toStanding(await checked(models.outbox, found));
		},
		inState: async (state, { after, most }) => {
			const found = await models.outbox
				.find({ state, _id: trusted({ $gt: after }) })
				.sort({ _id: 1 })
				.limit(most)
				.lean();
			return (await allChecked(models.outbox, found)).map(toStanding);
		},
	};
}
