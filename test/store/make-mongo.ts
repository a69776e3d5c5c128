import mongoose from 'mongoose';
import { type MongoStore, type MongoStoreOptions, openMongoStore } from '../../src/store/mongo/open.ts';
import { freshDatabase, mongoTestUrl } from '../support/mongo/on-mongo.ts';
import type { MadeStore } from './contract.ts';

/** A store on a database of its own, which is gone afterwards. */
export async function makeMongo(
	options: Partial<MongoStoreOptions> = {},
): Promise<MadeStore & { readonly url: string; readonly mongo: MongoStore }> {
	const url = options.url ?? freshDatabase(mongoTestUrl() ?? '');
	const opened: MongoStore[] = [];
	const openIt = async () => {
		const store = await openMongoStore({ sweepMs: 200, timeoutMs: 60_000, ...options, url });
		opened.push(store);
		return store;
	};
	const mongo = await openIt();
	return {
		url,
		mongo,
		store: mongo,
		other: openIt,
		reopen: async () => {
			await mongo.close();
			return openIt();
		},
		settle: async () => {
			for (const store of opened) await store.settled();
		},
		dispose: async () => {
			for (const store of opened) await store.close();
			await dropDatabase(url);
		},
	};
}

export async function dropDatabase(url: string): Promise<void> {
	const connection = await mongoose.createConnection(url).asPromise();
	await connection.dropDatabase();
	await connection.close();
}
