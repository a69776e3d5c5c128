import { closeSync, existsSync, fsyncSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance, type StatementSyncInstance } from '@photostructure/sqlite';

export type Connection = DatabaseSyncInstance;
export type Statement = StatementSyncInstance;

/** How long opening waits for another process that is opening or closing the same file, in milliseconds. */
const OPENING_MS = 1000;
/** Page cache in KiB: the inner pages of every index of a database with 10^7 turns. */
const CACHE_KIB = 32_768;
/** A write-ahead log that grew beyond this is cut back once it is moved into the database, in bytes. */
const LOG_BYTES_MOST = 67_108_864;

/** The database's file is no longer the one that was opened; what would be written to it is lost to everybody else. */
export class FileMoved extends Error {
	override readonly name = 'FileMoved';
}

/**
 * Opens a database file, readable by its owner only, and makes it if that is allowed.
 * `secure_delete` overwrites what is removed, so that an erased key is not left in a free page.
 * @param existing the file was there before: it is never made anew, since an empty database would pass for a healthy one.
 * @throws {FileMoved} when it must exist and does not; an SQLite error when it cannot be opened.
 */
export function openConnection(file: string, existing: boolean): Connection {
	if (file !== ':memory:' && !existsSync(file)) {
		if (existing) throw new FileMoved('the database file is gone');
		createFile(file);
	}
	const connection = new DatabaseSync(file, { timeout: OPENING_MS, defensive: true });
	try {
		connection.exec(`
			PRAGMA trusted_schema = OFF;
			PRAGMA journal_mode = WAL;
			PRAGMA synchronous = FULL;
			PRAGMA secure_delete = ON;
			PRAGMA temp_store = MEMORY;
			PRAGMA cache_size = -${CACHE_KIB};
			PRAGMA wal_autocheckpoint = 0;
			PRAGMA journal_size_limit = ${LOG_BYTES_MOST};`);
		return connection;
	} catch (error) {
		connection.close();
		throw error;
	}
}

/** With its name on the disk as well, so that a power loss leaves the file where it was acknowledged. */
function createFile(file: string): void {
	closeSync(openSync(file, 'a', 0o600));
	const folder = openSync(dirname(file), 'r');
	try {
		fsyncSync(folder);
	} finally {
		closeSync(folder);
	}
}

/** From here on nothing waits for a lock: whoever meets one comes back later. */
export function stopWaiting(connection: Connection): void {
	connection.exec('PRAGMA busy_timeout = 0');
}

/**
 * A check that the file at the path is still the one that was opened. Deleting or replacing it leaves SQLite writing,
 * happily, to a file without a name.
 */
export function watchFile(file: string): () => void {
	if (file === ':memory:') return () => {};
	const opened = statSync(file);
	return () => {
		const now = statSync(file, { throwIfNoEntry: false });
		if (now?.ino !== opened.ino || now.dev !== opened.dev)
			throw new FileMoved('the database file was moved or replaced');
	};
}

/** A statement whose rows come as arrays: what the hot path reads. */
export function prepareTuple(connection: Connection, sql: string): Statement {
	const statement = connection.prepare(sql);
	statement.setReturnArrays(true);
	return statement;
}

export interface Transactions {
	/** @throws whatever `work` throws, after everything it did was undone. */
	readonly write: <Result>(work: () => Result) => Result;
	/** Reads one state of the database, under one lock. */
	readonly read: <Result>(work: () => Result) => Result;
}

export function createTransactions(connection: Connection): Transactions {
	const begin = connection.prepare('BEGIN IMMEDIATE');
	const beginRead = connection.prepare('BEGIN');
	const commit = connection.prepare('COMMIT');
	const inside =
		(start: Statement) =>
		<Result>(work: () => Result): Result => {
			start.run();
			try {
				const result = work();
				commit.run();
				return result;
			} catch (error) {
				rollBack(connection);
				throw error;
			}
		};
	return { write: inside(begin), read: inside(beginRead) };
}

/** SQLite may have rolled back by itself. A connection that cannot even roll back is closed, and is opened again when needed. */
function rollBack(connection: Connection): void {
	try {
		if (connection.isTransaction) connection.exec('ROLLBACK');
	} catch {
		connection.close();
	}
}
