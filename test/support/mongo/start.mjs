import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { setUpFolder, withLock } from '../../../scripts/lib/lock.mjs';
import { say, secondsSince } from '../../../scripts/lib/say.mjs';

/**
 * A server that speaks MongoDB's wire protocol, for tests: mongo-java-server, in memory, a single node. It proves logic, not MongoDB's
 * durability. `node test/support/mongo/start.mjs` runs one until it is ended, and prints its address.
 */
const here = fileURLToPath(new URL('.', import.meta.url));
const pom = join(here, 'pom.xml');
const READY_WITHIN_MS = 60_000;
const STOPS_WITHIN_MS = 5_000;
/** Leaves the tests their cores: no compiler and no collector that work beside everything else. */
const JAVA_OPTIONS = ['-Xmx1g', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];

/** What the figures of tests on it are told with. */
export const SERVER_NAME = 'mongo-java-server 1.47.0 (in memory, one node: proves logic, not durability)';

/** There is no server to be had here, and why. */
export class NoServer extends Error {}

/** @param {string} program @param {readonly string[]} args @param {import('node:child_process').SpawnSyncOptions} [options] */
const runs = (program, args, options = {}) => spawnSync(program, [...args], { encoding: 'utf8', ...options });

/** Fetches the server's archives once. @returns {Promise<string>} their folder @throws {NoServer} */
async function install() {
	const java = runs('java', ['-version']);
	const version = Number(/version "(\d+)/.exec(String(java.stderr))?.[1] ?? 0);
	if (version < 17) throw new NoServer('there is no Java 17');
	const name = createHash('sha256').update(readFileSync(pom)).digest('hex').slice(0, 16);
	const folder = join(setUpFolder, `mongo-${name}`);
	await withLock(async () => {
		if (existsSync(folder)) return;
		if (runs('mvn', ['-version']).status !== 0) throw new NoServer('there is no Maven to fetch it with');
		const since = performance.now();
		say('Fetching a MongoDB server for tests; this is done once …');
		const draft = `${folder}.${process.pid}`;
		mkdirSync(draft, { recursive: true });
		const fetched = runs('mvn', ['-q', '-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${draft}`]);
		if (fetched.status !== 0) {
			rmSync(draft, { recursive: true, force: true });
			throw new NoServer(
				`Maven could not fetch it: ${
					String(fetched.stdout)
						.split('\n')
						.find((line) => line.includes('ERROR')) ?? ''
				}`,
			);
		}
		renameSync(draft, folder);
		say(`Fetched in ${secondsSince(since)}.`);
	});
	return folder;
}

/** @returns {Promise<number>} a loopback port that nobody listens on now */
async function freePort() {
	const probe = createServer().listen(0, '127.0.0.1');
	await once(probe, 'listening');
	const { port } = /** @type {import('node:net').AddressInfo} */ (probe.address());
	probe.close();
	await once(probe, 'close');
	return port;
}

/**
 * Starts a server on a free loopback port. It ends with this process, whatever ends that.
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 * @throws {NoServer}
 */
export async function startMongo() {
	const folder = await install();
	const port = await freePort();
	const program = ['-cp', join(folder, '*'), join(here, 'Server.java'), String(port)];
	const child = spawn('java', [...JAVA_OPTIONS, ...program], { stdio: ['pipe', 'pipe', 'inherit'] });
	const ready = new Promise((resolve, reject) => {
		createInterface({ input: child.stdout }).once('line', resolve);
		child.once('error', reject);
		child.once('exit', (code) => reject(new NoServer(`it ended at once (${code})`)));
	});
	const late = pause(READY_WITHIN_MS, undefined, { ref: false }).then(() => {
		child.kill('SIGKILL');
		throw new NoServer('it did not start in time');
	});
	await Promise.race([ready, late]);
	return {
		url: `mongodb://127.0.0.1:${port}`,
		stop: async () => {
			if (child.exitCode !== null || child.signalCode !== null) return;
			const gone = once(child, 'exit');
			child.stdin.end();
			await Promise.race([gone, pause(STOPS_WITHIN_MS, undefined, { ref: false })]);
			child.kill('SIGKILL');
			await gone;
		},
	};
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
	const { url } = await startMongo();
	process.stdout.write(`${url}\n`);
}
