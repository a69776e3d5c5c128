import { join } from 'node:path';
import { codeOf } from '../../shared/errors.ts';
import { type Range, type Scan, scanFrames } from './frame.ts';
import type { SpoolFs } from './spool-fs.ts';

/** A segment takes no more once it would pass this. */
export const MOST_SEGMENT_BYTES = 8 * 1024 * 1024;

const SEGMENT = '.spool';
const SET_ASIDE = '.damaged';
const PROBE = 'probe';
/** Enough to need a block of its own. */
const PROBE_BYTES = 4096;
/** EDQUOT: the quota is full, which is a full disk to us. */
const FULL = new Set(['ENOSPC', 'EDQUOT']);

/** Whether bytes survive a power loss now. Whatever failed, the segment is closed and never written to again. */
export type Written =
	| { readonly outcome: 'written' }
	| { readonly outcome: 'full'; readonly code: string }
	| { readonly outcome: 'failed'; readonly code: string };

export interface SegmentContent extends Scan {
	readonly data: Uint8Array;
	/** Bytes of a torn tail that were cut away. */
	readonly torn: number;
}

/** What was found of a segment when the spool was opened. */
export interface SegmentFound {
	readonly name: string;
	readonly bytes: number;
	readonly records: number;
	/** The sealed first record and its sequence. */
	readonly first?: { readonly sequence: number; readonly sealed: Uint8Array };
	readonly torn: number;
	/** Why it could not be read. */
	readonly unreadable?: string;
}

export interface Survey {
	readonly segments: readonly SegmentFound[];
	readonly setAside: number;
}

/**
 * The files of a spool: bytes and file-system calls, no key and no meaning. Every call waits for the disk, so it belongs
 * into a worker thread. Throws what the file system throws, except where said.
 */
export class SegmentFiles {
	readonly #fs: SpoolFs;
	readonly #directory: string;
	#current: { readonly name: string; readonly file: number; size: number } | undefined;

	constructor(fs: SpoolFs, directory: string) {
		this.#fs = fs;
		this.#directory = directory;
	}

	/** What a former process left behind. A segment that cannot be read is reported, not thrown. */
	survey(): Survey {
		const names = this.#fs.names(this.#directory);
		return {
			segments: segmentsOf(names).map((name) => this.#find(name)),
			setAside: names.filter((name) => name.endsWith(SET_ASIDE)).length,
		};
	}

	/** Names of the segments, oldest first. */
	names(): readonly string[] {
		return segmentsOf(this.#fs.names(this.#directory));
	}

	/** Appends to the segment, made if it is not the current one. Does not throw. */
	append(segment: string, bytes: Uint8Array): Written {
		try {
			const current = this.#currentFor(segment);
			writeAll(this.#fs, current.file, bytes);
			this.#fs.syncData(current.file);
			current.size += bytes.length;
			return { outcome: 'written' };
		} catch (error) {
			this.#abandon();
			const code = codeOf(error);
			return { outcome: FULL.has(code) ? 'full' : 'failed', code };
		}
	}

	/** The frames of a segment; a torn tail is cut away, as well as the disk allows. */
	read(segment: string): SegmentContent {
		const data = this.#fs.read(this.#path(segment));
		const scan = scanFrames(data);
		const torn = data.length - scan.end;
		if (torn > 0) this.#cut(segment, scan.end);
		return { ...scan, data, torn };
	}

	/**
	 * Keeps pieces of a segment in `<segment>.damaged`, durably. They keep their frames: under the segment's own name the
	 * records among them can be read again, once what prevented it is mended.
	 */
	setAside(segment: string, pieces: readonly Range[]): void {
		const data = this.#fs.read(this.#path(segment));
		const file = this.#fs.open(this.#path(segment + SET_ASIDE), 'a', 0o600);
		try {
			for (const { start, end } of pieces) writeAll(this.#fs, file, data.subarray(start, end));
			this.#fs.sync(file);
		} finally {
			this.#fs.close(file);
		}
		this.#syncDirectory();
	}

	/** Keeps a segment that cannot be read at all. */
	setAsideWhole(segment: string): void {
		this.#fs.rename(this.#path(segment), this.#path(segment + SET_ASIDE));
		this.#syncDirectory();
	}

	remove(segment: string): void {
		if (this.#current?.name === segment) this.close();
		this.#fs.remove(this.#path(segment));
		this.#syncDirectory();
	}

	/** Writes and syncs a file as an append would, and removes it. */
	probe(): void {
		const file = this.#fs.open(this.#path(PROBE), 'a', 0o600);
		try {
			writeAll(this.#fs, file, new Uint8Array(PROBE_BYTES));
			this.#fs.syncData(file);
		} finally {
			this.#fs.close(file);
			this.#fs.remove(this.#path(PROBE));
		}
	}

	close(): void {
		const current = this.#current;
		this.#current = undefined;
		if (current !== undefined) this.#fs.close(current.file);
	}

	#path(name: string): string {
		return join(this.#directory, name);
	}

	#find(name: string): SegmentFound {
		try {
			const { data, frames, end, torn } = this.read(name);
			const found = { name, bytes: end, records: frames.length, torn };
			const [first] = frames;
			if (first === undefined) return found;
			return { ...found, first: { sequence: first.sequence, sealed: data.slice(first.start, first.end) } };
		} catch (error) {
			return { name, bytes: 0, records: 0, torn: 0, unreadable: codeOf(error) };
		}
	}

	#currentFor(segment: string): { readonly file: number; size: number } {
		if (this.#current?.name === segment) return this.#current;
		if (this.#current !== undefined) this.close();
		const file = this.#fs.open(this.#path(segment), 'ax', 0o600);
		this.#current = { name: segment, file, size: 0 };
		this.#fs.sync(file);
		this.#syncDirectory();
		return this.#current;
	}

	/**
	 * After a failed write the rest of it is cut away. After a failed sync the kernel may hold pages for clean that never
	 * reached the disk, and a later sync of the same file would succeed all the same: so this file is done.
	 */
	#abandon(): void {
		const current = this.#current;
		if (current === undefined) return;
		attempt(() => this.#fs.truncate(current.file, current.size));
		attempt(() => this.close());
		if (current.size === 0) attempt(() => this.#fs.remove(this.#path(current.name)));
	}

	#cut(segment: string, length: number): void {
		attempt(() => {
			const file = this.#fs.open(this.#path(segment), 'r+');
			try {
				this.#fs.truncate(file, length);
				this.#fs.sync(file);
			} finally {
				this.#fs.close(file);
			}
		});
	}

	/** A file is only durable once its directory's entry is. */
	#syncDirectory(): void {
		const directory = this.#fs.open(this.#directory, 'r');
		try {
			this.#fs.sync(directory);
		} finally {
			this.#fs.close(directory);
		}
	}
}

function segmentsOf(names: readonly string[]): readonly string[] {
	return names.filter((name) => name.endsWith(SEGMENT)).sort();
}

function writeAll(fs: SpoolFs, file: number, bytes: Uint8Array): void {
	let written = 0;
	while (written < bytes.length) written += fs.write(file, bytes.subarray(written));
}

/** Tidying that may fail: a reader copes with what is left. */
function attempt(tidy: () => void): void {
	try {
		tidy();
	} catch {
		// The failure that led here is the one that is reported.
	}
}
