import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { SpoolTaken, SpoolUnavailable } from './spool.ts';

/** SQLite's result code for a lock that somebody else holds. */
const SQLITE_BUSY = 5;

/**
 * Holds a directory for this process, until it lets go or dies: the kernel frees the lock of a killed process at once.
 * Node has no file lock of its own; SQLite's is taken on a file that stays empty, so that a full disk does not matter. Unlike
 * a process id in a file, it is not fooled by two containers that share a volume and each run as process 1.
 * @returns what lets go.
 * @throws {SpoolTaken} when it is held already, by another process or by this one.
 * @throws {SpoolUnavailable} when the file system cannot lock.
 */
export function takeLock(directory: string): () => void {
	const path = join(directory, 'lock');
	// Never opened again by us once it is there: closing any handle of a file drops this process's locks on it (POSIX).
	if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
	const lock = new DatabaseSync(path);
	try {
		lock.exec(
			'PRAGMA busy_timeout = 0; PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE',
		);
	} catch (error) {
		lock.close();
		if ((error as { errcode?: unknown }).errcode === SQLITE_BUSY) throw new SpoolTaken({ cause: error });
		throw new SpoolUnavailable('The spool directory cannot be locked', { cause: error });
	}
	return () => lock.close();
}
