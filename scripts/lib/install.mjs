import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import process from 'node:process';
import { root } from './root.mjs';
import { SetUpError, say, secondsSince } from './say.mjs';

const lockfile = join(root, 'package-lock.json');
/** npm's own record of what it put into node_modules. */
const installed = join(root, 'node_modules', '.package-lock.json');
const stamp = join(root, 'node_modules', '.kasakuma-installed');

/**
 * Installs the locked packages unless they are there. No package needs its install script: native ones bring prebuilt
 * binaries (`@photostructure/sqlite`, `@swc/core`, biome, oxlint), so none is run.
 *
 * @throws {SetUpError} when npm fails, with what it said
 */
export function install() {
	if (isInstalled()) return;
	if (!isComplete()) runNpm();
	writeFileSync(stamp, fingerprint());
}

function runNpm() {
	const since = performance.now();
	say('Installing packages; this is done once and takes about half a minute …');
	const args = ['ci', '--include=dev', '--ignore-scripts', '--prefer-offline', '--no-progress', '--loglevel=error'];
	const { status, error, stdout, stderr } = npm(args);
	if (error || status !== 0)
		throw new SetUpError(
			`The packages could not be installed. npm says:\n${error?.message ?? ''}${stdout ?? ''}${stderr ?? ''}`,
		);
	say(`Packages installed in ${secondsSince(since)}.`);
}

/** The npm that runs us if there is one, else the one on the path. @param {readonly string[]} args */
function npm(args) {
	const running = process.env['npm_execpath'];
	const options = /** @type {const} */ ({ cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
	if (running && basename(running) === 'npm-cli.js') return spawnSync(process.execPath, [running, ...args], options);
	return spawnSync('npm', [...args], { ...options, shell: process.platform === 'win32' });
}

/** Nothing has changed since the last installation. */
export function isInstalled() {
	return existsSync(stamp) && existsSync(installed) && readFileSync(stamp, 'utf8') === fingerprint();
}

/** Changes with the lockfile, and with whatever npm does by hand to node_modules. */
function fingerprint() {
	const locked = createHash('sha256').update(readFileSync(lockfile)).digest('hex');
	return `${locked} ${statSync(installed).mtimeMs}`;
}

/** Is every locked package there in its version? Somebody may have run npm by hand, which leaves no stamp of ours. */
function isComplete() {
	if (!existsSync(installed)) return false;
	const wanted = JSON.parse(readFileSync(lockfile, 'utf8')).packages;
	const present = JSON.parse(readFileSync(installed, 'utf8')).packages;
	return Object.entries(wanted).every(
		([path, entry]) => path === '' || isOptional(entry) || present[path]?.version === entry.version,
	);
}

/** Binaries of other platforms are locked but not installed. @param {{ optional?: boolean, devOptional?: boolean }} entry */
function isOptional(entry) {
	return entry.optional === true || entry.devOptional === true;
}
