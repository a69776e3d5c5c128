import { join } from 'node:path';
import type { Settings } from '../settings/settings.ts';
import { openSqliteStore } from '../store/sqlite/open.ts';
import type { Store } from '../store/store.ts';

export interface OpenStoreOptions {
	/** The embedded database in this thread: for scripts and tests. */
	readonly inline: boolean;
	/** After this many milliseconds the store counts as away. */
	readonly timeoutMs: number;
	/** Told of what the MongoDB store's relay could not move on yet. */
	readonly onTrouble?: (error: unknown) => void;
}

/** The embedded database's file; `undefined`: everything lasts in MongoDB. */
export function databaseFile({ database }: Pick<Settings, 'database'>, data: string): string | undefined {
	return database.kind === 'sqlite' ? (database.file ?? join(data, 'kasakuma.db')) : undefined;
}

/**
 * Opens the store that `DATABASE_URL` chooses. The MongoDB driver is loaded only where it is used: it costs a tenth of a second
 * and twenty megabytes.
 * @param data the data folder.
 * @throws {ServiceError} `store-newer`; for MongoDB `store-unreachable`. `StoreUnavailable` when the embedded database cannot be opened.
 */
export async function openStore(
	settings: Pick<Settings, 'database'>,
	data: string,
	options: OpenStoreOptions,
): Promise<Store> {
	const { inline, timeoutMs, onTrouble } = options;
	const file = databaseFile(settings, data);
	if (file !== undefined) return openSqliteStore({ file, inline, timeoutMs });
	const url = settings.database.kind === 'mongo' ? settings.database.url : '';
	const { openMongoStore } = await import('../store/mongo/open.ts');
	return openMongoStore({ url, timeoutMs, ...(onTrouble && { onTrouble }) });
}
