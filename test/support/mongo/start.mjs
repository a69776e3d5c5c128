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
export class NoServer extends Error {
	/** @param {string} why @param {boolean} [excused] whether what would run it is not there, as on any machine without Java */
	constructor(why, excused = false) {
		super(why);
		this.excused = excused;
	}
}

/** @param {string} program @param {readonly string[]} args */
const runs = (program, args) => spawnSync(program, [...args], { encoding: 'utf8' });

/** @throws {NoServer} unless there is a Java that can run a source file, which needs its compiler */
function needJava() {
	const modules = String(runs('java', ['--list-modules']).stdout ?? '');
	const version = Number(/^java\.base@(\d+)/m.exec(modules)?.[1] ?? 0);
	if (version < 17) throw new NoServer('there is no Java 17', true);
	if (!/^jdk\.compiler@/m.test(modules))
		throw new NoServer('there is Java without its compiler (a JRE, not a JDK)', true);
}

/** Fetches the server's archives once. @returns {Promise<string>} their folder @throws {NoServer} */
async function install() {
	needJava();
	const name = createHash('sha256').update(readFileSync(pom)).digest('hex').slice(0, 16);
	const folder = join(setUpFolder, `mongo-${name}`);
	await withLock(async () => {
		if (existsSync(folder)) return;
		if (runs('mvn', ['-version']).status !== 0) throw new NoServer('there is no Maven to fetch it with', true);
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
 * @template T
 * @param {number} limitMs
 * @param {Promise<T>} wanted
 * @param {() => Error} late called when it did not come in time; what it returns is thrown
 * @returns {Promise<T>}
 */
export async function within(limitMs, wanted, late) {
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	let timer;
	const tooLate = new Promise((_, reject) => {
		timer = setTimeout(() => reject(late()), limitMs);
	});
	try {
		return await Promise.race([wanted, tooLate]);
	} finally {
		clearTimeout(timer);
	}
}

/**
 * Starts a server on a free loopback port. It ends with this process, whatever ends that.
 * @returns {Promise<{ url: string, stop: () => Promise<void>, ended: Promise<unknown> }>} `ended` comes when the server ends, for any reason
 * @throws {NoServer}
 */
export async function startMongo() {
	const folder = await install();
	const port = await freePort();
	const program = ['-cp', join(folder, '*'), join(here, 'Server.java'), String(port)];
	const child = spawn('java', [...JAVA_OPTIONS, ...program], { stdio: ['pipe', 'pipe', 'inherit'] });
	const ended = new Promise((resolve) => child.once('exit', resolve));
	const ready = new Promise((resolve, reject) => {
		createInterface({ input: child.stdout }).once('line', resolve);
		child.once('error', reject);
		child.once('exit', (code) => reject(new NoServer(`it ended at once (${code})`)));
	});
	await within(READY_WITHIN_MS, ready, () => {
		child.kill('SIGKILL');
		return new NoServer('it did not start in time');
	});
	return {
		url: `mongodb://127.0.0.1:${port}`,
		ended,
		stop: async () => {
			child.stdin.end();
			await Promise.race([ended, pause(STOPS_WITHIN_MS, undefined, { ref: false })]);
			child.kill('SIGKILL');
			await ended;
		},
	};
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
	try {
		const { url, ended } = await startMongo();
		process.stdout.write(`${url}\n`);
		await ended;
		say('The MongoDB server for tests ended.');
	} catch (error) {
		if (!(error instanceof NoServer)) throw error;
		say(`No MongoDB server for tests: ${error.message}.`);
	}
	process.exitCode = 1;
}
