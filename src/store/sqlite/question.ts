import type { Commit, CommitResult } from '../store.ts';
import type { Housekeeping } from './housekeeping.ts';
import type { Loaded, Reads } from './reads.ts';

/** Reads whose arguments and values are seldom enough to travel as they are. */
export type ReadName = Exclude<keyof Reads, 'load'>;
export type HouseName = keyof Housekeeping;

/** What is asked of the engine. */
export type Ask =
	| { readonly ask: 'load'; readonly personId: string; readonly conversationId: string }
	| { readonly ask: 'commit'; readonly commit: Commit }
	| { readonly ask: 'read'; readonly name: ReadName; readonly given: readonly unknown[] }
	| { readonly ask: 'house'; readonly name: HouseName; readonly given: readonly unknown[] }
	/** Empties the write-ahead log. */
	| { readonly ask: 'scrub' };

/** A question in a queue. Ids are unique until the process or its worker starts anew. */
export type Question = Ask & { readonly id: number };

export type Answered =
	| { readonly is: 'loaded'; readonly loaded: Loaded }
	| { readonly is: 'applied'; readonly result: CommitResult }
	| { readonly is: 'value'; readonly value: unknown }
	/** The reason is a name of SQLite's or ours, never a message. */
	| { readonly is: 'unavailable'; readonly reason: string }
	/** What was asked cannot be done, and was not. */
	| { readonly is: 'failed'; readonly reason: string };

export type Answer = Answered & { readonly id: number };

/** Takes questions somewhere and brings answers back, each exactly once unless the link is lost. */
export interface Link {
	readonly send: (questions: readonly Question[]) => void;
	/** Resolves when the database is closed. */
	readonly close: () => Promise<void>;
}

/** Who hears what comes back over a link. */
export interface LinkEnd {
	readonly answered: (answers: readonly Answer[]) => void;
	/** Nothing that was sent until now will be answered; what it asked for may have happened. */
	readonly lost: (reason: string) => void;
	/** A transaction with this many commits took this many microseconds, its sync included. */
	readonly onBatch: (size: number, micros: number) => void;
}
