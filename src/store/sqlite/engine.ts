import type { Commit, CommitResult } from '../store.ts';
import { type ApplyCommit, Conflict, prepareApplyCommit } from './apply-commit.ts';
import { type Connection, createTransactions, stopWaiting, type Transactions, watchFile } from './connection.ts';
import { failureKind } from './failures.ts';
import { type Housekeeping, prepareHousekeeping } from './housekeeping.ts';
import { migrate } from './migrations.ts';
import { prepareReads, type Reads } from './reads.ts';
import { addTally, type Counts, emptyTally, prepareCounts } from './tally.ts';

/** What became of one commit of a batch. `failed`: it holds a value that cannot be stored; nothing of it was. */
export type Applied = CommitResult | { readonly outcome: 'failed'; readonly error: unknown };

/** Everything that one connection can do, at once and in this thread. What throws has changed nothing. */
export interface Engine extends Reads {
	/** Runs reads under one lock. */
	readonly reading: <Result>(work: () => Result) => Result;
	/** Applies commits in order, in one transaction with one sync. Returns only when what it wrote survives a power loss. */
	readonly applyBatch: (commits: readonly Commit[]) => readonly Applied[];
	/** Runs one piece of housekeeping in its own transaction. */
	readonly keepHouse: <Result>(work: (house: Housekeeping) => Result) => Result;
	/** Moves the write-ahead log into the database if enough has gathered there. Costs milliseconds: answer first. */
	readonly tidy: () => void;
	/** The same at once, and empties the log, so that what was erased is not left in it. */
	readonly scrub: () => void;
	readonly close: () => void;
}

/** Pages in the log before it is moved: more moves a page less often, fewer makes each pause shorter. */
const TIDY_PAGES = 8_000;
/** Pages that a commit touches beside those that its batch shares: the conversation's, and its id's in the index of turns. */
const PAGES_A_COMMIT = 2;
const PAGES_A_BATCH = 4;

/**
 * @param connection an open connection, which the engine closes.
 * @throws {ServiceError} `store-newer`; an SQLite error when the database cannot be brought up to date.
 */
export function createEngine(connection: Connection, file: string): Engine {
	migrate(connection);
	const counts = prepareCounts(connection);
	const transactions = createTransactions(connection);
	const house = prepareHousekeeping(connection, counts);
	const batch = prepareBatch(connection, counts, transactions);
	const checkPlace = watchFile(file);
	let pages = TIDY_PAGES;
	stopWaiting(connection);
	return {
		...prepareReads(connection, counts),
		reading: transactions.read,
		applyBatch: (commits) => {
			checkPlace();
			pages += PAGES_A_BATCH + PAGES_A_COMMIT * commits.length;
			return batch(commits);
		},
		keepHouse: (work) => {
			checkPlace();
			pages += TIDY_PAGES;
			return transactions.write(() => work(house));
		},
		tidy: () => {
			if (pages < TIDY_PAGES) return;
			pages = 0;
			connection.exec('PRAGMA wal_checkpoint(PASSIVE)');
		},
		scrub: () => connection.exec('PRAGMA wal_checkpoint(TRUNCATE)'),
		close: () => {
			if (connection.isOpen) connection.close();
		},
	};
}

/**
 * Tries the whole batch plainly first, since almost every commit of almost every batch goes through. A conflict that shows up
 * after a write, or a value that cannot be stored, takes the batch back, and it is done again with a savepoint for each commit.
 */
function prepareBatch(connection: Connection, counts: Counts, { write }: Transactions): Engine['applyBatch'] {
	const apply = prepareApplyCommit(connection);
	const applyGuarded = prepareGuarded(connection, apply);
	const inOne = (commits: readonly Commit[], applyOne: (...given: Parameters<ApplyCommit>) => Applied) =>
		write(() => {
			const tally = emptyTally();
			const applied = commits.map((commit) => applyOne(commit, tally));
			counts.add(tally);
			return applied;
		});
	return (commits) => {
		try {
			return inOne(commits, apply);
		} catch (error) {
			if (failureKind(error) !== 'ours') throw error;
			if (commits.length === 1) return [refused(error)];
		}
		return inOne(commits, applyGuarded);
	};
}

const refused = (error: unknown): Applied =>
	error instanceof Conflict ? { outcome: 'conflict', on: error.on } : { outcome: 'failed', error };

function prepareGuarded(connection: Connection, apply: ApplyCommit): (...given: Parameters<ApplyCommit>) => Applied {
	const mark = connection.prepare('SAVEPOINT one_commit');
	const release = connection.prepare('RELEASE one_commit');
	const undo = connection.prepare('ROLLBACK TO one_commit');
	return (commit, tally) => {
		const own = emptyTally();
		mark.run();
		try {
			const result = apply(commit, own);
			release.run();
			addTally(tally, own);
			return result;
		} catch (error) {
			if (failureKind(error) !== 'ours') throw error;
			undo.run();
			release.run();
			return refused(error);
		}
	};
}
