#!/usr/bin/env node
/**
 * Launcher behind every npm script: `node scripts/run.mjs <name> [arguments]`. Plain JavaScript without packages, so that
 * it works on a bare clone: it installs what is missing, builds what is older than its source, and then becomes the program
 * asked for, in this same process, so that start-up is quick and signals arrive.
 *
 * Names: `main` (the service), `test`, `faults`, `goldens`, or any `scripts/<name>.ts`.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { build, isBuilt } from './lib/build.mjs';
import { install, isInstalled } from './lib/install.mjs';
import { goldens, test, testFaults } from './lib/ladder.mjs';
import { withLock } from './lib/lock.mjs';
import { refuseOldNode } from './lib/node-version.mjs';
import { root } from './lib/root.mjs';
import { SetUpError, say } from './lib/say.mjs';

/** @type {Record<string, (rest: readonly string[]) => Promise<number>>} */
const ladders = { test, faults: testFaults, goldens };

/** A production image holds its packages and its build; it may neither install nor write beside them. */
async function setUp() {
	if (process.env['NODE_ENV'] === 'production' && existsSync(join(root, 'dist'))) return;
	if (isInstalled() && isBuilt()) return;
	await withLock(async () => {
		install();
		build();
	});
}

/** @param {string} name @param {readonly string[]} rest */
async function become(name, rest) {
	if (!/^[a-z][a-z-]*$/.test(name)) throw new SetUpError(`There is no script "${name}".`);
	if (
		name !== 'main' &&
		!existsSync(join(root, 'scripts', `${name}.ts`)) &&
		!existsSync(join(root, 'dist', 'scripts', `${name}.js`))
	)
		throw new SetUpError(`There is no script "${name}". There are: ${scripts().join(', ')}.`);
	await setUp();
	const program = join(root, 'dist', name === 'main' ? 'src' : 'scripts', `${name}.js`);
	process.argv = [process.execPath, program, ...rest];
	await import(pathToFileURL(program).href);
}

function scripts() {
	const own = readdirSync(join(root, 'scripts')).flatMap((file) => (file.endsWith('.ts') ? [file.slice(0, -3)] : []));
	return ['main', ...Object.keys(ladders), ...own];
}

async function run() {
	refuseOldNode(process.versions.node);
	const [name = '', ...rest] = process.argv.slice(2);
	const ladder = ladders[name];
	if (!ladder) return become(name, rest);
	if (!isInstalled()) await withLock(async () => install());
	process.exitCode = await ladder(rest);
}

try {
	await run();
} catch (error) {
	if (!(error instanceof SetUpError)) throw error;
	say(error.message);
	process.exitCode = 1;
}
