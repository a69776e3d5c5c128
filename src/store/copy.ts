/** Kinds of rows in a copy from one store to another, in the order in which they are copied. */
export const COPIED_KINDS = [
	'people',
	'turns',
	'cases',
	'caseEvents',
	'tries',
	'outbox',
	'optOuts',
	'recordings',
	'records',
	'quarantine',
] as const;
export type CopiedKind = (typeof COPIED_KINDS)[number];

const ROWS_A_PAGE = 1_000;
/** A recording is up to 3 MB, and a page of it is held several times over while it is compared and written. */
const RECORDINGS_A_PAGE = 4;
/** A record is up to 1 MB. */
const RECORDS_A_PAGE = 12;

/** Rows of a kind that are read, compared and written together. */
export function rowsAPage(kind: CopiedKind): number {
	if (kind === 'recordings') return RECORDINGS_A_PAGE;
	return kind === 'records' ? RECORDS_A_PAGE : ROWS_A_PAGE;
}

/** A row on its way, with all that a store keeps of it. */
export interface CopiedRow {
	readonly id: string;
	readonly fields: Readonly<Record<string, unknown>>;
	/** The same for the same content, whichever store it was read from. */
	readonly text: string;
}

/** Rows of a kind after an id, in order of their ids. */
export type ReadPage<Result> = (after: string, most: number) => Result;

export interface CopySource {
	/** How many rows there are, counted by other means than by reading their pages. */
	readonly total: (kind: CopiedKind) => number;
	readonly pages: Readonly<Record<CopiedKind, ReadPage<readonly CopiedRow[]>>>;
}

export interface CopyTarget {
	/** Of rows up to, and with, an id. */
	readonly range: (kind: CopiedKind, after: string, upTo: string | undefined) => Promise<readonly CopiedRow[]>;
	readonly pages: Readonly<Record<CopiedKind, ReadPage<Promise<readonly CopiedRow[]>>>>;
	/** Writes rows as they are; one of the same id is replaced. */
	readonly put: (kind: CopiedKind, rows: readonly CopiedRow[]) => Promise<void>;
	readonly remove: (kind: CopiedKind, ids: readonly string[]) => Promise<void>;
}

export function copiedRow({ id, ...fields }: { readonly id: string } & Readonly<Record<string, unknown>>): CopiedRow {
	return { id, fields, text: `${id} ${textOf(fields)}` };
}

function textOf(value: unknown): string {
	if (value instanceof Uint8Array) return `"${Buffer.from(value).toString('base64')}"`;
	if (Array.isArray(value)) return `[${value.map(textOf).join(',')}]`;
	if (typeof value !== 'object' || value === null) return JSON.stringify(value);
	const fields = Object.entries(value).filter(([, field]) => field !== undefined);
	return `{${fields
		.toSorted(([one], [other]) => (one < other ? -1 : 1))
		.map(([name, field]) => `"${name}":${textOf(field)}`)
		.join(',')}}`;
}
