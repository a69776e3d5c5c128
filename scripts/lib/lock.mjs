import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { root } from './root.mjs';
import { say } from './say.mjs';

/** The set-up's own folder. It ignores itself, so that no list of ignored files must know it. */
export const setUpFolder = join(root, '.setup');
const lock = join(setUpFolder, 'lock');
const POLL_MS = 200;
/** No set-up takes this long: a lock so old is of a process whose number another one has by now. */
const STALE_MS = 20 * 60_000;

/**
 * Runs `work` while no other process sets up this clone; `npm start` and `npm test` at once must not install twice over
 * one another. A lock that a killed process left behind is taken over.
 *
 * @param {() => Promise<void>} work
 */
export async function withLock(work) {
	mkdirSync(setUpFolder, { recursive: true });
	writeFileSync(join(setUpFolder, '.gitignore'), '*\n');
	let told = false;
	while (!take()) {
		if (takeOver()) continue;
		if (!told) say(`Waiting for process ${holder() ?? '?'}, which is setting up this folder …`);
		told = true;
		await pause(POLL_MS);
	}
	try {
		await work();
	} finally {
		rmSync(lock, { force: true });
	}
}

/** A link appears with its content or not at all, so that nobody reads a lock without its holder. */
function take() {
	const own = join(setUpFolder, `lock-${process.pid}`);
	writeFileSync(own, String(process.pid));
	try {
		linkSync(own, lock);
		return true;
	} catch (error) {
		if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
		throw error;
	} finally {
		rmSync(own, { force: true });
	}
}

/** Puts a dead process's lock aside; if a living one took it in that moment, it gets it back. */
function takeOver() {
	const before = holder();
	if (before === undefined) return true;
	if (isAlive(before) && !isStale(lock)) return false;
	const aside = join(setUpFolder, `stale-${process.pid}`);
	try {
		renameSync(lock, aside);
		if (readFileSync(aside, 'utf8') !== String(before)) linkSync(aside, lock);
		rmSync(aside, { force: true });
	} catch {
		return false;
	}
	return true;
}

function holder() {
	try {
		return Number(readFileSync(lock, 'utf8'));
	} catch {
		return undefined;
	}
}

/** @param {number} pid */
function isAlive(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
	}
}

/** @param {string} file */
function isStale(file) {
	try {
		return Date.now() - statSync(file).mtimeMs > STALE_MS;
	} catch {
		return false;
	}
}
