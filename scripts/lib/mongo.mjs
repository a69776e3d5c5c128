import process from 'node:process';
import { say } from './say.mjs';

const ANSWERS_WITHIN_MS = 5_000;

/**
 * Runs `work` with a MongoDB server for its tests: the one that `MONGODB_TEST_URL` names, else one that is started for them and
 * ended afterwards.
 *
 * @param {(environment: Record<string, string>) => unknown} work
 * @returns {Promise<{ leftOut: readonly (readonly string[])[], failed: boolean }>} what had to be left out; whether that is a
 * failure: in CI it is one where Java and Maven are, because there nobody reads why tests are left out
 */
export async function withMongo(work) {
	const given = process.env['MONGODB_TEST_URL'];
	if (given) {
		runOn(await nameOf(given), {}, work);
		return { leftOut: [], failed: false };
	}
	const { NoServer, SERVER_NAME, startMongo } = await import('../../test/support/mongo/start.mjs');
	try {
		const { url, stop } = await startMongo();
		try {
			runOn(SERVER_NAME, { MONGODB_TEST_URL: url }, work);
		} finally {
			await stop();
		}
		return { leftOut: [], failed: false };
	} catch (error) {
		if (!(error instanceof NoServer)) throw error;
		work({});
		const why = ['the store on MongoDB', `no server for it: ${error.message}`, 'MONGODB_TEST_URL=mongodb://… npm test'];
		return { leftOut: [why], failed: Boolean(process.env['CI']) && !error.excused };
	}
}

/**
 * @param {string} name what figures are told with
 * @param {Record<string, string>} environment
 * @param {(environment: Record<string, string>) => unknown} work
 */
function runOn(name, environment, work) {
	say(`MongoDB: ${name}`);
	work({ ...environment, MONGODB_TEST_SERVER: name });
}

/**
 * What a server says that it is, and nothing of its address, which may hold a password. A stand-in gives the version that it
 * speaks as its own, but not the commit that MongoDB was built from.
 *
 * @param {string} url
 */
async function nameOf(url) {
	const named = 'the server that MONGODB_TEST_URL names';
	try {
		const { default: mongoose } = await import('mongoose');
		const options = { serverSelectionTimeoutMS: ANSWERS_WITHIN_MS };
		const connection = await mongoose.createConnection(url, options).asPromise();
		try {
			const { version, gitVersion } = await connection.db.admin().command({ buildInfo: 1 });
			if (gitVersion) return `MongoDB ${version}, ${named}`;
			return `a stand-in that speaks MongoDB ${version} (proves logic, not durability), ${named}`;
		} finally {
			await connection.close();
		}
	} catch {
		return `${named}, which does not say what it is`;
	}
}
