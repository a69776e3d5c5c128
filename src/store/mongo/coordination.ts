import mongoose from 'mongoose';
import type { Coordination, Lease, LeaseAsk } from '../coordination.ts';
import { grant } from '../rates.ts';
import type { LeaseDocument } from './documents.ts';
import { isDuplicate } from './failures.ts';
import type { Models } from './models.ts';

const { trusted } = mongoose;

/** A round is lost only to another instance that took something. */
const ROUNDS_MOST = 50;

export function createCoordination(models: Models): Coordination {
	return {
		leases: { take: (ask) => takeLease(models, ask), release: (lease) => releaseLease(models, lease) },
		rates: {
			take: async (ask) => {
				for (let round = 0; round < ROUNDS_MOST; round++) {
					const found = await models.rates.findById(ask.name).lean();
					const { granted, after } = grant(found?.at ?? 0, ask);
					if (granted === 0 || (await moveRate(models, ask.name, found?.at, after))) return granted;
				}
				return 0;
			},
		},
		marks: {
			keep: async (name, value) => {
				await insertOnce(models.marks.insertMany([{ _id: name, value }]));
				return (await models.marks.findById(name).lean())?.value ?? value;
			},
		},
	};
}

/** Whether it was inserted; `false`: it was there. */
async function insertOnce(insert: Promise<unknown>): Promise<boolean> {
	try {
		await insert;
		return true;
	} catch (error) {
		if (!isDuplicate(error)) throw error;
		return false;
	}
}

async function moveRate(models: Models, name: string, from: number | undefined, to: number): Promise<boolean> {
	if (from === undefined) return insertOnce(models.rates.insertMany([{ _id: name, at: to }]));
	return (await models.rates.updateOne({ _id: name, at: from }, { $set: { at: to } })).matchedCount === 1;
}

async function takeLease(models: Models, { name, holder, now, forMs }: LeaseAsk): Promise<Lease | undefined> {
	const until = now + forMs;
	const after = { returnDocument: 'after' } as const;
	const own = await models.leases.findOneAndUpdate({ _id: name, holder }, { $set: { until } }, after).lean();
	if (own !== null) return toLease(own);
	const lapsed = { _id: name, until: trusted({ $lte: now }) };
	const taken = await models.leases
		.findOneAndUpdate(lapsed, { $set: { holder, until }, $inc: { fence: 1 } }, after)
		.lean();
	if (taken !== null) return toLease(taken);
	const first: LeaseDocument = { _id: name, holder, fence: 1, until };
	return (await insertOnce(models.leases.insertMany([first]))) ? toLease(first) : undefined;
}

const toLease = ({ _id: name, holder, fence }: LeaseDocument): Lease => ({ name, holder, fence });

async function releaseLease(models: Models, { name, holder, fence }: Lease): Promise<void> {
	await models.leases.updateOne({ _id: name, holder, fence }, { $set: { holder: '', until: 0 } });
}
