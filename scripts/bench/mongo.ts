import { systemChance } from '../../src/shared/chance.ts';
import { lineOf, startNode, stop } from './server.ts';

/** A MongoDB server to measure on. */
export interface BenchMongo {
	/** What the figures are told with. */
	readonly name: string;
	/** Address of a database that nobody else uses. */
	readonly database: () => string;
	readonly stop: () => Promise<void>;
}

const FETCHED_WITHIN_MS = 120_000;

/** The server that `MONGODB_TEST_URL` names, else one that is started for the bench. @throws when there is none to be had */
export async function benchMongo(): Promise<BenchMongo> {
	const given = process.env['MONGODB_TEST_URL'];
	if (given !== undefined) return on(given, 'the server that MONGODB_TEST_URL names', async () => undefined);
	// It may have to be fetched first.
	const running = startNode('load', ['test/support/mongo/start.mjs'], process.env as Record<string, string>);
	const url = await lineOf(running, (line) => (line.startsWith('mongodb://') ? line : undefined), FETCHED_WITHIN_MS);
	return on(url, 'mongo-java-server (in memory, one node)', () => stop(running));
}

function on(url: string, name: string, end: () => Promise<void>): BenchMongo {
	const database = () => {
		const made = new URL(url);
		made.pathname = `/bench-${systemChance.id()}`;
		return made.href;
	};
	return { name, database, stop: end };
}
