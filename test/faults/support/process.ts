import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

const READY_WITHIN_MS = 30_000;
const STOPS_WITHIN_MS = 20_000;
const LOG_LINES_MOST = 2_000;

/** The service as a process of its own. */
export interface ServiceProcess {
	/** Origin of the public listener. */
	readonly origin: string;
	readonly adminOrigin: string;
	/** Path of the callback address of Ghana's route. */
	readonly path: string;
	readonly serviceCode: string;
	/** Milliseconds from its start to the line that says that it is ready. */
	readonly readyMs: number;
	/** To a service with faults: begin or end an outage. */
	readonly order: (order: 'outage' | 'return') => void;
	/** Resolves when the log says so, now or before. @throws when it does not within the time. */
	readonly logged: (part: string, withinMs: number) => Promise<void>;
	readonly log: () => string;
	readonly pid: number;
	/** SIGKILL; resolves when it is gone. */
	readonly kill: () => Promise<void>;
	/** SIGTERM; resolves with its exit code when it is gone. */
	readonly stop: () => Promise<number | null>;
}

/** Nothing that a failed test started outlives its file. */
const started = new Set<ChildProcess>();
afterAll(() => {
	for (const child of started) child.kill('SIGKILL');
});

interface Running {
	readonly child: ChildProcess;
	readonly lines: string[];
	readonly listeners: Set<() => void>;
}

export interface StartOptions {
	/** Environment variables over those of every fault test. */
	readonly settings?: Readonly<Record<string, string>>;
	/** Options of node itself. */
	readonly nodeArguments?: readonly string[];
	/** Hears every line that the service says, on whichever stream. */
	readonly onLine?: (line: string) => void;
}

/**
 * Starts a built program on a data folder and waits until it says that it is ready.
 * @param program path below `dist/`, with its arguments.
 * @throws {Error} with the end of its log when it ends or stays silent.
 */
export async function startProcess(
	program: readonly string[],
	dataFolder: string,
	options: StartOptions = {},
): Promise<ServiceProcess> {
	const [file = '', ...rest] = program;
	const begun = performance.now();
	const settings = { PORT: '0', ADMIN_PORT: '0', LOG_LEVEL: 'warn', DATA_DIR: dataFolder, ...options.settings };
	const child = spawn(process.execPath, [...(options.nodeArguments ?? []), `dist/${file}`, ...rest], {
		env: { PATH: process.env['PATH'], ...settings },
		stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
	});
	started.add(child);
	child.once('exit', () => started.delete(child));
	const running: Running = { child, lines: [], listeners: new Set() };
	watch(running, options.onLine);
	await heard(running, (line) => line.startsWith('GH '), READY_WITHIN_MS);
	const [, origin = '', adminOrigin = ''] =
		/ at (\S+) \(operators: (\S+)\/readyz\)/.exec(running.lines.join('\n')) ?? [];
	const [, serviceCode = '', path = ''] = /^GH\s+(\S+)\s+(\S+)$/m.exec(running.lines.join('\n')) ?? [];
	return {
		origin,
		adminOrigin,
		path,
		serviceCode,
		readyMs: performance.now() - begun,
		order: (order) => void child.send(order),
		logged: (part, withinMs) => heard(running, (line) => line.includes(part), withinMs),
		log: () => running.lines.join('\n'),
		pid: child.pid ?? 0,
		kill: async () => {
			await ended(child, 'SIGKILL');
		},
		stop: () => ended(child, 'SIGTERM'),
	};
}

function watch({ child, lines, listeners }: Running, onLine?: (line: string) => void): void {
	for (const stream of [child.stdout, child.stderr]) {
		if (stream === null) continue;
		createInterface({ input: stream }).on('line', (line) => {
			lines.push(line);
			onLine?.(line);
			if (lines.length > LOG_LINES_MOST) lines.shift();
			for (const listener of listeners) listener();
		});
	}
	child.on('exit', () => {
		for (const listener of listeners) listener();
	});
	child.on('error', () => undefined);
}

function heard(running: Running, wanted: (line: string) => boolean, withinMs: number): Promise<void> {
	const { child, lines, listeners } = running;
	return new Promise((resolve, reject) => {
		const finish = (error?: Error) => {
			clearTimeout(late);
			listeners.delete(look);
			if (error === undefined) resolve();
			else reject(error);
		};
		const fail = (what: string) => finish(new Error(`The service ${what}. It said:\n${lines.slice(-20).join('\n')}`));
		const look = () => {
			if (lines.some(wanted)) finish();
			else if (isOver(child)) fail('ended');
		};
		const late = setTimeout(() => fail(`did not say what was expected within ${withinMs} ms`), withinMs);
		listeners.add(look);
		look();
	});
}

const isOver = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

async function ended(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
	if (!isOver(child)) {
		const gone = once(child, 'exit');
		child.kill(signal);
		await Promise.race([gone, pause(STOPS_WITHIN_MS, undefined, { ref: false })]);
		if (!isOver(child)) child.kill('SIGKILL');
		await gone;
	}
	return child.exitCode;
}

/** What `/readyz` says of the parts of the service; '' for all when it does not answer. */
export async function partsOf(service: ServiceProcess): Promise<{ readonly turns: string }> {
	try {
		const response = await fetch(`${service.adminOrigin}/readyz`);
		const { parts } = (await response.json()) as { readonly parts: { readonly turns?: string } };
		return { turns: parts.turns ?? '' };
	} catch {
		return { turns: '' };
	}
}
