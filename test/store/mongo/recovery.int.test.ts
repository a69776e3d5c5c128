import mongoose from 'mongoose';
import { openMongoModels, openMongoStore } from '../../../src/store/mongo/open.ts';
import { describeOnMongo, freshDatabase, mongoTestUrl } from '../../support/mongo/on-mongo.ts';
import { type Command, startProxy } from '../../support/mongo/proxy.ts';
import { dropDatabase } from '../make-mongo.ts';
import { turnRow, wholeCommit } from '../rows.ts';

/** What the driver keeps of its servers; the test stops its monitors, as a write to a destroyed socket does for ever. */
interface Monitored {
	readonly topology: {
		readonly s: { readonly servers: Map<string, { readonly monitor: { readonly monitorId: { stop: () => void } } }> };
	};
}

describeOnMongo('a connection that does not recover by itself', () => {
	it('is thrown away and made anew, on the same collections', async () => {
		const url = freshDatabase(mongoTestUrl() ?? '');
		const proxy = await startProxy(url);
		const { models, reconnect, close } = await openMongoModels(proxy.url, 500);
		const client = models.marks.db.getClient() as unknown as Monitored;
		for (const { monitor } of client.topology.s.servers.values()) monitor.monitorId.stop();
		proxy.cut();
		await expect(models.marks.findById('x').lean()).rejects.toThrow();
		proxy.restore();
		await expect(models.marks.findById('x').lean()).rejects.toThrow(mongoose.mongo.MongoServerSelectionError);
		await reconnect();
		expect(await models.marks.findById('x').lean()).toBeNull();
		await close();
		await proxy.stop();
		await dropDatabase(url);
	});
	it('does not hold up what is to be moved on: what is never answered is begun again', async () => {
		const url = freshDatabase(mongoTestUrl() ?? '');
		const proxy = await startProxy(url);
		const store = await openMongoStore({ url: proxy.url, timeoutMs: 300, sweepMs: 200 });
		let hung = false;
		proxy.decide(({ name, collection }: Command) => {
			if (hung || name !== 'insert' || collection !== 'turns') return 'pass';
			hung = true;
			return 'hang';
		});
		await store.commit(wholeCommit('ama'));
		await store.settled();
		expect(hung).toBe(true);
		expect(await store.counts()).toMatchObject({ turns: 1, cases: 1 });
		expect(await store.turn(turnRow('ama').id)).toEqual(wholeCommit('ama').turn);
		await store.close();
		await proxy.stop();
		await dropDatabase(url);
	}, 20_000);
});
