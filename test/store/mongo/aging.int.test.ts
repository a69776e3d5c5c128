import mongoose from 'mongoose';
import { createAging } from '../../../src/store/mongo/aging.ts';
import { modelsOn } from '../../../src/store/mongo/models.ts';
import { describeOnMongo } from '../../support/mongo/on-mongo.ts';
import { makeMongo } from '../make-mongo.ts';
import { idOf, outboxRow } from '../rows.ts';

const DAY = '2026-06-01';

const document = (name: string) => {
	const { id, sealed, ...row } = outboxRow(name, { kind: 'message', route: 'gh-sms', day: '2026-01-01' });
	const times = { attemptingAt: 0, acceptedAt: 0, sentAt: 0, finalAt: 1 };
	const stands = { state: 'failed' as const, fence: 1, until: 0, attempts: 1, reason: 'why', ...times };
	return { _id: id, ...row, ...stands, sealed: Buffer.from(sealed) };
};

describeOnMongo('messages that have ended on MongoDB', () => {
	it('are emptied and removed by steps, but for one that an entry would bring back to be sent again', async () => {
		// Its relay rests, or it would move the entry on.
		const made = await makeMongo({ sweepMs: 3_600_000 });
		const connection = await mongoose.createConnection(made.url).asPromise();
		try {
			const models = modelsOn(connection);
			const { outboxBodies, outbox } = createAging(models);
			await models.outbox.insertMany(Array.from({ length: 2_100 }, (_, index) => document(`many ${index}`)));
			expect(await outboxBodies(DAY)).toBe(2_100);
			const { state: _state, fence: _fence, until: _until, attempts: _attempts, ...rest } = document('many 7');
			const { reason: _reason, attemptingAt: _a, acceptedAt: _b, sentAt: _c, finalAt: _d, _id: id, ...row } = rest;
			const entry = { id: idOf('entry'), cases: [], events: [], changes: [], quarantine: [], outbox: [{ id, ...row }] };
			await models.persons.insertMany([{ _id: idOf('held'), pending: [entry] }]);
			expect(await outbox(DAY)).toBe(2_099);
			expect(await models.outbox.findById(id).lean()).toMatchObject({ state: 'failed', emptied: true });
			await models.persons.deleteOne({ _id: idOf('held') });
			expect(await outbox(DAY)).toBe(1);
		} finally {
			await connection.close();
			await made.dispose();
		}
	}, 60_000);
});
