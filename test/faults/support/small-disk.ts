import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { withFolder } from './run.ts';

const MIB = 1_048_576;
/** What is written at a time while the disk is filled: less and less, so that nothing is left. */
const CHUNKS = [65_536, 4_096, 1];

/** A disk of its own, in memory. */
export interface SmallDisk {
	readonly folder: string;
	/** Takes all space that there is, and again what was given back since. */
	readonly fill: () => void;
	/** Gives it back. */
	readonly free: () => void;
}

/** Runs `work` on a disk of so many MiB. @throws {Error} when this process may not mount one. */
export function withSmallDisk<Result>(mebibytes: number, work: (disk: SmallDisk) => Promise<Result>): Promise<Result> {
	return withFolder(async (folder) => {
		const disk = join(folder, 'disk');
		mkdirSync(disk);
		mount(disk, mebibytes);
		const balloon = join(disk, 'balloon');
		try {
			return await work({
				folder: disk,
				fill: () => fill(balloon),
				free: () => rmSync(balloon),
			});
		} finally {
			// Lazily: a process that was killed a moment ago may still hold a file.
			spawnSync('umount', ['-l', disk]);
		}
	});
}

function mount(folder: string, mebibytes: number): void {
	const options = `size=${mebibytes}m,mode=700`;
	const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { encoding: 'utf8' });
	if (status !== 0) throw new Error(`A small disk cannot be mounted: ${stderr}`);
}

/** Whether this process may mount a disk: on Linux, as root with the right to. */
export async function maySmallDisk(): Promise<boolean> {
	try {
		await withSmallDisk(1, async () => undefined);
		return true;
	} catch {
		return false;
	}
}

function fill(balloon: string): void {
	const file = openSync(balloon, 'a');
	const bytes = new Uint8Array(MIB);
	try {
		for (const chunk of CHUNKS) while (writes(file, bytes.subarray(0, chunk)));
	} finally {
		closeSync(file);
	}
}

function writes(file: number, bytes: Uint8Array): boolean {
	try {
		return writeSync(file, bytes) > 0;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false;
		throw error;
	}
}
