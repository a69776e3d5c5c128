import { createCatalogueStore } from '../../src/programmes/catalogue/catalogue-store.ts';
import { createShelf } from '../../src/programmes/catalogue/shelf.ts';
import { startCatalogue } from '../../src/service/catalogue.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import type { Store } from '../../src/store/store.ts';
import { StoreUnavailable } from '../../src/store/unavailable.ts';
import { stillClock } from '../support/doors.ts';
import { loaded } from '../support/line.ts';

const LOOK_EVERY_MS = 5;
const clock = stillClock();

let store: Store;
let logged: string[];
const stops: (() => Promise<void>)[] = [];
beforeEach(async () => {
	store = await openSqliteStore({ file: ':memory:', inline: true });
	logged = [];
});
afterEach(async () => {
	for (const stop of stops.splice(0)) await stop();
	await store.close();
});

/** An instance of the service, as far as its catalogue goes. */
function instance(on: Pick<Store, 'records'> = store) {
	const shelf = createShelf(loaded.shipped);
	const log = { error: (event: string) => logged.push(event) } as never;
	const { stop } = startCatalogue({ store: { ...store, ...on } }, { clock, log }, { ...loaded, shelf }, LOOK_EVERY_MS);
	stops.push(stop);
	return { shelf, shows: (id: string) => shelf.current().published.some(({ entry }) => entry.id === id), stop };
}

const catalogue = () => createCatalogueStore(store.records);
const staff = { by: 'Ama', at: clock.now() };

async function statesIn(): Promise<ReadonlyMap<string, string>> {
	const states = new Map<string, string>();
	for await (const { entry, version, state } of catalogue().list()) states.set(`${entry.id}@${version}`, state);
	return states;
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
	while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
}

const seeded = () => until(async () => (await statesIn()).size === loaded.entries.length);

describe('the catalogue of a service', () => {
	it('puts what comes with the demonstration into the store once, and publishes what may be', async () => {
		instance();
		instance();
		await seeded();
		await until(async () => (await statesIn()).get('gh-leap@1') === 'published');
		await until(async () => [...(await statesIn()).values()].filter((state) => state === 'published').length > 10);
		const states = await statesIn();
		expect([...states.keys()].every((ref) => ref.endsWith('@1'))).toBe(true);
		for (const disputed of loaded.entries.filter((entry) => entry.disputed !== undefined))
			expect(states.get(`${disputed.id}@1`)).toBe('draft');
	});

	it('shows what was published and hides what was withdrawn meanwhile, in every instance', async () => {
		const [one, other] = [instance(), instance()];
		await seeded();
		await until(() => one.shows('gh-leap') && other.shows('gh-leap'));
		await until(async () => (await statesIn()).get('gh-leap@1') === 'published');
		await catalogue().withdraw('gh-leap@1', staff);
		await until(() => !one.shows('gh-leap') && !other.shows('gh-leap'));
		expect(one.shows('gh-basic-school')).toBe(true);
	});

	it('shows what was published by somebody who died before saying so', async () => {
		const { shows } = instance();
		await until(async () => (await statesIn()).get('gh-leap@1') === 'published');
		await seeded();
		await until(() => shows('gh-leap'));
		const row = await store.records.get('programme-entry', 'gh-leap@000001');
		if (row === undefined) throw new Error('it was seeded');
		expect(await store.records.put({ ...row, state: 'withdrawn', revision: row.revision + 1 })).toBe('kept');
		await until(() => !shows('gh-leap'));
	});

	it('does not bring back at its next start what staff have withdrawn', async () => {
		const first = instance();
		await until(async () => (await statesIn()).get('gh-leap@1') === 'published');
		await seeded();
		await first.stop();
		await catalogue().withdraw('gh-leap@1', staff);
		const next = instance();
		await until(() => !next.shows('gh-leap'));
		expect((await statesIn()).get('gh-leap@1')).toBe('withdrawn');
	});

	it('tells what it has while no store answers, and goes on when one does', async () => {
		let away = true;
		let refused = 0;
		const refuse = () => {
			refused += 1;
			return Promise.reject(new StoreUnavailable('away'));
		};
		const records = new Proxy(store.records, {
			get: (of, name: keyof Store['records']) => (away ? refuse : of[name]),
		});
		const { shows } = instance({ records });
		await until(() => refused > 2);
		expect(logged).toEqual(['catalogue-not-read']);
		expect(shows('gh-leap')).toBe(true);
		expect(await statesIn()).toEqual(new Map());
		away = false;
		await seeded();
	});
});
