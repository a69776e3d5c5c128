import { systemChance } from '../../src/shared/chance.ts';

/** A MongoDB server to measure on. */
export interface BenchMongo {
	/** What the figures are told with. */
	readonly name: string;
	/** Address of a database that nobody else uses. */
	readonly database: () => string;
	readonly stop: () => Promise<void>;
}

interface Starter {
	readonly SERVER_NAME: string;
	readonly startMongo: () => Promise<{ readonly url: string; readonly stop: () => Promise<void> }>;
}

/** The server that `MONGODB_TEST_URL` names, else one that is started for the bench. @throws when there is none to be had */
export async function benchMongo(): Promise<BenchMongo> {
	const given = process.env['MONGODB_TEST_URL'];
	if (given !== undefined) return on(given, 'the server that MONGODB_TEST_URL names', async () => undefined);
	// Seen from `dist/scripts/bench/`.
	const starter = new URL('../../../test/support/mongo/start.mjs', import.meta.url).href;
	const { SERVER_NAME, startMongo } = (await import(starter)) as Starter;
	const { url, stop } = await startMongo();
	return on(url, SERVER_NAME, stop);
}

function on(url: string, name: string, stop: () => Promise<void>): BenchMongo {
	const database = () => {
		const made = new URL(url);
		made.pathname = `/bench-${systemChance.id()}`;
		return made.href;
	};
	return { name, database, stop };
}
