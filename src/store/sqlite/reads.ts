import type { CaseEventRow, CaseRow, TriesRow } from '../../cases/case-store.ts';
import type { PersonRow } from '../../people/person-store.ts';
import type { OutboxStanding, OutboxState } from '../coordination.ts';
import type { ConversationRow, OptOutRow, OutboxRow, QuarantineRow, TurnRow } from '../store.ts';
import { type Connection, prepareTuple } from './connection.ts';
import { OUTBOX, STANDING, toStanding } from './messages.ts';
import { prepareRecordingReads, type RecordingReads } from './recordings.ts';
import { prepareRecordReads, type RecordReads } from './records.ts';
import type { Counts, Tally } from './tally.ts';
import { unpackTimes } from './times.ts';

export interface Loaded {
	readonly person?: PersonRow;
	readonly conversation?: ConversationRow;
}

export interface Page<Cursor> {
	readonly after: Cursor;
	readonly most: number;
}

/** What is only read, each by a prepared statement. */
export interface Reads extends RecordingReads, RecordReads {
	readonly load: (personId: string, conversationId: string) => Loaded;
	readonly turn: (id: string) => TurnRow | undefined;
	readonly person: (id: string) => PersonRow | undefined;
	readonly caseByCode: (codeIndex: string) => CaseRow | undefined;
	readonly caseById: (id: string) => CaseRow | undefined;
	readonly cases: (page: Page<number>) => readonly CaseRow[];
	readonly caseEvents: (caseId: string) => readonly CaseEventRow[];
	readonly tries: (id: string) => TriesRow | undefined;
	readonly outbox: (page: Page<string>) => readonly OutboxRow[];
	readonly standing: (id: string) => OutboxStanding | undefined;
	readonly inState: (state: OutboxState, page: Page<string>) => readonly OutboxStanding[];
	readonly optOut: (id: string) => OptOutRow | undefined;
	readonly quarantine: (page: Page<string>) => readonly QuarantineRow[];
	readonly counts: () => Readonly<Tally>;
}

export function prepareReads(connection: Connection, counts: Counts): Reads {
	return {
		load: prepareLoad(connection),
		turn: one(connection, 'SELECT id, person, reply, day FROM turns WHERE id = ?', (row: TurnRow) => ({ ...row })),
		person: one(connection, `SELECT ${PERSON} FROM persons WHERE id = ?`, (row: PersonRow) => ({ ...row })),
		caseByCode: one(connection, `SELECT ${CASE} FROM cases WHERE code_index = ?`, toCase),
		caseById: one(connection, `SELECT ${CASE} FROM cases WHERE id = ?`, toCase),
		cases: page(connection, `SELECT ${CASE} FROM cases WHERE position > ? ORDER BY position LIMIT ?`, toCase),
		caseEvents: prepareCaseEvents(connection),
		tries: one(connection, 'SELECT id, revision, at FROM tries WHERE id = ?', (row: TriesTuple) => ({
			...row,
			at: unpackTimes(row.at),
		})),
		outbox: page(connection, `SELECT ${OUTBOX} FROM outbox WHERE id > ? ORDER BY id LIMIT ?`, (row: OutboxRow) => ({
			...row,
		})),
		standing: one(connection, `SELECT ${STANDING} FROM outbox WHERE id = ?`, toStanding),
		inState: prepareInState(connection),
		optOut: one(connection, 'SELECT id, wants, day FROM opt_outs WHERE id = ?', (row: OptOutRow) => ({ ...row })),
		quarantine: page(
			connection,
			'SELECT id, route, reason, sealed, day FROM quarantine WHERE id > ? ORDER BY id LIMIT ?',
			(row: QuarantineRow) => ({ ...row }),
		),
		...prepareRecordingReads(connection),
		...prepareRecordReads(connection),
		counts: counts.all,
	};
}

const PERSON = 'id, wrapped_key AS wrappedKey, profile, seen_day AS seenDay';
const CASE = `id, code_index AS codeIndex, pin_index AS pinIndex, country, kind, danger_now AS dangerNow, district, status, contact,
	opened_day AS openedDay, position, wrapped_key AS wrappedKey`;

type TriesTuple = Pick<TriesRow, 'id' | 'revision'> & { readonly at: Uint8Array };

const toCase = (row: Omit<CaseRow, 'dangerNow'> & { readonly dangerNow: number }): CaseRow => ({
	...row,
	dangerNow: row.dangerNow === 1,
});

function one<Found, Row>(
	connection: Connection,
	sql: string,
	toRow: (found: Found) => Row,
): (key: string) => Row | undefined {
	const statement = connection.prepare(sql);
	return (key) => {
		const found = statement.get(key) as Found | undefined;
		return found === undefined ? undefined : toRow(found);
	};
}

function page<Found, Row, Cursor>(
	connection: Connection,
	sql: string,
	toRow: (found: Found) => Row,
): (page: Page<Cursor>) => readonly Row[] {
	const statement = connection.prepare(sql);
	return ({ after, most }) => (statement.all(after, most) as Found[]).map(toRow);
}

function prepareInState(connection: Connection): Reads['inState'] {
	const list = connection.prepare(`SELECT ${STANDING} FROM outbox WHERE state = ? AND id > ? ORDER BY id LIMIT ?`);
	return (state, { after, most }) =>
		(list.all(state, after, most) as Parameters<typeof toStanding>[0][]).map(toStanding);
}

function prepareCaseEvents(connection: Connection): Reads['caseEvents'] {
	const list = connection.prepare(
		'SELECT id, case_id AS caseId, sealed FROM case_events WHERE case_id = ? ORDER BY position',
	);
	return (caseId) => (list.all(caseId) as CaseEventRow[]).map((row) => ({ ...row }));
}

type LoadTuple = readonly [
	seenDay: string | null,
	wrappedKeyLength: number,
	profileLength: number,
	revision: number | null,
	day: string,
	bytes: Uint8Array,
];

/** Both rows in one statement, and their bytes as one value: making a byte array costs more than finding the row. */
function prepareLoad(connection: Connection): Reads['load'] {
	const select = prepareTuple(
		connection,
		`SELECT p.seen_day, length(p.wrapped_key), length(p.profile), c.revision, c.day,
			CAST(coalesce(p.wrapped_key, '') || coalesce(p.profile, '') || coalesce(c.sealed, '') AS BLOB)
		FROM (SELECT ? AS person, ? AS conversation)
			LEFT JOIN persons p ON p.id = person LEFT JOIN conversations c ON c.id = conversation`,
	);
	return (personId, conversationId) => {
		const [seenDay, keyLength, profileLength, revision, day, bytes] = select.get(personId, conversationId) as LoadTuple;
		const personLength = seenDay === null ? 0 : keyLength + profileLength;
		const person = seenDay !== null && {
			id: personId,
			wrappedKey: bytes.subarray(0, keyLength),
			profile: bytes.subarray(keyLength, personLength),
			seenDay,
		};
		const conversation = revision !== null && {
			id: conversationId,
			revision,
			sealed: bytes.subarray(personLength),
			day,
		};
		return { ...(person && { person }), ...(conversation && { conversation }) };
	};
}
