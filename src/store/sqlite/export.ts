import { DatabaseSync } from '@photostructure/sqlite';
import { ServiceError } from '../../shared/errors.ts';
import { type CopiedKind, type CopiedRow, type CopySource, copiedRow } from '../copy.ts';
import { type Connection, openConnection } from './connection.ts';
import { STANDING } from './messages.ts';
import { migrate } from './migrations.ts';
import { unpackTimes } from './times.ts';

/** One statement a kind: rows after an id, in order of ids, with every field that the other store keeps. */
const PAGES = {
	turns: 'SELECT id, person, reply, day FROM turns WHERE id > ? ORDER BY id LIMIT ?',
	cases: `SELECT id, code_index AS codeIndex, pin_index AS pinIndex, country, kind, danger_now AS dangerNow, district, status, contact,
		opened_day AS openedDay, position, wrapped_key AS wrappedKey FROM cases WHERE id > ? ORDER BY id LIMIT ?`,
	// Counted within its case: the order of arrival of all events means nothing elsewhere.
	caseEvents: `SELECT id, case_id AS caseId, sealed,
		(SELECT count(*) FROM case_events b WHERE b.case_id = a.case_id AND b.position <= a.position) AS position
		FROM case_events a WHERE id > ? ORDER BY id LIMIT ?`,
	tries: 'SELECT id, revision, at, day FROM tries WHERE id > ? ORDER BY id LIMIT ?',
	outbox: `SELECT ${STANDING}, fence, until FROM outbox WHERE id > ? ORDER BY id LIMIT ?`,
	optOuts: 'SELECT id, wants, day FROM opt_outs WHERE id > ? ORDER BY id LIMIT ?',
	recordings: 'SELECT id, case_id AS caseId, seconds, day, sealed FROM recordings WHERE id > ? ORDER BY id LIMIT ?',
	// As the other store names them: a space comes before all that a kind may hold, so both orders are the same.
	records: `SELECT kind || ' ' || id AS id, kind, revision, state, day, body FROM records r
		WHERE (r.kind, r.id) > (substr(?1, 1, instr(?1, ' ') - 1), substr(?1, instr(?1, ' ') + 1)) ORDER BY r.kind, r.id LIMIT ?2`,
	quarantine: 'SELECT id, route, reason, sealed, day FROM quarantine WHERE id > ? ORDER BY id LIMIT ?',
} as const;

/** Counted without the statements above, so that what those would pass over is noticed. */
const TOTALS: Readonly<Record<CopiedKind, string>> = {
	people: `SELECT count(*) AS total FROM (
		SELECT id FROM persons UNION SELECT substr(id, 1, instr(id, '.') - 1) FROM conversations)`,
	turns: 'SELECT count(*) AS total FROM turns',
	cases: 'SELECT count(*) AS total FROM cases',
	caseEvents: 'SELECT count(*) AS total FROM case_events',
	tries: 'SELECT count(*) AS total FROM tries',
	outbox: 'SELECT count(*) AS total FROM outbox',
	optOuts: 'SELECT count(*) AS total FROM opt_outs',
	recordings: 'SELECT count(*) AS total FROM recordings',
	records: 'SELECT count(*) AS total FROM records',
	quarantine: 'SELECT count(*) AS total FROM quarantine',
};

/** A person has at most one conversation a medium: ussd, sms, voice. */
const CONVERSATIONS_MOST = 3;

type Found = Record<string, unknown> & { readonly id: string };

const READ: Partial<Record<keyof typeof PAGES, (row: Found) => Found>> = {
	cases: (row) => ({ ...row, dangerNow: row['dangerNow'] === 1 }),
	tries: (row) => ({ ...row, at: unpackTimes(row['at'] as Uint8Array) }),
	// What is absent need not be unique there.
	outbox: ({ ref, ...row }) => (ref === '' ? row : { ref, ...row }),
};

/**
 * Reads an embedded database for a copy, page by page, beside a service that goes on writing to it.
 * @throws {ServiceError} `store-newer`; `FileMoved` when there is none.
 */
export function openExport(file: string): CopySource & { readonly close: () => void } {
	const connection = openConnection(file, true);
	try {
		migrate(connection);
		const others = Object.entries(PAGES).map(([kind, sql]) => {
			const statement = connection.prepare(sql);
			const read = READ[kind as keyof typeof PAGES] ?? ((row: Found) => row);
			return [kind, (after: string, most: number) => (statement.all(after, most) as Found[]).map(read).map(copiedRow)];
		});
		const pages = { people: preparePeople(connection), ...Object.fromEntries(others) } as CopySource['pages'];
		const total = (kind: CopiedKind) => Number((connection.prepare(TOTALS[kind]).get() as { total: number }).total);
		return { pages, total, close: () => connection.close() };
	} catch (error) {
		connection.close();
		throw error;
	}
}

/** A person and their conversations, as the other store keeps them: in one. */
function preparePeople(connection: Connection): (after: string, most: number) => readonly CopiedRow[] {
	const holders = connection.prepare('SELECT id FROM persons WHERE id > ? ORDER BY id LIMIT ?');
	const talks = connection.prepare('SELECT id FROM conversations WHERE id > ? ORDER BY id LIMIT ?');
	const idsOf = (statement: typeof holders, after: string, most: number) =>
		(statement.all(after, most) as { readonly id: string }[]).map(({ id }) => id);
	const idsAfter = (after: string, most: number): readonly string[] => {
		// `/` follows `.`, so no conversation of the person before is among them. Ids may begin with `-`, before both.
		const talked = idsOf(talks, after === '' ? '' : `${after}/`, most * CONVERSATIONS_MOST);
		const known = new Set([...idsOf(holders, after, most), ...talked.map((id) => id.slice(0, id.indexOf('.')))]);
		return [...known].toSorted(byBytes).slice(0, most);
	};
	const person = connection.prepare(
		'SELECT wrapped_key AS wrappedKey, profile, seen_day AS seenDay FROM persons WHERE id = ?',
	);
	const conversations = connection.prepare(
		"SELECT id, revision, sealed, day FROM conversations WHERE id > ?1 || '.' AND id < ?1 || '/' ORDER BY id",
	);
	return (after, most) =>
		idsAfter(after, most).map((id) => {
			const parts = (conversations.all(id) as Found[]).map(({ id: whole, ...part }) => [
				whole.slice(id.length + 1),
				part,
			]);
			return copiedRow({
				id,
				...(person.get(id) as object | undefined),
				...(parts.length > 0 && { conversations: Object.fromEntries(parts) }),
			});
		});
}

/** As both databases order ids, which are plain ASCII. */
const byBytes = (one: string, other: string): number => {
	if (one === other) return 0;
	return one < other ? -1 : 1;
};

/**
 * Refuses a file that is no database of ours before anything opens it for writing, which would make its tables there.
 * @throws {ServiceError} `copy-refused`.
 */
export function refuseOtherFile(file: string): void {
	if (holdsOurs(file)) return;
	throw new ServiceError(
		'copy-refused',
		'the source is no embedded database of this service',
		`The file ${file} is no embedded database of this service.`,
	);
}

function holdsOurs(file: string): boolean {
	let connection: Connection | undefined;
	try {
		connection = new DatabaseSync(file, { readOnly: true, timeout: 1_000 });
		const tables = connection
			.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name IN ('turns', 'case_events', 'quarantine')")
			.all();
		return tables.length === 3;
	} catch {
		return false;
	} finally {
		connection?.close();
	}
}
