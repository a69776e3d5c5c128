import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setUpFolder } from './lock.mjs';
import { root } from './root.mjs';
import { SetUpError, say, secondsSince } from './say.mjs';

const built = join(root, 'dist');
/** As deep as dist, so that source maps point to the right files after the renaming. */
const next = join(root, '.build');
const stamp = join(built, '.sources');
const SOURCES = ['src', 'flows', 'scripts', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];

/**
 * Builds `dist` when any source differs from the one it was built from. The new build takes the old one's place by a
 * renaming, so that nobody meets half a build, and nothing of a removed source stays.
 *
 * @throws {SetUpError} when a source does not compile; the former build stays
 */
export function build() {
	if (isBuilt()) return;
	const sources = fingerprint();
	const since = performance.now();
	rmSync(next, { recursive: true, force: true });
	mkdirSync(next);
	writeFileSync(join(next, '.gitignore'), '*\n');
	const compiled = compile();
	if (compiled.status !== 0) {
		rmSync(next, { recursive: true, force: true });
		throw new SetUpError(`The sources do not compile:\n${compiled.stdout}${compiled.stderr}`);
	}
	writeFileSync(join(next, '.sources'), sources);
	putInPlace();
	say(`Built in ${secondsSince(since)}.`);
}

/** `dist` was made from the sources as they are. */
export function isBuilt() {
	return existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint();
}

function compile() {
	const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
	return spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json', '--outDir', next], {
		cwd: root,
		encoding: 'utf8',
	});
}

function putInPlace() {
	const former = join(setUpFolder, `former-${process.pid}`);
	if (existsSync(built)) renameSync(built, former);
	renameSync(next, built);
	rmSync(former, { recursive: true, force: true });
}

/** Paths, sizes and times of all sources; a few milliseconds for a few hundred files. */
function fingerprint() {
	const hash = createHash('sha256');
	for (const source of SOURCES) addTo(hash, source);
	return hash.digest('hex');
}

/** @param {import('node:crypto').Hash} hash @param {string} path below the project's folder */
function addTo(hash, path) {
	const facts = statSync(join(root, path), { throwIfNoEntry: false });
	if (!facts) return;
	if (!facts.isDirectory()) {
		hash.update(`${path}\0${facts.size}\0${facts.mtimeMs}\n`);
		return;
	}
	for (const name of readdirSync(join(root, path)).sort()) addTo(hash, `${path}/${name}`);
}
