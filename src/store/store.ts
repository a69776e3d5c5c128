import type { CaseEventRow, CaseRow, CaseStore, TriesRow } from '../cases/case-store.ts';
import type { CaseStatus } from '../conversation/index.ts';
import type { PersonRow, PersonStore } from '../people/person-store.ts';
import type { Coordination, OutboxClaims } from './coordination.ts';
import type { RecordRow, RecordStore } from './records.ts';

/** A conversation as it lies in the store. */
export interface ConversationRow {
	/** `<person's blind index>.<channel>` */
	readonly id: string;
	/** Count of commits; grows by one a commit. */
	readonly revision: number;
	/** Sealed under the person's key. */
	readonly sealed: Uint8Array;
	/** UTC day of the last turn. */
	readonly day: string;
}

/** A turn that was handled, kept so that a repeat gets the same answer for ever. */
export interface TurnRow {
	/** Unique, for ever. */
	readonly id: string;
	/** Whose key opens the reply. */
	readonly person: string;
	/** Sealed under the person's key: the `Reply`. */
	readonly reply: Uint8Array;
	readonly day: string;
}

/** A committed message or call that is still to be made. */
export interface OutboxRow {
	/** Derived from the turn's id and unique. */
	readonly id: string;
	/** `call-back`: a wish that people fulfil. `call`: one that the line fulfils. `message`: a text. `recording`: one to be fetched. */
	readonly kind: 'call-back' | 'call' | 'message' | 'recording';
	/** Id of the route by which it goes; '' for a wish. */
	readonly route: string;
	/** Lower goes first; see `message.ts`. */
	readonly lane: number;
	/** Milliseconds since the epoch before which it must not go; 0 for at once, so that no person's time stands unsealed. */
	readonly due: number;
	/** '' when it belongs to no case. */
	readonly caseId: string;
	/** Sealed: number, and text or wish. */
	readonly sealed: Uint8Array;
	readonly day: string;
}

/** Whether a person wants texts that they did not ask for; kept for ever, beyond the person's own row. */
export interface OptOutRow {
	/** Blind index (`person`) of the number. */
	readonly id: string;
	readonly wants: 'none' | 'some';
	readonly day: string;
}

/** What somebody said on a call, kept beside their case and erased with it. */
export interface RecordingRow {
	/** As the case's report names it. */
	readonly id: string;
	readonly caseId: string;
	/** Whole seconds; 0 where the provider did not say. */
	readonly seconds: number;
	/** UTC day on which it was kept. */
	readonly day: string;
	/** Sealed under the case's key (`vault/recording.ts`): up to 2 MB of sound, as text a third more. */
	readonly sealed: Uint8Array;
}

/** A callback that could not be understood: kept as it came, sealed. */
export interface QuarantineRow {
	readonly id: string;
	/** Route on which it came, '' when unknown. */
	readonly route: string;
	readonly reason: string;
	readonly sealed: Uint8Array;
	readonly day: string;
}

/** A change of a case's open part; what is absent stays. */
export interface CaseChange {
	readonly caseId: string;
	/** Nothing is changed where the case has one of these by then: somebody else may have moved it on meanwhile. */
	readonly unless?: readonly CaseStatus[];
	readonly changes: Partial<Pick<CaseRow, 'status' | 'kind' | 'dangerNow' | 'district' | 'pinIndex' | 'contact'>>;
}

/**
 * All that one turn (or one staff action) changes. It happens whole or not at all, and a second commit with the same turn
 * id changes nothing. What is not guarded by a revision is an insert of a new id, or harmless when done twice.
 *
 * Turn, conversation and person are one person's. One thing may outlive a commit that did not happen: a counted try, since a try
 * too many is safer than one too few.
 */
export interface Commit {
	readonly turn?: TurnRow;
	/** Inserted when `revision` is 1, else replaces revision - 1. */
	readonly conversation?: ConversationRow;
	/** Inserted, or its profile and day replaced; the wrapped key of an existing person never changes here. */
	readonly person?: PersonRow;
	readonly cases?: readonly Omit<CaseRow, 'position'>[];
	readonly caseEvents?: readonly CaseEventRow[];
	readonly caseChanges?: readonly CaseChange[];
	/** Inserted when `revision` is 1, else replaces revision - 1. */
	readonly tries?: TriesRow;
	readonly outbox?: readonly OutboxRow[];
	/** Replaces what was kept of the same person. */
	readonly optOuts?: readonly OptOutRow[];
	/** Of revision 1: each is inserted unless its kind has that id, and then nothing changes. What follows goes by `records.put`. */
	readonly records?: readonly RecordRow[];
	readonly quarantine?: readonly QuarantineRow[];
}

export type CommitResult =
	| { readonly outcome: 'committed' }
	/** This turn id was committed before; nothing was changed. The row is the one of then. */
	| { readonly outcome: 'repeat'; readonly turn: TurnRow }
	/** A revision was not the expected one, or an id that must be new was taken: load again and decide again. */
	| { readonly outcome: 'conflict'; readonly on: 'conversation' | 'tries' | 'case-code' | 'person' };

/** Whose wrapped data key; see `vault`. */
export interface KeyRow {
	readonly collection: 'persons' | 'cases';
	readonly id: string;
	readonly wrappedKey: Uint8Array;
}

/** Rows older than these UTC days are removed; an absent day removes nothing of its kind. */
export interface PurgeBefore {
	readonly conversations?: string;
	/** Replies of older turns are emptied, and whose they were is forgotten; the ids of turns stay, so that no repeat acts twice. */
	readonly replies?: string;
	readonly persons?: string;
	readonly quarantine?: string;
	/** Tries whose last one is older; the limits look back one day. */
	readonly tries?: string;
	/** Buckets that were used up last before: they are full again. */
	readonly rates?: string;
	/** Reports that came before their message's acceptance, which never came. */
	readonly earlyReports?: string;
	/** Outbox rows about which nothing is to be done any more (`ENDED_STATES`) are emptied; they stand, and say how they ended. */
	readonly outboxBodies?: string;
	/** Emptied rows are removed. The ids of turns stay, so that no message is made a second time. */
	readonly outbox?: string;
}

/** How much a purge of nothing removes, in the order in which kinds are purged. */
export const NOTHING_PURGED: Readonly<Record<keyof PurgeBefore, number>> = {
	conversations: 0,
	replies: 0,
	persons: 0,
	quarantine: 0,
	tries: 0,
	rates: 0,
	earlyReports: 0,
	outboxBodies: 0,
	outbox: 0,
};

/**
 * The port for everything that lasts. Its only write on the line is `commit`; the housekeeping below serves operators and
 * jobs. Every method rejects with `StoreUnavailable` when the store cannot be reached or is too slow: a state of the
 * service, not a surprise. Nothing is unbounded: lists go by cursor.
 */
export interface Store extends PersonStore, CaseStore, Coordination {
	/** Person and conversation in one look-up. */
	readonly load: (
		personId: string,
		conversationId: string,
	) => Promise<{ readonly person?: PersonRow; readonly conversation?: ConversationRow }>;
	readonly turn: (id: string) => Promise<TurnRow | undefined>;
	/** Resolves only when what it wrote survives a power loss. */
	readonly commit: (commit: Commit) => Promise<CommitResult>;
	readonly outbox: OutboxClaims & {
		readonly list: (page: { readonly after: string; readonly most: number }) => Promise<readonly OutboxRow[]>;
		readonly count: () => Promise<number>;
	};
	readonly optOuts: { readonly get: (id: string) => Promise<OptOutRow | undefined> };
	/** Beside the line: no turn reads or writes one. */
	readonly recordings: {
		readonly get: (id: string) => Promise<RecordingRow | undefined>;
		/**
		 * Keeps a recording once: of an id that is there nothing changes. `no-case`: its case was erased or is not there, even if
		 * that happens at the same time, and nothing is kept.
		 */
		readonly put: (row: RecordingRow) => Promise<'kept' | 'there' | 'no-case'>;
		/** A case's recordings without their sound, by day and then by id. */
		readonly of: (caseId: string) => Promise<readonly Omit<RecordingRow, 'sealed'>[]>;
	};
	/** Versioned documents of what is beside the line. */
	readonly records: RecordStore;
	readonly quarantine: {
		readonly list: (page: { readonly after: string; readonly most: number }) => Promise<readonly QuarantineRow[]>;
		readonly count: () => Promise<number>;
	};
	readonly counts: () => Promise<
		Readonly<Record<'persons' | 'conversations' | 'turns' | 'cases' | 'outbox' | 'quarantine', number>>
	>;
	readonly housekeeping: {
		/** Wrapped keys in order of (collection, id), after the given one. */
		readonly keys: (page: {
			readonly after?: Pick<KeyRow, 'collection' | 'id'>;
			readonly most: number;
		}) => Promise<readonly KeyRow[]>;
		/** Replaces a wrapped key if it is still `was`. */
		readonly rewrap: (key: KeyRow, was: Uint8Array) => Promise<boolean>;
		/**
		 * Destroys the holder's wrapped key and what only it could open; a case keeps its open part as a tombstone. A recording of
		 * it that is still at the provider stays in the outbox: it is to be deleted there.
		 */
		readonly erase: (holder: Pick<KeyRow, 'collection' | 'id'>) => Promise<void>;
		/** Returns how many rows went, by kind. */
		readonly purge: (before: PurgeBefore) => Promise<Readonly<Record<keyof PurgeBefore, number>>>;
	};
	/** Resolves when a write would succeed now. */
	readonly ping: () => Promise<void>;
	readonly close: () => Promise<void>;
}
