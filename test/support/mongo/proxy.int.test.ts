import { openMongoStore } from '../../../src/store/mongo/open.ts';
import { dropDatabase } from '../../store/make-mongo.ts';
import { quarantineRow } from '../../store/rows.ts';
import { describeOnMongo, freshDatabase, mongoTestUrl } from './on-mongo.ts';
import { type Command, type Fate, type MongoProxy, startProxy } from './proxy.ts';

const TIMEOUT_MS = 1_000;

/** A store behind a proxy, and another beside it that sees what the server really has. */
async function withBoth(
	test: (both: {
		proxy: MongoProxy;
		commit: (name: string) => Promise<string>;
		arrived: () => Promise<number>;
	}) => Promise<void>,
) {
	const url = freshDatabase(mongoTestUrl() ?? '');
	const proxy = await startProxy(url);
	const store = await openMongoStore({ url: proxy.url, timeoutMs: TIMEOUT_MS, sweepMs: 60_000 });
	const beside = await openMongoStore({ url, sweepMs: 60_000 });
	try {
		await test({
			proxy,
			commit: async (name) => {
				try {
					return (await store.commit({ quarantine: [quarantineRow(name)] })).outcome;
				} catch (error) {
					return (error as { code: string }).code;
				}
			},
			arrived: async () => {
				await beside.sweep();
				await beside.sweep();
				return beside.quarantine.count();
			},
		});
	} finally {
		proxy.restore();
		await store.close();
		await beside.close();
		await proxy.stop();
		await dropDatabase(url);
	}
}

const next = (wanted: string, fate: Fate) => {
	let done = false;
	return ({ name }: Command): Fate => {
		if (done || name !== wanted) return 'pass';
		done = true;
		return fate;
	};
};

describeOnMongo('a proxy between driver and server', () => {
	it('passes everything while nothing is wrong', async () => {
		await withBoth(async ({ commit, arrived }) => {
			expect(await commit('a')).toBe('committed');
			expect(await arrived()).toBe(1);
		});
	});
	it.each<[Fate, number]>([
		['lose', 1],
		['hang', 1],
		['refuse', 0],
	])('can %s a write, which then has happened %i times', async (fate, times) => {
		await withBoth(async ({ proxy, commit, arrived }) => {
			proxy.decide(next('insert', fate));
			expect(await commit('a')).toBe('store-unavailable');
			expect(await arrived()).toBe(times);
			expect(await commit('b')).toBe('committed');
		});
	});
	it.each<[string, (proxy: MongoProxy) => void]>([
		['cut', ({ cut }) => cut()],
		['frozen', ({ freeze }) => freeze()],
		['too slow', ({ delay }) => delay(TIMEOUT_MS * 3)],
	])(
		'can be %s, until it is restored',
		async (_, breakIt) => {
			await withBoth(async ({ proxy, commit }) => {
				breakIt(proxy);
				expect(await commit('a')).toBe('store-unavailable');
				proxy.restore();
				let outcome = await commit('b');
				for (let round = 0; round < 20 && outcome !== 'committed'; round++) outcome = await commit('b');
				expect(outcome).toBe('committed');
			});
		},
		30_000,
	);
	it('can half-close every connection, after which the driver makes new ones', async () => {
		await withBoth(async ({ proxy, commit }) => {
			expect(await commit('a')).toBe('committed');
			proxy.halfClose();
			const outcomes = [await commit('b'), await commit('b'), await commit('b')];
			expect(outcomes).toContain('committed');
		});
	});
});
