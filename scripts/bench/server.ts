import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const READY_WITHIN_MS = 30_000;
const STOPS_WITHIN_MS = 15_000;
const SERVER_CORE = '0';
const LOAD_CORE = '1';

/** Server and load on a core each: their figures mean little without it. `false` where the machine has no `taskset`. */
export const pinned = spawnSync('taskset', ['-c', `${SERVER_CORE},${LOAD_CORE}`, 'true']).status === 0;

/** A process that the bench started and will end. */
export interface Running {
	readonly child: ChildProcess;
	/** What it has said on standard error, for the message when it fails. */
	readonly complaints: () => string;
}

/** A server under load. */
export interface Server extends Running {
	readonly port: number;
	readonly path: string;
	readonly serviceCode: string;
	/** @throws {Error} when the server has not done what the bench says it did */
	readonly verify: () => Promise<void>;
	readonly stop: () => Promise<void>;
}

/** Path of a built program of this bench. */
export function program(name: string): string {
	return fileURLToPath(new URL(name, import.meta.url));
}

/** Starts Node pinned to the server's or the load's core, with no setting but the given ones. */
export function startNode(
	core: 'server' | 'load',
	args: readonly string[],
	environment: Readonly<Record<string, string>> = {},
): Running {
	const number = core === 'server' ? SERVER_CORE : LOAD_CORE;
	const [command = '', ...rest] = [...(pinned ? ['taskset', '-c', number] : []), process.execPath, ...args];
	const child = spawn(command, rest, {
		env: { PATH: process.env['PATH'], ...environment },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let complaints = '';
	child.stderr.on('data', (chunk: Buffer) => {
		complaints = (complaints + chunk.toString()).slice(-2000);
	});
	return { child, complaints: () => complaints };
}

/** Resolves with what `found` makes of the first line that it recognises. @throws when the process ends or stays silent */
export async function lineOf<T>(
	{ child, complaints }: Running,
	found: (line: string) => T | undefined,
	withinMs: number = READY_WITHIN_MS,
): Promise<T> {
	const lines = createInterface({ input: child.stdout ?? process.stdin });
	const search = new Promise<T>((resolve, reject) => {
		lines.on('line', (line) => {
			const value = found(line);
			if (value !== undefined) resolve(value);
		});
		child.once('error', reject);
		child.once('exit', (code) =>
			reject(new Error(`A process ended (${code}) before it said what was expected: ${complaints()}`)),
		);
	});
	const late = pause(withinMs, undefined, { ref: false }).then(() => {
		throw new Error(`A process did not say what was expected within ${withinMs / 1000} s: ${complaints()}`);
	});
	return await Promise.race([search, late]);
}

/** Ends a process that the bench started: kindly, then surely. */
export async function stop({ child }: Running): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const gone = once(child, 'exit');
	child.kill('SIGTERM');
	await Promise.race([gone, pause(STOPS_WITHIN_MS, undefined, { ref: false })]);
	if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
	await gone;
}

/**
 * Runs `work` with a folder that is gone afterwards. It lies below the working directory, not in the system's temporary folder: that is
 * often kept in memory, where syncing costs nothing and durability would look free.
 */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
	mkdirSync('results', { recursive: true });
	const folder = mkdtempSync(resolve('results', 'data-'));
	try {
		return await work(folder);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** A loopback port that nobody listens on now. */
export async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	server.close();
	await once(server, 'close');
	if (address === null || typeof address === 'string') throw new Error('No port is free.');
	return address.port;
}
