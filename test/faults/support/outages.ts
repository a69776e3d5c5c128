import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import type { Crowd } from './crowd.ts';
import { type ServiceProcess, startProcess } from './process.ts';
import { full } from './run.ts';

/** How long the store is gone, both times together where it goes twice. */
export const OUTAGE_MS = full ? 60_000 : 4_000;
const BETWEEN_MS = 800;
const LATEST_KILL_MS = 60;
/** A store that is back is asked within half a second, or, where a question hangs, two. */
const DRAINS_WITHIN_MS = 10_000;

/** One service under load, whose store comes and goes. */
export interface Line {
	service: ServiceProcess;
	readonly crowd: Crowd;
	readonly folder: string;
	readonly outage: Outage;
	readonly draw: (most: number) => number;
}

export interface Outage {
	readonly program: readonly string[];
	/** Arguments of a service that is started while the store is gone. */
	readonly whileOut: readonly string[];
	readonly begin: (line: Line) => void;
	readonly end: (line: Line) => void;
}

/** A service that has the fault in it. */
export const ordered = (...faults: readonly string[]): Outage => ({
	program: ['scripts/faults/serve.js', ...faults],
	whileOut: ['outage'],
	begin: ({ service }) => service.order('outage'),
	end: ({ service }) => service.order('return'),
});

/** Another process holds the database: the service is the real one. */
export function locked(): Outage {
	let other: DatabaseSyncInstance | undefined;
	return {
		program: ['src/main.js'],
		whileOut: [],
		begin: ({ folder }) => {
			other = new DatabaseSync(join(folder, 'kasakuma.db'), { timeout: 5_000 });
			other.exec('BEGIN EXCLUSIVE');
		},
		end: () => {
			other?.exec('ROLLBACK');
			other?.close();
		},
	};
}

export async function once(line: Line): Promise<void> {
	line.outage.begin(line);
	await pause(OUTAGE_MS);
	line.outage.end(line);
}

export async function twice(line: Line): Promise<void> {
	line.outage.begin(line);
	await pause(OUTAGE_MS / 2);
	line.outage.end(line);
	await pause(BETWEEN_MS);
	line.outage.begin(line);
	await pause(OUTAGE_MS / 2);
	line.outage.end(line);
}

/** Killed while the store is gone, and again while what was spooled goes to it. */
export async function withKills(line: Line): Promise<void> {
	line.outage.begin(line);
	await pause(OUTAGE_MS / 2 + line.draw(500));
	await restart(line, line.outage.whileOut);
	await pause(OUTAGE_MS / 2);
	line.outage.end(line);
	await line.service.logged('"draining"', DRAINS_WITHIN_MS);
	await pause(line.draw(LATEST_KILL_MS));
	await restart(line, []);
}

async function restart(line: Line, more: readonly string[]): Promise<void> {
	line.crowd.reach(undefined);
	await line.service.kill();
	line.service = await startProcess([...line.outage.program, ...more], line.folder);
	line.crowd.reach(line.service);
}
