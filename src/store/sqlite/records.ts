import type { RecordPage, RecordRow, RecordStore } from '../records.ts';
import type { Connection } from './connection.ts';

type Outcome = Awaited<ReturnType<RecordStore['put']>>;
type Removal = Parameters<RecordStore['remove']>[0];

export interface RecordReads {
	readonly record: (kind: string, id: string) => RecordRow | undefined;
	readonly records: (page: RecordPage) => readonly RecordRow[];
}

/** How far a removal has come. */
export interface RecordStep {
	readonly removed: number;
	/** Where the next step begins; absent when it is done. */
	readonly next?: string;
}

export interface RecordChores {
	/** Within a transaction: on a conflict it looks at what is there. */
	readonly putRecord: (row: RecordRow) => Outcome;
	/** One short step, behind an id. */
	readonly removeRecords: (ask: Removal, from: string) => RecordStep;
}

const ROW = 'kind, id, revision, state, day, body';
/** Behind every id: those are of visible ASCII. */
const LAST = '\u007f';
/** Rows that one step of a removal looks at. Each may be 1 MB, and what is removed is overwritten. */
const STEP_ROWS = 32;

export function prepareRecordReads(connection: Connection): RecordReads {
	const one = connection.prepare(`SELECT ${ROW} FROM records WHERE kind = ? AND id = ?`);
	const prepareList = (from: string) => ({
		up: connection.prepare(`SELECT ${ROW} FROM ${from} AND id > ? ORDER BY id LIMIT ?`),
		down: connection.prepare(`SELECT ${ROW} FROM ${from} AND id < ? ORDER BY id DESC LIMIT ?`),
	});
	const lists = {
		ofAll: prepareList('records WHERE kind = ?'),
		// Left to itself SQLite walks the whole kind, bodies and all.
		ofState: prepareList('records INDEXED BY records_by_state WHERE kind = ? AND state = ?'),
	};
	return {
		record: (kind, id) => {
			const found = one.get(kind, id) as RecordRow | undefined;
			return found && { ...found };
		},
		records: ({ kind, state, order = 'up', after = order === 'up' ? '' : LAST, most }) => {
			const found =
				state === undefined
					? lists.ofAll[order].all(kind, after, most)
					: lists.ofState[order].all(kind, state, after, most);
			return (found as RecordRow[]).map((row) => ({ ...row }));
		},
	};
}

export function prepareRecordChores(connection: Connection): RecordChores {
	return { putRecord: preparePut(connection), removeRecords: prepareRemove(connection) };
}

function preparePut(connection: Connection): RecordChores['putRecord'] {
	const insert = connection.prepare(`INSERT INTO records (${ROW}) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`);
	const replace = connection.prepare(
		'UPDATE records SET revision = ?, state = ?, day = ?, body = ? WHERE kind = ? AND id = ? AND revision = ?',
	);
	const same = connection.prepare(
		'SELECT 1 FROM records WHERE kind = ? AND id = ? AND revision = ? AND state = ? AND day = ? AND body = ?',
	);
	return ({ kind, id, revision, state, day, body }) => {
		const { changes } =
			revision === 1
				? insert.run(kind, id, revision, state, day, body)
				: replace.run(revision, state, day, body, kind, id, revision - 1);
		if (changes === 1) return 'kept';
		// The answer to whoever wrote it may have been lost.
		return same.get(kind, id, revision, state, day, body) === undefined ? 'conflict' : 'kept';
	};
}

/** Walks a kind by its ids. An index of days would be moved by every write, for a job that runs once a day. */
function prepareRemove(connection: Connection): RecordChores['removeRecords'] {
	const end = connection.prepare(
		`SELECT max(id) AS last FROM (SELECT id FROM records WHERE kind = ? AND id > ? ORDER BY id LIMIT ${STEP_ROWS})`,
	);
	const prepareStep = (and: string) =>
		connection.prepare(`DELETE FROM records WHERE kind = ? AND id > ? AND id <= ? AND day < ?${and}`);
	const steps = { ofAll: prepareStep(''), ofState: prepareStep(' AND state = ?') };
	return ({ kind, state, before }, from) => {
		const { last: to } = end.get(kind, from) as { readonly last: string | null };
		if (to === null) return { removed: 0 };
		const { changes } =
			state === undefined ? steps.ofAll.run(kind, from, to, before) : steps.ofState.run(kind, from, to, before, state);
		return { removed: Number(changes), next: to };
	};
}
