import { type CatalogueStore, createCatalogueStore } from '../programmes/catalogue/catalogue-store.ts';
import { editionOf } from '../programmes/catalogue/edition.ts';
import type { Entry } from '../programmes/catalogue/entry.ts';
import type { Version } from '../programmes/catalogue/lifecycle.ts';
import { OWN_AUTHOR } from '../programmes/catalogue/shelf.ts';
import { ServiceError } from '../shared/errors.ts';
import { errorFields } from '../shared/log.ts';
import type { Loaded } from './load-words.ts';
import type { Doors, Kept } from './open-kept.ts';

/** How often an instance asks whether anything was published meanwhile: one small record. */
const LOOK_EVERY_MS = 5_000;
/** Looks after which all of it is read again: whoever published may have died before saying so. */
const LOOKS_MOST = 60;

export interface Catalogued {
	/** Ends it; a look that has begun is waited for. */
	readonly stop: () => Promise<void>;
}

/**
 * Keeps the shelf as the store has it. What comes with the demonstration stands there from the start, so that people are answered
 * before the store is; it is put into the store as well, where staff can go on with it.
 */
export function startCatalogue(
	{ store }: Pick<Kept, 'store'>,
	{ clock, log }: Pick<Doors, 'clock' | 'log'>,
	{ shelf, entries }: Pick<Loaded, 'shelf' | 'entries'>,
	lookEveryMs = LOOK_EVERY_MS,
): Catalogued {
	const catalogue = createCatalogueStore(store.records);
	let seeded = entries.length === 0;
	let shown = 0;
	let looks = 0;
	let isTold = false;
	let next: NodeJS.Timeout | undefined;
	let stopped = false;
	const look = async (): Promise<void> => {
		try {
			if (!seeded) await seed(catalogue, entries, clock.now());
			seeded = true;
			const edition = await editionOf(store.records);
			looks += 1;
			if (edition !== shown || (edition > 0 && looks >= LOOKS_MOST)) {
				shelf.replace(await all(catalogue.list('published')));
				shown = edition;
				looks = 0;
			}
			isTold = false;
		} catch (error) {
			// The shelf stays as it was; what is over is not told whatever it holds. An outage is told of once.
			if (!isTold) log.error('catalogue-not-read', errorFields(error));
			isTold = true;
		}
		if (!stopped) next = setTimeout(run, lookEveryMs).unref();
	};
	let looking = Promise.resolve();
	function run(): void {
		looking = look();
	}
	run();
	return {
		stop: () => {
			stopped = true;
			clearTimeout(next);
			return looking;
		},
	};
}

/**
 * Publishes what may be published, and leaves as a draft what is over, undated, or contradicted by its sources. An entry that is there
 * already, in whatever state, stays as it is. Another instance may be doing the same: whoever is second finds it done.
 */
async function seed(catalogue: CatalogueStore, entries: readonly Entry[], at: number): Promise<void> {
	for (const entry of entries) {
		if ((await catalogue.get(entry.id)) !== undefined) continue;
		try {
			const { ref } = await catalogue.save(entry, { by: OWN_AUTHOR, at }, 0);
			await catalogue.publish(ref, { by: OWN_AUTHOR, at, languages: Object.keys(entry.wording), byAnother: false });
		} catch (error) {
			if (!(error instanceof ServiceError && ['entry-changed', 'entry-unfit'].includes(error.code))) throw error;
		}
	}
}

async function all(versions: AsyncIterable<Version>): Promise<readonly Version[]> {
	const found: Version[] = [];
	for await (const version of versions) found.push(version);
	return found;
}
