import { REQUEST_RECORD, type RequestVault, type Row } from './request-record.ts';

interface Page {
	readonly kind: string;
	readonly state?: string;
	readonly after?: string;
	readonly most: number;
}

/** What requests need of a store of versioned documents. */
export interface RequestRecords {
	/** Inserts revision 1, else replaces the one before; of several writers of one revision exactly one hears `kept`. */
	readonly put: (row: Row) => Promise<'kept' | 'conflict'>;
	readonly get: (kind: string, id: string) => Promise<Row | undefined>;
	/** In order of ids by bytes, behind `after`. */
	readonly list: (page: Page) => Promise<readonly Row[]>;
	/** Those whose last write is of an earlier UTC day. */
	readonly remove: (ask: {
		readonly kind: string;
		readonly state?: string;
		readonly before: string;
	}) => Promise<number>;
}

/** What requests are kept and opened with. */
export interface RequestParts {
	readonly records: RequestRecords;
	readonly vault: RequestVault;
}

/** The record of a request by its id. */
export const rowById = (records: RequestRecords, id: string): Promise<Row | undefined> =>
	records.get(REQUEST_RECORD, id);
