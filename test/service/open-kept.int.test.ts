import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServiceDoors } from '../../src/service/open-kept.ts';
import { startService } from '../../src/service/start-service.ts';
import { type Environment, readSettings } from '../../src/settings/settings.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { createLog } from '../../src/shared/log.ts';
import type { Store } from '../../src/store/store.ts';
import { StoreUnavailable } from '../../src/store/unavailable.ts';
import { dropDatabase } from '../store/make-mongo.ts';
import { describeOnMongo, freshDatabase, mongoTestUrl } from '../support/mongo/on-mongo.ts';

const folders: string[] = [];

interface Started extends Pick<ServiceDoors, 'between'> {
	readonly settings?: Environment;
	readonly write?: (line: string) => void;
}

function start(folder: string, { settings = {}, write = () => {}, ...doors }: Started = {}) {
	const log = createLog({ level: 'warn', write, clock: systemClock });
	return startService(readSettings({ PORT: '0', ADMIN_PORT: '0', DATA_DIR: folder, ...settings }), {
		environment: {},
		nodeArguments: [],
		root: process.cwd(),
		log,
		stopwatch: () => performance.now(),
		inline: true,
		...doors,
	});
}

function folder(): string {
	const made = mkdtempSync(join(tmpdir(), 'kasakuma-service-'));
	folders.push(made);
	return made;
}

afterAll(() => {
	for (const made of folders) rmSync(made, { recursive: true, force: true });
});

it('comes up again on the data that it left', async () => {
	const data = folder();
	await (await start(data)).stop();
	const again = await start(data);
	const [ivorian, ghanaian] = ['CI', 'GH'].map((code) => again.routes.filter(({ country }) => country === code));
	expect(ivorian?.map(({ path }) => path.split('/').slice(2, 4).join('/'))).toEqual([
		'africastalking/ussd',
		'africastalking/sms',
		'africastalking/sms-delivery',
		'africastalking/sms-opt-out',
		'africastalking/voice',
	]);
	expect(ghanaian).toHaveLength(ivorian?.length ?? 0);
	await again.stop();
});

it('refuses a database whose keys are gone instead of making new ones, which would open nothing of it', async () => {
	const data = folder();
	await (await start(data)).stop();
	rmSync(join(data, 'keys'), { recursive: true });
	await expect(start(data)).rejects.toMatchObject({ code: 'keys-lost' });
});

it('refuses a second service on the same data, and leaves the first one be', async () => {
	const data = folder();
	const first = await start(data);
	await expect(start(data)).rejects.toMatchObject({ code: 'spool-taken' });
	await first.stop();
});

/** A folder whose database was begun with the keys of another. */
async function withOtherKeys(): Promise<string> {
	const [data, other] = [folder(), folder()];
	for (const made of [data, other]) await (await start(made)).stop();
	rmSync(join(data, 'keys'), { recursive: true });
	renameSync(join(other, 'keys'), join(data, 'keys'));
	return data;
}

it('refuses another key ring though the database is empty still: two rings would index one person twice', async () => {
	await expect(start(await withOtherKeys())).rejects.toMatchObject({ code: 'key-foreign' });
});

it('uses a database that was away at the start only once its ring is known to be its own, and says so once', async () => {
	let isAway = true;
	const away = async (): Promise<never> => {
		throw new StoreUnavailable('away');
	};
	const lines: string[] = [];
	const service = await start(await withOtherKeys(), {
		write: (line) => void lines.push(line),
		between: (store): Store => ({
			...store,
			ping: () => (isAway ? away() : store.ping()),
			housekeeping: { ...store.housekeeping, keys: (page) => (isAway ? away() : store.housekeeping.keys(page)) },
		}),
	});
	const turns = async () => {
		const response = await fetch(`http://127.0.0.1:${service.adminPort}/readyz`);
		return ((await response.json()) as { parts: { turns: string } }).parts.turns;
	};
	const refused = () => lines.filter((line) => line.includes('keys-refused'));
	expect(await turns()).toBe('open');
	isAway = false;
	const begun = performance.now();
	while (refused().length === 0 && performance.now() - begun < 10_000) await turns();
	expect(refused()).toEqual([expect.stringContaining('key-foreign')]);
	expect(await turns()).toBe('open');
	await service.stop();
});

it.each(['mongodb://me:canary@127.0.0.1:1/kasakuma', 'mongodb://me:canary@127.0.0.1:1/kasakuma?tls=perhaps'])(
	'stops with one sentence that holds nothing of the address when %s cannot be used',
	async (url) => {
		const error: unknown = await start(folder(), {
			settings: { DATABASE_URL: url, STORE_TIMEOUT_MS: '50' },
		}).catch((caught: unknown) => caught);
		expect(error).toMatchObject({ code: 'store-unreachable', forStaff: expect.stringContaining('DATABASE_URL') });
		const { message, forStaff } = error as { message: string; forStaff: string };
		expect(`${message}${forStaff}`).not.toMatch(/canary|127\.0\.0\.1/);
		expect(forStaff).not.toContain('\n');
	},
);

describeOnMongo('instances on one MongoDB', () => {
	let url = '';
	beforeEach(() => {
		url = freshDatabase(mongoTestUrl() ?? '');
	});
	afterEach(() => dropDatabase(url));

	it('refuse whoever comes with a ring of their own', async () => {
		const settings = { DATABASE_URL: url };
		const first = await start(folder(), { settings });
		await expect(start(folder(), { settings })).rejects.toMatchObject({ code: 'key-foreign' });
		await first.stop();
	});

	it('share keys and route secrets, and each has its own spool', async () => {
		const data = folder();
		const instance = (name: string) => start(data, { settings: { DATABASE_URL: url, SPOOL_DIR: join(data, name) } });
		const [first, second] = [await instance('a'), await instance('b')];
		expect(second.routes).toEqual(first.routes);
		await expect(instance('a')).rejects.toMatchObject({ code: 'spool-taken' });
		for (const service of [first, second]) await service.stop();
	});
});
