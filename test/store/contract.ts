import type { Store } from '../../src/store/store.ts';
import { agingContract } from './contract/aging.ts';
import { commitContract } from './contract/commit.ts';
import { conflictContract } from './contract/conflict.ts';
import { coordinationContract } from './contract/coordination.ts';
import { housekeepingContract } from './contract/housekeeping.ts';
import { outboxContract } from './contract/outbox.ts';
import { readContract } from './contract/read.ts';
import { recordingsContract } from './contract/recordings.ts';
import { recordsContract } from './contract/records.ts';
import { twoWritersContract } from './contract/two-writers.ts';

/** A store that a test opens for itself. */
export interface MadeStore {
	readonly store: Store;
	/** Closes it and opens what it left, as after a restart. */
	readonly reopen: () => Promise<Store>;
	/** A second store on the same database, as another instance has; closed with the first. */
	readonly other: () => Promise<Store>;
	/**
	 * Resolves when whatever a commit left to be moved on has arrived: cases, events and messages may become visible after the
	 * commit that holds them, the conversation and the turn never.
	 */
	readonly settle: () => Promise<void>;
	readonly dispose: () => Promise<void>;
}

export type MakeStore = () => Promise<MadeStore>;

/** Gives each test a fresh store, and takes it away afterwards. */
export type WithStore = (test: (made: MadeStore) => Promise<void>) => () => Promise<void>;

/** Everything that the service relies on in a store. An adapter is one that passes it. */
export function storeContract(makeStore: MakeStore): void {
	const withStore: WithStore = (test) => async () => {
		const made = await makeStore();
		try {
			await test(made);
		} finally {
			await made.dispose();
		}
	};
	describe('a commit', () => commitContract(withStore));
	describe('a conflict', () => conflictContract(withStore));
	describe('reading', () => readContract(withStore));
	describe('housekeeping', () => housekeepingContract(withStore));
	describe('what sending leaves behind', () => agingContract(withStore));
	describe('instances that share it', () => twoWritersContract(withStore));
	describe('what instances agree on', () => coordinationContract(withStore));
	describe('messages that several send', () => outboxContract(withStore));
	describe('records beside the line', () => recordsContract(withStore));
	describe('recordings of a case', () => recordingsContract(withStore));
}
