import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { migrate } from '../../../src/store/sqlite/migrations.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { outboxRow } from '../rows.ts';

const versionOne = readFileSync(new URL('version-1.sql', import.meta.url), 'utf8');

/** Everything that makes up a database's schema, whatever the white space that it was written with. */
function schemaOf(connection: DatabaseSyncInstance): readonly unknown[] {
	const all = connection.prepare(`
		SELECT s.type, s.name, s.tbl_name, c.name AS "column", c.type AS "kind", c."notnull", c.dflt_value, c.pk
		FROM sqlite_schema s LEFT JOIN pragma_table_info(s.name) c ORDER BY s.name, c.cid`);
	return all.all();
}

function withDatabase<Result>(file: string, work: (connection: DatabaseSyncInstance) => Result): Result {
	const connection = new DatabaseSync(file);
	try {
		return work(connection);
	} finally {
		connection.close();
	}
}

describe('a database of the release before', () => {
	it('becomes what a new one is', () => {
		const [fresh, moved] = ['', versionOne].map((before) =>
			withDatabase(':memory:', (connection) => {
				connection.exec(before);
				migrate(connection);
				return schemaOf(connection);
			}),
		);
		expect(fresh?.length).toBeGreaterThan(50);
		expect(moved).toEqual(fresh);
	});
	it('keeps its messages, which wait to be claimed for the first time', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'kasakuma-store-'));
		try {
			const file = join(folder, 'kasakuma.db');
			const row = outboxRow('from before');
			withDatabase(file, (connection) => {
				connection.exec(versionOne);
				const insert = connection.prepare('INSERT INTO outbox (id, kind, case_id, sealed, day) VALUES (?, ?, ?, ?, ?)');
				insert.run(row.id, row.kind, row.caseId, row.sealed, row.day);
				connection.exec("UPDATE counts SET total = 1 WHERE kind = 'outbox'");
			});
			for (const fence of [1, 2]) {
				const store = await openSqliteStore({ file, inline: true });
				expect(
					await store.outbox.claim({ kinds: ['call-back'], route: '', now: fence * 1_000, forMs: 1_000, most: 9 }),
				).toEqual([{ row, fence, attempts: 0 }]);
				expect(await store.outbox.count()).toBe(1);
				await store.close();
			}
		} finally {
			rmSync(folder, { recursive: true, force: true });
		}
	});
	it('stays what it was when it cannot be brought up to date', () => {
		withDatabase(':memory:', (connection) => {
			connection.exec(versionOne);
			connection.exec('CREATE TABLE marks (somebody TEXT)');
			const before = schemaOf(connection);
			expect(() => migrate(connection)).toThrow('marks');
			expect(schemaOf(connection)).toEqual(before);
			expect(connection.prepare('PRAGMA user_version').get()).toEqual({ user_version: 1 });
		});
	});
});
