import { ServiceError } from '../../shared/errors.ts';
import type { Commit } from '../../store/store.ts';

/** What became of a commit that was handed back to the store. */
export type Applied =
	/** The store has it; the spool forgets it. */
	| 'applied'
	/** The store cannot take it now; the drain stops here and is tried again later. */
	| 'retry-later';

export interface Drained {
	/** Records that the store took. */
	readonly applied: number;
	/** Durable records that are still in the spool. */
	readonly left: number;
}

/** For metrics and health. */
export interface SpoolDepth {
	/** Durable records that the store has not yet taken. */
	readonly records: number;
	/** Bytes that they take on disk. */
	readonly bytes: number;
	/** When the oldest of them was appended, milliseconds since the epoch; a drain moves it on window by window. */
	readonly oldestAt?: number;
	/** `.damaged` files: bytes that could not be read, records that could not be opened or applied. They await an operator. */
	readonly setAside: number;
}

/** Something that an operator should hear of. Holds nothing personal. */
export interface SpoolTrouble {
	readonly kind: /** A last record was cut off, as a power loss does; it was never acknowledged. Cut away. */
		| 'torn-tail'
		/** Bytes in the middle of a segment are no record. Set aside; `count` is the number of pieces. */
		| 'damaged'
		/** A record that could not be opened, or that the store refused for ever. Set aside. */
		| 'refused'
		/** A whole segment cannot be read: set aside. */
		| 'unreadable'
		/** The disk is full; the append was rejected. */
		| 'full'
		/** Writing or syncing failed; the segment is not written to again. */
		| 'failed'
		/** A segment was emptied but could not be removed yet; its records may be applied once more, which is harmless. */
		| 'not-removed';
	readonly segment?: string;
	readonly count?: number;
	/** Code of the error behind it. */
	readonly code?: string;
}

/**
 * Where commits wait, sealed and synced, while the store is slow or gone. A record may reach the store twice (after a kill
 * in mid-drain, or when an append was rejected and yet had become durable): commits are idempotent by their turn's id.
 */
export interface Spool {
	/**
	 * Resolves only when the commit survives a power loss. After a rejection it may or may not be there.
	 * @throws {SpoolFull} the disk is full; works again by itself when there is space.
	 * @throws {SpoolUnavailable} the disk failed, is too slow, or too much is waiting for it.
	 */
	readonly append: (commit: Commit) => Promise<void>;
	/**
	 * Hands every record to `apply`, oldest first, until the spool is empty or the store wants a pause. Records of one
	 * person go one after another in the order in which they came; records that have nothing in common may go side by side.
	 * A call during a drain joins it. Does not reject: what cannot be read or applied now is `left`.
	 */
	readonly drain: (apply: (commit: Commit) => Promise<Applied>) => Promise<Drained>;
	readonly depth: () => SpoolDepth;
	/** Whether a record could be written and synced now, within the time that an append has. */
	readonly writable: () => Promise<boolean>;
	/** Waits for what is being appended, then lets go of the directory. */
	readonly close: () => Promise<void>;
}

export class SpoolFull extends ServiceError {
	override readonly name = 'SpoolFull';

	constructor() {
		super(
			'spool-full',
			'The disk of the spool is full',
			'The disk is full. Free some space: reports cannot be kept until then.',
		);
	}
}

export class SpoolUnavailable extends ServiceError {
	override readonly name = 'SpoolUnavailable';

	constructor(message: string, options?: ErrorOptions) {
		super(
			'spool-unavailable',
			message,
			'The disk that keeps turns while the database is away does not answer.',
			options,
		);
	}
}

export class SpoolTaken extends ServiceError {
	override readonly name = 'SpoolTaken';

	constructor(options?: ErrorOptions) {
		super(
			'spool-taken',
			'Another process uses this spool directory',
			'Another copy of the service uses the same data directory. Stop it, or give each copy its own.',
			options,
		);
	}
}
