import type { Words } from '../conversation/index.ts';
import { createCatalogueStore } from '../programmes/catalogue/catalogue-store.ts';
import { createRequestStore } from '../requests/request-store.ts';
import { errorFields } from '../shared/log.ts';
import { queueNews } from '../turns/queue-news.ts';
import { runNowAndThen } from './jobs.ts';
import type { Doors, Kept } from './open-kept.ts';

/** Milliseconds from the start to the first look for news, and between two looks, over all instances together. */
const FIRST_LOOK_MS = 120_000;
const LOOK_EVERY_MS = 3_600_000;

/**
 * Tells those who asked for it what is new, now and then.
 * @param routes ids of the routes of the programme.
 * @returns what ends it; a look that has begun goes on.
 */
export function startNews(
	{ store, vault }: Pick<Kept, 'store' | 'vault'>,
	words: Words,
	routes: ReadonlySet<string>,
	{ clock, chance, log }: Doors,
): () => void {
	const requests = createRequestStore({ records: store.records, vault });
	const catalogue = createCatalogueStore(store.records);
	const run = () => queueNews({ store, requests, catalogue, vault, words, routes, clock });
	return runNowAndThen({ name: 'news', everyMs: LOOK_EVERY_MS, run }, FIRST_LOOK_MS, {
		leases: store.leases,
		holder: chance.id(),
		now: clock.now,
		onFailure: (name, error) => log.error('job-failed', { reason: name, ...errorFields(error) }),
	});
}
