import { FileMoved } from './connection.ts';

/**
 * What a failure means for the store.
 * `busy`: another process holds a lock; the same again in a moment.
 * `full`: no space; refuse now, and all is well once there is space.
 * `gone`: the file or the disk cannot be trusted; refuse now, and open it again.
 * `ours`: a wrong value or statement; only whoever asked is told.
 */
export type FailureKind = 'busy' | 'full' | 'gone' | 'ours';

/** Primary result codes, https://sqlite.org/rescode.html. */
const KINDS: Readonly<Record<number, FailureKind>> = {
	3: 'gone', // PERM
	5: 'busy', // BUSY
	6: 'busy', // LOCKED
	7: 'gone', // NOMEM
	8: 'gone', // READONLY
	10: 'gone', // IOERR
	11: 'gone', // CORRUPT
	13: 'full', // FULL
	14: 'gone', // CANTOPEN
	15: 'busy', // PROTOCOL
	26: 'gone', // NOTADB
};

interface SqliteError {
	readonly errcode?: unknown;
	readonly sqliteCodeName?: unknown;
	readonly code?: unknown;
}

export function failureKind(error: unknown): FailureKind {
	if (error instanceof FileMoved) return 'gone';
	const { errcode, code } = (error ?? {}) as SqliteError;
	// A connection that was closed because it could not roll back; a file system's own errors (ENOENT, EACCES, EROFS …).
	if (code === 'ERR_INVALID_STATE' || (typeof code === 'string' && /^E[A-Z]+$/.test(code))) return 'gone';
	return typeof errcode === 'number' ? (KINDS[errcode & 0xff] ?? 'ours') : 'ours';
}

/** A name for logs: SQLite's own, never a message, which might quote a value. */
export function failureName(error: unknown): string {
	const { sqliteCodeName, code } = (error ?? {}) as SqliteError;
	if (typeof sqliteCodeName === 'string') return sqliteCodeName;
	if (typeof code === 'string') return code;
	return error instanceof Error ? error.name : 'unknown';
}
