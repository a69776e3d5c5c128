import { codeOf } from '../../shared/errors.ts';
import type { Commit } from '../../store/store.ts';
import { encodeRecord } from './codec.ts';
import { placeOf, type SpoolDoors } from './doors.ts';
import { encodeFrame, MOST_RECORD_BYTES } from './frame.ts';
import type { Ledger } from './ledger.ts';
import { MOST_SEGMENT_BYTES, type Written } from './segment.ts';
import { SpoolFull, SpoolUnavailable } from './spool.ts';

/** What shares one sync: no more bytes than this. */
const MOST_BATCH_BYTES = 1024 * 1024;
/** What may wait for a slow disk, in memory. */
const MOST_WAITING_BYTES = 8 * 1024 * 1024;
/** What sealing and framing add to a record at most: size class, nonce, tag, key id, header. */
const OVERHEAD_BYTES = 512;
/** A failed write or sync is tried once more, in a new segment. */
const MOST_WRITES = 2;

interface Waiting {
	readonly text: string;
	readonly bytes: number;
	readonly at: number;
	readonly settle: (error?: Error) => void;
}

interface Segment {
	readonly name: string;
	bytes: number;
	sequence: number;
}

/** Seals what waits together, has it written with one sync, and only then says so. One batch at a time, first come, first written. */
export class Writer {
	readonly #doors: SpoolDoors;
	readonly #ledger: Ledger;
	readonly #queue: Waiting[] = [];
	#waitingBytes = 0;
	#lastSegment: number;
	#segment: Segment | undefined;
	#pumping: Promise<void> | undefined;
	#writing: Promise<void> | undefined;

	/** `lastSegment`: the highest number that a segment's name has. */
	constructor(doors: SpoolDoors, ledger: Ledger, lastSegment: number) {
		this.#doors = doors;
		this.#ledger = ledger;
		this.#lastSegment = lastSegment;
	}

	/** Name of the segment that is written to, if one is. */
	get segment(): string | undefined {
		return this.#segment?.name;
	}

	/** See `Spool.append`. */
	append(commit: Commit): Promise<void> {
		return new Promise((resolve, reject) => {
			const at = this.#doors.clock.now();
			const text = encodeRecord({ at, commit });
			const bytes = Buffer.byteLength(text) + OVERHEAD_BYTES;
			if (bytes > MOST_RECORD_BYTES) throw new SpoolUnavailable(`A record of ${bytes} bytes is too big for the spool`);
			if (this.#waitingBytes + bytes > MOST_WAITING_BYTES) throw new SpoolUnavailable('Too much waits for the disk');
			const slow = setTimeout(() => reject(new SpoolUnavailable('The disk is too slow')), this.#doors.timeoutMs);
			const settle = (error?: Error) => {
				clearTimeout(slow);
				this.#waitingBytes -= bytes;
				if (error === undefined) resolve();
				else reject(error);
			};
			this.#waitingBytes += bytes;
			this.#queue.push({ text, bytes, at, settle });
			this.#pumping ??= this.#pump();
		});
	}

	/** From now on, a new segment. Resolves when nothing is written to the former one any more. */
	async rotate(): Promise<void> {
		this.#segment = undefined;
		await this.#writing;
	}

	/** Resolves when nothing waits. */
	async flushed(): Promise<void> {
		await this.#pumping;
	}

	async #pump(): Promise<void> {
		// What else arrives in this turn of the event loop shares the sync.
		await new Promise(setImmediate);
		while (this.#queue.length > 0) {
			const batch = this.#take();
			this.#writing = this.#write(batch).then(
				() => settle(batch),
				(error: Error) => settle(batch, error),
			);
			await this.#writing;
		}
		this.#writing = undefined;
		this.#pumping = undefined;
	}

	#take(): readonly Waiting[] {
		let bytes = 0;
		const beyond = this.#queue.findIndex((waiting, index) => {
			bytes += waiting.bytes;
			return index > 0 && bytes > MOST_BATCH_BYTES;
		});
		return this.#queue.splice(0, beyond === -1 ? this.#queue.length : beyond);
	}

	/** @throws {SpoolFull | SpoolUnavailable} */
	async #write(batch: readonly Waiting[]): Promise<void> {
		let code = '';
		for (let writes = 0; writes < MOST_WRITES; writes += 1) {
			const segment = this.#segmentFor(batch);
			const frames = this.#frames(batch, segment);
			const written = await this.#append(segment, frames);
			if (written.outcome === 'written') {
				segment.bytes += frames.length;
				this.#ledger.added(segment.name, { records: batch.length, bytes: frames.length, at: batch[0]?.at });
				return;
			}
			if (this.#segment === segment) this.#segment = undefined;
			code = written.code;
			this.#doors.onTrouble({ kind: written.outcome, segment: segment.name, code });
			if (written.outcome === 'full') throw new SpoolFull();
		}
		throw new SpoolUnavailable(`The disk of the spool failed: ${code}`);
	}

	#segmentFor(batch: readonly Waiting[]): Segment {
		const bytes = batch.reduce((sum, waiting) => sum + waiting.bytes, 0);
		if (this.#segment === undefined || this.#segment.bytes + bytes > MOST_SEGMENT_BYTES) {
			this.#lastSegment += 1;
			// The random part makes a name unique for ever: no frame of a former segment opens in this one.
			const name = `${String(this.#lastSegment).padStart(12, '0')}-${this.#doors.chance.id()}.spool`;
			this.#segment = { name, bytes: 0, sequence: 0 };
		}
		return this.#segment;
	}

	#frames(batch: readonly Waiting[], segment: Segment): Uint8Array {
		return Buffer.concat(
			batch.map(({ text }) => {
				const sequence = segment.sequence;
				segment.sequence += 1;
				return encodeFrame(sequence, this.#doors.vault.sealFor('spool', placeOf(segment.name, sequence), text));
			}),
		);
	}

	async #append(segment: Segment, frames: Uint8Array): Promise<Written> {
		try {
			return await this.#doors.link.call('append', segment.name, frames);
		} catch (error) {
			return { outcome: 'failed', code: codeOf(error) };
		}
	}
}

function settle(batch: readonly Waiting[], error?: Error): void {
	for (const waiting of batch) waiting.settle(error);
}
