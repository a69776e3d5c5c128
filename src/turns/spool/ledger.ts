import type { Range } from './frame.ts';
import type { SpoolDepth } from './spool.ts';

/** How far a drain has come in one segment. */
export interface Progress {
	/** Frames at the head of the segment that need no more work. */
	done: number;
	/** Records to set aside once the segment is emptied, by where they start. */
	readonly refused: Map<number, Range>;
}

interface Entry extends Progress {
	records: number;
	bytes: number;
	oldestAt: number | undefined;
}

/** What lies durable in the spool's segments, as this process knows it. */
export class Ledger {
	readonly #segments = new Map<string, Entry>();
	readonly #emptied = new Set<string>();
	readonly #setAside = new Set<string>();
	readonly #foundSetAside: number;

	/** `foundSetAside`: `.damaged` files that a former process left. */
	constructor(foundSetAside: number) {
		this.#foundSetAside = foundSetAside;
	}

	/** Records were added to a segment; `at` is the time of the oldest of them, if it is known. */
	added(
		segment: string,
		added: { readonly records: number; readonly bytes: number; readonly at: number | undefined },
	): void {
		const entry = this.#entry(segment);
		entry.records += added.records;
		entry.bytes += added.bytes;
		entry.oldestAt ??= added.at;
	}

	/** A drain read the segment and found so many frames, which may be more than were acknowledged. */
	counted(segment: string, frames: number, bytes: number): Progress {
		const entry = this.#entry(segment);
		entry.records = frames - entry.done;
		entry.bytes = bytes;
		return entry;
	}

	/** Frames up to `done` need no more work; what is left is no older than `at`. */
	advanced(segment: string, done: number, at: number | undefined): void {
		const entry = this.#entry(segment);
		entry.records -= done - entry.done;
		entry.done = done;
		entry.oldestAt = at ?? entry.oldestAt;
	}

	/** Nothing in it needs work any more, though its file may still be there. */
	emptied(segment: string): void {
		this.#segments.delete(segment);
		this.#emptied.add(segment);
	}

	isEmptied(segment: string): boolean {
		return this.#emptied.has(segment);
	}

	/** Its file is gone. */
	forgotten(segment: string): void {
		this.#segments.delete(segment);
		this.#emptied.delete(segment);
	}

	setAside(segment: string): void {
		this.#setAside.add(segment);
	}

	names(): readonly string[] {
		return [...this.#segments.keys()];
	}

	depth(): SpoolDepth {
		let [records, bytes] = [0, 0];
		let oldestAt: number | undefined;
		for (const entry of this.#segments.values()) {
			records += entry.records;
			bytes += entry.bytes;
			if (entry.records > 0 && entry.oldestAt !== undefined) oldestAt = Math.min(oldestAt ?? Infinity, entry.oldestAt);
		}
		const depth = { records, bytes, setAside: this.#foundSetAside + this.#setAside.size };
		return oldestAt === undefined ? depth : { ...depth, oldestAt };
	}

	#entry(segment: string): Entry {
		let entry = this.#segments.get(segment);
		if (entry === undefined) {
			entry = { records: 0, bytes: 0, oldestAt: undefined, done: 0, refused: new Map() };
			this.#segments.set(segment, entry);
		}
		return entry;
	}
}
