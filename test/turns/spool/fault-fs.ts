import { basename } from 'node:path';
import type { SpoolFs } from '../../../src/turns/spool/spool-fs.ts';

/** Sectors reach a disk whole or not at all; files do not. */
const SECTOR = 512;

type FileChange = { readonly offset: number; readonly bytes: Uint8Array } | { readonly length: number };

interface File {
	/** What the running system sees. */
	seen: Buffer;
	/** What a power loss leaves for certain. */
	durable: Buffer;
	/** Changes of `seen` that may or may not have reached the disk. */
	pending: FileChange[];
}

type EntryChange = readonly (readonly [name: string, file: File | undefined])[];

export interface Faults {
	/** The call, counted from 1, that fails with a code; a write leaves half of its bytes behind. */
	readonly failAt?: number;
	readonly code?: string;
	/** The call in which the power goes; all that follow fail too. */
	readonly powerAt?: number;
	/** Bytes that fit on the disk. */
	capacity?: number;
	/** The disk says that data is synced when it is not: the fault that a harness must notice. */
	readonly lazy?: boolean;
}

/**
 * A file system of one directory that keeps two images, as a disk with a cache does. Its rules are the harsh ones that POSIX
 * allows: what was not synced may be lost, torn by sectors or reordered, a file whose directory was not synced may be gone,
 * and a sync that failed once forgets what it should have written, so that the next one succeeds without it.
 */
export class FaultFs implements SpoolFs {
	calls = 0;
	readonly faults: Faults;
	#entries = new Map<string, File>();
	#durableEntries = new Map<string, File>();
	#pendingEntries: EntryChange[] = [];
	readonly #open = new Map<number, File | 'directory'>();
	#lastFile = 2;

	constructor(faults: Faults = {}) {
		this.faults = faults;
	}

	makeDirectory(): void {}

	names(): readonly string[] {
		this.#step();
		return [...this.#entries.keys()];
	}

	open(path: string, flags: 'ax' | 'a' | 'r+' | 'r'): number {
		this.#step();
		this.#lastFile += 1;
		const name = basename(path);
		let file: File | 'directory' | undefined = flags === 'r' ? 'directory' : this.#entries.get(name);
		if (file !== undefined && flags === 'ax') throw failure('EEXIST');
		if (file === undefined && flags === 'r+') throw failure('ENOENT');
		if (file === undefined) {
			file = { seen: Buffer.alloc(0), durable: Buffer.alloc(0), pending: [] };
			this.#change([[name, file]]);
		}
		this.#open.set(this.#lastFile, file);
		return this.#lastFile;
	}

	write(handle: number, bytes: Uint8Array): number {
		const file = this.#file(handle);
		const fits = Math.min(bytes.length, (this.faults.capacity ?? Infinity) - this.used());
		const failed = this.#failed();
		const written = failed === undefined ? fits : Math.min(fits, Math.floor(bytes.length / 2));
		if (written > 0) apply(file, { offset: file.seen.length, bytes: bytes.slice(0, written) });
		if (failed !== undefined) throw failed;
		if (written <= 0) throw failure('ENOSPC');
		return written;
	}

	truncate(handle: number, length: number): void {
		this.#step();
		apply(this.#file(handle), { length });
	}

	sync(handle: number): void {
		const file = this.#open.get(handle);
		const failed = this.#failed();
		if (failed !== undefined) {
			if (file !== 'directory' && file !== undefined && failed.code !== 'POWER') file.pending = [];
			throw failed;
		}
		if (file === 'directory') {
			this.#durableEntries = new Map(this.#entries);
			this.#pendingEntries = [];
		} else if (file !== undefined) {
			// Only what is still known to be unwritten is written.
			for (const change of file.pending) file.durable = changed(file.durable, change);
			file.pending = [];
		}
	}

	syncData(handle: number): void {
		if (this.faults.lazy) this.#step();
		else this.sync(handle);
	}

	close(handle: number): void {
		if (!this.#open.delete(handle)) throw failure('EBADF');
		// A close that fails has closed all the same.
		this.#step();
	}

	read(path: string): Uint8Array {
		this.#step();
		return Buffer.from(this.#entry(basename(path)).seen);
	}

	rename(from: string, to: string): void {
		this.#step();
		this.#change([
			[basename(to), this.#entry(basename(from))],
			[basename(from), undefined],
		]);
	}

	remove(path: string): void {
		this.#step();
		this.#entry(basename(path));
		this.#change([[basename(path), undefined]]);
	}

	/** Content by name, as the running system sees it. */
	image(): ReadonlyMap<string, Buffer> {
		return new Map([...this.#entries].map(([name, file]) => [name, file.seen]));
	}

	/** Changes bytes of a file behind everybody's back. */
	overwrite(name: string, offset: number, bytes: Uint8Array): void {
		const file = this.#entry(name);
		for (const image of [file.seen, file.durable]) image.set(bytes, offset);
	}

	openFiles(): number {
		return this.#open.size;
	}

	used(): number {
		return [...this.#entries.values()].reduce((sum, file) => sum + file.seen.length, 0);
	}

	/** What the next process finds: one of the images that the rules allow, chosen by `random` (0 up to 1). */
	afterPowerLoss(random: () => number, faults: Faults = {}): FaultFs {
		const entries = new Map(this.#durableEntries);
		for (const change of this.#pendingEntries) {
			if (random() < 0.5) continue;
			for (const entry of change) setEntry(entries, entry);
		}
		const next = new FaultFs(faults);
		for (const [name, file] of entries) {
			const content = survivor(file, random);
			const kept: File = { seen: content, durable: Buffer.from(content), pending: [] };
			next.#entries.set(name, kept);
			next.#durableEntries.set(name, kept);
		}
		return next;
	}

	/** What the next process finds when only this one died: the kernel keeps what it saw. */
	afterKill(faults: Faults = {}): FaultFs {
		const next = new FaultFs(faults);
		next.#entries = this.#entries;
		next.#durableEntries = this.#durableEntries;
		next.#pendingEntries = this.#pendingEntries;
		return next;
	}

	#change(change: EntryChange): void {
		this.#pendingEntries.push(change);
		for (const entry of change) setEntry(this.#entries, entry);
	}

	#entry(name: string): File {
		const file = this.#entries.get(name);
		if (file === undefined) throw failure('ENOENT');
		return file;
	}

	#file(handle: number): File {
		const file = this.#open.get(handle);
		if (file === undefined || file === 'directory') throw failure('EBADF');
		return file;
	}

	#step(): void {
		const failed = this.#failed();
		if (failed !== undefined) throw failed;
	}

	#failed(): NodeJS.ErrnoException | undefined {
		this.calls += 1;
		const { powerAt = Infinity, failAt, code = 'EIO' } = this.faults;
		if (this.calls >= powerAt) return failure('POWER');
		return this.calls === failAt ? failure(code) : undefined;
	}
}

function setEntry(entries: Map<string, File>, [name, file]: EntryChange[number]): void {
	if (file === undefined) entries.delete(name);
	else entries.set(name, file);
}

function apply(file: File, change: FileChange): void {
	file.pending.push(change);
	file.seen = changed(file.seen, change);
}

function changed(content: Uint8Array, change: FileChange): Buffer {
	if ('length' in change) return Buffer.concat([content], change.length);
	const longer = Buffer.concat([content], Math.max(content.length, change.offset + change.bytes.length));
	longer.set(change.bytes, change.offset);
	return longer;
}

function survivor(file: File, random: () => number): Buffer {
	const luck = random();
	let content: Buffer = Buffer.from(file.durable);
	for (const change of file.pending) {
		if (luck < 0.2) break;
		for (const part of partsOf(change)) if (luck > 0.9 || random() < 0.6) content = changed(content, part);
	}
	return content;
}

/** A write, cut where sectors meet. */
function partsOf(change: FileChange): readonly FileChange[] {
	if ('length' in change) return [change];
	const parts: FileChange[] = [];
	for (let at = 0; at < change.bytes.length; ) {
		const offset = change.offset + at;
		const end = Math.min(change.bytes.length, at + SECTOR - (offset % SECTOR));
		parts.push({ offset, bytes: change.bytes.subarray(at, end) });
		at = end;
	}
	return parts;
}

function failure(code: string): NodeJS.ErrnoException {
	return Object.assign(new Error(`injected ${code}`), { code });
}
