import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore, type SqliteStoreOptions } from '../../src/store/sqlite/open.ts';
import type { MadeStore } from './contract.ts';

type Open = (options: SqliteStoreOptions) => ReturnType<typeof openSqliteStore>;

/** A store on a database of its own in a temporary folder. */
export async function makeSqlite(
	options: Partial<SqliteStoreOptions> = {},
	open: Open = openSqliteStore,
): Promise<MadeStore & { readonly file: string }> {
	const folder = mkdtempSync(join(tmpdir(), 'kasakuma-store-'));
	const file = join(folder, 'kasakuma.db');
	const openIt = () => open({ file, inline: true, ...options });
	let store = await openIt();
	return {
		file,
		store,
		reopen: async () => {
			await store.close();
			store = await openIt();
			return store;
		},
		settle: async () => {},
		dispose: async () => {
			await store.close();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}
