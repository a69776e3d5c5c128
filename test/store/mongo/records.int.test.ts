import { openMongoModels, openMongoStore } from '../../../src/store/mongo/open.ts';
import type { RecordRow } from '../../../src/store/records.ts';
import { describeOnMongo, freshDatabase, mongoTestUrl } from '../../support/mongo/on-mongo.ts';
import { type Fate, startProxy } from '../../support/mongo/proxy.ts';
import { dropDatabase, makeMongo } from '../make-mongo.ts';
import { bytesOf, recordRow } from '../rows.ts';

const unavailable = expect.objectContaining({ code: 'store-unavailable' });
/** Of a write whose answer never comes. */
const TIMEOUT_MS = 300;

/** A record at the revision before, and the next write of it. */
const writeOf = (revision: number): { readonly before: readonly RecordRow[]; readonly row: RecordRow } => ({
	before: revision === 1 ? [] : [recordRow('one')],
	row: recordRow('one', { revision, state: 'published', body: bytesOf('mine') }),
});

describeOnMongo('a record whose write has no answer', () => {
	const cases = (['lose', 'hang', 'refuse'] as const).flatMap((fate) =>
		[1, 2].map((revision) => [fate, revision] as const),
	);

	it.each<readonly [Fate, number]>(cases)(
		'is said to be in doubt, and is kept once when the same is put again (%s, revision %d)',
		async (fate, revision) => {
			const url = freshDatabase(mongoTestUrl() ?? '');
			const other = await openMongoStore({ url, timeoutMs: 10_000 });
			const proxy = await startProxy(url);
			const store = await openMongoStore({ url: proxy.url, timeoutMs: TIMEOUT_MS });
			const { before, row } = writeOf(revision);
			try {
				for (const one of before) expect(await other.records.put(one)).toBe('kept');
				const commands: string[] = [];
				proxy.decide(({ name, collection }) => {
					if (collection !== 'records') return 'pass';
					commands.push(name);
					return fate;
				});
				await expect(store.records.put(row)).rejects.toEqual(unavailable);
				expect(new Set(commands)).toEqual(new Set([revision === 1 ? 'insert' : 'update']));
				expect(await other.records.get(row.kind, row.id)).toEqual(fate === 'refuse' ? before[0] : row);
				proxy.decide(() => 'pass');
				// By one that waits until the driver has found its way again.
				const patient = await openMongoStore({ url: proxy.url, timeoutMs: 10_000 });
				const again = await patient.records.put(row);
				await patient.close();
				expect(again).toBe('kept');
				expect(await other.records.put({ ...row, body: bytesOf('yours') })).toBe('conflict');
				expect(await other.records.get(row.kind, row.id)).toEqual(row);
			} finally {
				await store.close();
				await other.close();
				await proxy.stop();
				await dropDatabase(url);
			}
		},
	);
});

describeOnMongo('a record that another program has written otherwise', () => {
	it.each([{ $unset: { body: '' } }, { $set: { revision: 'two' } }])(
		'is read by nobody as if it were whole: %j',
		async (change) => {
			const { store, url, dispose } = await makeMongo();
			const { models, close } = await openMongoModels(url, 10_000);
			try {
				await store.records.put(recordRow('one'));
				await models.records.collection.updateOne({}, change);
				const damaged = expect.objectContaining({ code: 'store-damaged' });
				await expect(store.records.get('programme', 'one')).rejects.toEqual(damaged);
				await expect(store.records.list({ kind: 'programme', most: 9 })).rejects.toEqual(damaged);
			} finally {
				await close();
				await dispose();
			}
		},
	);
});
