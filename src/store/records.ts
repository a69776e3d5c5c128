import { ServiceError } from '../shared/errors.ts';

/** Most that one record may hold, in bytes. */
export const RECORD_BYTES_MOST = 1_000_000;
/** Most that one record may hold that a commit begins, in bytes: several may wait together in one document of a store. */
export const BEGUN_BYTES_MOST = 100_000;

/**
 * One versioned document that is none of the line's own: an entry of the catalogue, a key of the API, a link of the audit chain.
 * Its feature decides what lies in it, validates it when it is written and when it is read, and seals what is personal.
 */
export interface RecordRow {
	/** Of which feature: from our own code, such as `programme` or `api-key`; up to 40 lower-case letters, digits and hyphens. */
	readonly kind: string;
	/** Unique in its kind; up to 200 visible ASCII characters. */
	readonly id: string;
	/** Count of writes; grows by one a write. */
	readonly revision: number;
	/** What lists ask for, such as `draft` or `published`; '' where a kind needs none, else as a kind is. */
	readonly state: string;
	/** UTC day of the last write, by which what is old is removed. */
	readonly day: string;
	/** Up to `RECORD_BYTES_MOST`. */
	readonly body: Uint8Array;
}

/** A page of records of one kind, in order of their ids by bytes. */
export interface RecordPage {
	readonly kind: string;
	/** Only those in this state. */
	readonly state?: string;
	/** Begins behind this id, in the page's direction; absent for the first page. */
	readonly after?: string;
	readonly order?: 'up' | 'down';
	/** At least 1. */
	readonly most: number;
}

/** Beside the line: a turn only begins one, within its commit. Each write is durable when it resolves. */
export interface RecordStore {
	/**
	 * Inserts a record when its `revision` is 1, else replaces revision - 1. `conflict`: somebody else was first, and nothing was
	 * changed. Of several writers of one revision exactly one hears `kept`. Whether a write that was rejected with `StoreUnavailable`
	 * happened is not known: put the very same row again, and it is `kept` if it is there. Writers that may write the same bytes must
	 * therefore say in them who they are.
	 * @throws {ServiceError} `record-too-large`, `record-refused`: it was not written, and never will be.
	 */
	readonly put: (row: RecordRow) => Promise<'kept' | 'conflict'>;
	readonly get: (kind: string, id: string) => Promise<RecordRow | undefined>;
	readonly list: (page: RecordPage) => Promise<readonly RecordRow[]>;
	/** Removes those of a kind whose last write is of an earlier UTC day, in a state if one is given; returns how many. */
	readonly remove: (ask: {
		readonly kind: string;
		readonly state?: string;
		readonly before: string;
	}) => Promise<number>;
}

const KIND = /^[a-z0-9-]{1,40}$/;
const STATE = /^[a-z0-9-]{0,40}$/;
const ID = /^[!-~]{1,200}$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * What every adapter does before it touches its store: whatever it may hold elsewhere, a row is one that all of them can keep and order.
 * @returns the row's own fields, its body apart from any larger buffer that it is a slice of.
 * @throws {ServiceError} `record-too-large`, `record-refused`; neither names a value.
 */
export function recordToKeep({ kind, id, revision, state, day, body }: RecordRow): RecordRow {
	const forms = { kind: KIND.test(kind), id: ID.test(id), state: STATE.test(state), day: DAY.test(day) };
	const faults = Object.entries({ ...forms, revision: Number.isSafeInteger(revision) && revision > 0 });
	const wrong = faults.flatMap(([field, fits]) => (fits ? [] : [field]));
	if (wrong.length > 0) {
		throw new ServiceError(
			'record-refused',
			`a record has no fitting ${wrong.join(', ')}`,
			'Something could not be stored as it was given.',
		);
	}
	refuseLarger(body, RECORD_BYTES_MOST);
	return { kind, id, revision, state, day, body: new Uint8Array(body) };
}

/**
 * What every adapter does with the records of a commit, before it touches its store.
 * @throws {ServiceError} `record-too-large`, `record-refused`, for another revision than the first too; none names a value.
 */
export function recordsToBegin(rows: readonly RecordRow[]): readonly RecordRow[] {
	return rows.map((row) => {
		refuseLarger(row.body, BEGUN_BYTES_MOST);
		// A later revision has to know whether it was kept, which a commit does not say.
		return recordToKeep({ ...row, revision: row.revision === 1 ? 1 : 0 });
	});
}

function refuseLarger({ length }: Uint8Array, most: number): void {
	if (length <= most) return;
	throw new ServiceError(
		'record-too-large',
		`a record of ${length} bytes is larger than ${most}`,
		`This is too large to be stored: up to ${most / 1_000} kB are kept. Make it smaller, or divide it.`,
	);
}
