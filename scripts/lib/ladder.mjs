import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { build } from './build.mjs';
import { setUpFolder, withLock } from './lock.mjs';
import { withMongo } from './mongo.mjs';
import { root } from './root.mjs';
import { SetUpError, say, secondsSince } from './say.mjs';

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Count
 * @typedef {Count & { name: string, took: string }} Step
 */

/** Biome colours even what goes into a file. */
const plain = process.stdout.isTTY ? [] : ['--colors=off'];

/** Checks that read the sources and run nothing of them; each counts as one. */
const STATIC_CHECKS = [
	{ name: 'types', program: 'typescript/bin/tsc', args: ['-p', 'tsconfig.json'] },
	{ name: 'format and style', program: '@biomejs/biome/bin/biome', args: ['ci', ...plain, '.'] },
	{ name: 'lint', program: 'oxlint/bin/oxlint', args: ['--type-aware', '--deny-warnings'] },
];

const LEFT_OUT = [
	['fault tests at full size', 'they take many minutes; here they run small', 'npm run test:faults'],
	['the suite on Node 24', 'it needs a second Node', '.ci/run'],
	['the bench', 'its figures need a quiet machine', 'npm run bench'],
	['a replica set', 'it needs docker compose', 'KASAKUMA_CLUSTER_URL=mongodb://… npm test -- test/cluster'],
];

/** The quick ladder. Arguments go to jest; `--skip-static` leaves out what a second Node cannot change. @param {readonly string[]} rest */
export async function test(rest) {
	const skipStatic = rest.includes('--skip-static');
	const jestArgs = rest.filter((argument) => argument !== '--skip-static');
	/** @type {Step[]} */
	const steps = skipStatic ? [] : STATIC_CHECKS.map(check);
	steps.push(await buildStep());
	const leftOut = await jestOnMongo(steps, jestArgs);
	return summary(steps, [...LEFT_OUT, ...(skipStatic ? [['static checks', 'asked to', 'npm test']] : []), ...leftOut]);
}

/**
 * Adds a run of jest, with a MongoDB server where there is one.
 *
 * @param {Step[]} steps
 * @param {readonly string[]} args
 * @param {Record<string, string>} [environment]
 * @returns what had to be left out
 */
async function jestOnMongo(steps, args, environment = {}) {
	const { leftOut, failed } = await withMongo((server) => steps.push(jest(args, { ...environment, ...server })));
	if (failed) steps.push({ name: 'MongoDB server', ...one(false), took: 'not started' });
	return leftOut;
}

/** Fault tests at the sizes that the design promises. @param {readonly string[]} rest */
export async function testFaults(rest) {
	const steps = [await buildStep()];
	const args = [...(rest.length === 0 ? ['test/faults', 'test/store/mongo'] : rest), '--runInBand'];
	const leftOut = await jestOnMongo(steps, args, { KASAKUMA_FULL: '1' });
	return summary(steps, leftOut);
}

/** Rewrites the transcripts. Only a person may say that what the line says now is right. @param {readonly string[]} rest */
export async function goldens(rest) {
	if (process.env['CI'])
		throw new SetUpError('Goldens are never made in CI: run `npm run goldens` yourself and read the difference.');
	return summary([jest(['test/transcripts', ...rest], { UPDATE_GOLDENS: '1' })], []);
}

/** @param {typeof STATIC_CHECKS[number]} check @returns {Step} */
function check({ name, program, args }) {
	say(`\n── ${name}`);
	const since = performance.now();
	const { status } = spawnSync(process.execPath, [join(root, 'node_modules', program), ...args], {
		cwd: root,
		stdio: inherit,
	});
	return { name, ...one(status === 0), took: secondsSince(since) };
}

/** Tests of real processes run what was built. */
async function buildStep() {
	say('\n── build');
	const since = performance.now();
	let done = true;
	await withLock(async () => {
		try {
			build();
		} catch (error) {
			if (!(error instanceof SetUpError)) throw error;
			say(error.message);
			done = false;
		}
	});
	return { name: 'build', ...one(done), took: secondsSince(since) };
}

const inherit = /** @type {const} */ (['ignore', 'inherit', 'inherit']);

/** @param {boolean} passed @returns {Count} */
function one(passed) {
	return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 };
}

/** @param {readonly string[]} args @param {Record<string, string>} [environment] @returns {Step} */
function jest(args, environment = {}) {
	say('\n── tests');
	const since = performance.now();
	mkdirSync(setUpFolder, { recursive: true });
	const results = join(setUpFolder, `jest-${process.pid}.json`);
	const program = ['--experimental-vm-modules', '--no-warnings=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];
	const { status } = spawnSync(process.execPath, [...program, '--json', `--outputFile=${results}`, ...args], {
		cwd: root,
		stdio: inherit,
		env: { ...process.env, ...environment },
	});
	const count = countOf(results);
	// A suite that could not run, or a test run that was killed, must not look like nothing at all.
	if (status !== 0 && count.failed === 0) count.failed = 1;
	return { name: 'tests', ...count, took: secondsSince(since) };
}

/** @param {string} file what jest wrote @returns {Count} */
function countOf(file) {
	try {
		const results = JSON.parse(readFileSync(file, 'utf8'));
		return {
			passed: results.numPassedTests,
			failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
			skipped: results.numPendingTests + results.numTodoTests,
		};
	} catch {
		return { passed: 0, failed: 1, skipped: 0 };
	} finally {
		rmSync(file, { force: true });
	}
}

/** @param {readonly Step[]} steps @param {readonly (readonly string[])[]} leftOut */
function summary(steps, leftOut) {
	const lines = steps.map(
		({ name, passed, failed, skipped, took }) =>
			`  ${failed === 0 ? 'ok    ' : 'FAILED'} ${name.padEnd(18)} ${passed} passed, ${failed} failed, ${skipped} skipped (${took})`,
	);
	const left = leftOut.map(([what, why, how]) => `  ${what}: ${why} (${how})`);
	const text = ['', 'Summary', ...lines, ...(left.length > 0 ? ['Left out', ...left] : []), ''].join('\n');
	const total = (/** @type {keyof Count} */ key) => steps.reduce((sum, step) => sum + step[key], 0);
	process.stdout.write(`${text}\n${total('passed')} passed, ${total('failed')} failed, ${total('skipped')} skipped\n`);
	return total('failed') === 0 ? 0 : 1;
}
