/**
 * One versioned document that is none of the line's own: an entry of the catalogue, a key of the API, a link of the audit chain.
 * Its feature decides what lies in it, validates it when it is written and when it is read, and seals what is personal.
 */
export interface RecordRow {
	/** Of which feature: from our own code, such as `programme` or `api-key`. */
	readonly kind: string;
	/** Unique in its kind; up to 200 visible ASCII characters. */
	readonly id: string;
	/** Count of writes; grows by one a write. */
	readonly revision: number;
	/** What lists ask for, such as `draft` or `published`; '' where a kind needs none. */
	readonly state: string;
	/** UTC day of the last write, by which what is old is removed. */
	readonly day: string;
	/** Up to 1 MB. */
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
	readonly most: number;
}

/** Beside the line: no turn writes one, and none waits for one. Each write is durable when it resolves. */
export interface RecordStore {
	/**
	 * Inserts a record when its `revision` is 1, else replaces revision - 1. `conflict`: somebody else was first, and nothing was
	 * changed. Of several writers of one revision exactly one hears `kept`.
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
