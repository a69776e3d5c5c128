import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore, type SqliteStoreOptions } from '../../src/store/sqlite/open.ts';
import type { Store } from '../../src/store/store.ts';
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
	const others: Store[] = [];
	return {
		file,
		store,
		reopen: async () => {
			await store.close();
			store = await openIt();
			return store;
		},
		other: async () => {
			const other = await openIt();
			others.push(other);
			return other;
		},
		settle: async () => {},
		dispose: async () => {
			for (const one of [store, ...others]) await one.close();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}
