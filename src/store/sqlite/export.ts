import { type CopiedRow, type CopySource, copiedRow } from '../copy.ts';
import { type Connection, openConnection, stopWaiting } from './connection.ts';
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
	outbox: `SELECT id, kind, case_id AS caseId, sealed, day, state, fence, until FROM outbox WHERE id > ? ORDER BY id LIMIT ?`,
	quarantine: 'SELECT id, route, reason, sealed, day FROM quarantine WHERE id > ? ORDER BY id LIMIT ?',
} as const;

type Found = Record<string, unknown> & { readonly id: string };

const READ: Partial<Record<keyof typeof PAGES, (row: Found) => Found>> = {
	cases: (row) => ({ ...row, dangerNow: row['dangerNow'] === 1 }),
	tries: (row) => ({ ...row, at: unpackTimes(row['at'] as Uint8Array) }),
};

/**
 * Reads an embedded database for a copy, page by page, beside a service that goes on writing to it.
 * @throws {ServiceError} `store-newer`; `FileMoved` when there is none.
 */
export function openExport(file: string): CopySource & { readonly close: () => void } {
	const connection = openConnection(file, true);
	try {
		migrate(connection);
		stopWaiting(connection);
		const others = Object.entries(PAGES).map(([kind, sql]) => {
			const statement = connection.prepare(sql);
			const read = READ[kind as keyof typeof PAGES] ?? ((row: Found) => row);
			return [kind, (after: string, most: number) => (statement.all(after, most) as Found[]).map(read).map(copiedRow)];
		});
		const pages = { people: preparePeople(connection), ...Object.fromEntries(others) } as CopySource['pages'];
		return { pages, close: () => connection.close() };
	} catch (error) {
		connection.close();
		throw error;
	}
}

/** A person and their conversations, as the other store keeps them: in one. */
function preparePeople(connection: Connection): (after: string, most: number) => readonly CopiedRow[] {
	// `/` follows `.`, so no conversation of the person before is among them.
	const ids = connection.prepare(`
		SELECT id FROM (SELECT id FROM persons WHERE id > ?1 ORDER BY id LIMIT ?2)
		UNION
		SELECT id FROM (SELECT DISTINCT substr(id, 1, instr(id, '.') - 1) AS id FROM conversations WHERE id > ?1 || '/' ORDER BY id LIMIT ?2)
		ORDER BY id LIMIT ?2`);
	const person = connection.prepare(
		'SELECT wrapped_key AS wrappedKey, profile, seen_day AS seenDay FROM persons WHERE id = ?',
	);
	const conversations = connection.prepare(
		"SELECT id, revision, sealed, day FROM conversations WHERE id > ?1 || '.' AND id < ?1 || '/' ORDER BY id",
	);
	return (after, most) =>
		(ids.all(after, most) as { readonly id: string }[]).map(({ id }) => {
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
