import type { OutboxRow } from './store.ts';

/**
 * What instances of the service agree on through their store. Times are milliseconds since the epoch by the caller's clock;
 * clocks of two machines may differ by seconds, so that a lease alone proves nothing: what must not happen twice is guarded by
 * its fence.
 */
export interface Coordination {
	readonly leases: {
		/**
		 * Takes a lease that is free or has run out, or prolongs the holder's own. The fence grows by one each time that the holder
		 * changes, and never falls. `undefined` while another holds it.
		 */
		readonly take: (ask: LeaseAsk) => Promise<Lease | undefined>;
		/** Gives back what is still held; nothing happens when another has it by now. */
		readonly release: (lease: Lease) => Promise<void>;
	};
	readonly rates: {
		/** Takes up to `wanted` of what a route may send now, for all instances together; returns how many were granted. */
		readonly take: (ask: RateAsk) => Promise<number>;
	};
	readonly marks: {
		/** Keeps a value under a name if there is none yet, and gives what is kept: the same for everybody, for ever. */
		readonly keep: (name: string, value: string) => Promise<string>;
	};
}

export interface LeaseAsk {
	/** Of a job or a route: from our own code or configuration. */
	readonly name: string;
	/** The instance that asks; random, and new at every start. */
	readonly holder: string;
	readonly now: number;
	readonly forMs: number;
}

export interface Lease {
	readonly name: string;
	readonly holder: string;
	readonly fence: number;
}

export interface RateAsk {
	/** Of a route, a text or a person: from our own code, configuration or a blind index. */
	readonly name: string;
	readonly now: number;
	/** Whole or fraction, above 0. */
	readonly perSecond: number;
	/** Most that may go at once after a pause; at least 1. A bucket fills in a day at the most: one left alone for two is removed. */
	readonly burst: number;
	readonly wanted: number;
}

/**
 * How a message stands. It rises along this list and never falls, but for one step: what was certainly not taken may be queued again.
 * What was attempted is never claimed again by itself: its outcome may be unknown.
 */
export type OutboxState =
	| 'queued'
	/** The provider is being called. */
	| 'attempting'
	/** Nobody knows whether the provider took it. */
	| 'in-doubt'
	/** The provider has it. */
	| 'accepted'
	/** The operator has it. */
	| 'sent'
	/** The last four are final: on the phone; not, and why; too old to be of use; not allowed when it was due. */
	| 'delivered'
	| 'failed'
	| 'expired'
	| 'suppressed';

/** States after which nothing is done about a message: the provider has it, or it is given up. A report may still come. */
export const ENDED_STATES = [
	'accepted',
	'sent',
	'delivered',
	'failed',
	'expired',
	'suppressed',
] as const satisfies readonly OutboxState[];

export interface OutboxClaim {
	readonly row: OutboxRow;
	/** Number of this claim among those of the row, from 1. */
	readonly fence: number;
	/** Attempts that were made before. */
	readonly attempts: number;
}

/** How a claim ends. Times in milliseconds since the epoch; a reason is a machine word. */
export type OutboxEnding =
	/** After an attempt. `ref`: the provider's own id, with the provider's name: `twilio:SM…`. */
	| { readonly state: 'accepted'; readonly ref: string; readonly at: number }
	| { readonly state: 'failed' | 'in-doubt'; readonly reason: string; readonly at: number }
	/** Without an attempt. */
	| { readonly state: 'suppressed' | 'expired'; readonly reason: string; readonly at: number }
	/** Given back before an attempt, or after one that the provider certainly did not take: due again then. */
	| { readonly state: 'queued'; readonly due: number; readonly reason: string };

/** What a provider tells of a message that it took. */
export interface OutboxReport {
	readonly state: 'accepted' | 'sent' | 'delivered' | 'failed' | 'expired';
	readonly reason: string;
	readonly at: number;
}

/** A message, and how it stands. A time is 0 where that was not reached. */
export interface OutboxStanding {
	readonly row: OutboxRow;
	readonly state: OutboxState;
	readonly attempts: number;
	/** '' before the provider has told it. */
	readonly ref: string;
	/** Of the last state, or why it waits; '' for none. */
	readonly reason: string;
	readonly attemptingAt: number;
	readonly acceptedAt: number;
	readonly sentAt: number;
	readonly finalAt: number;
}

/** Sending by several instances: a message is claimed, its attempt is recorded, and only then is the provider called. */
export interface OutboxClaims {
	/** Claims queued messages of some kinds that are due and on which nobody holds a running claim: by lane, then by due time. */
	readonly claim: (ask: {
		readonly kinds: readonly OutboxRow['kind'][];
		/** Id of the route by which they go; '' for what goes by none. */
		readonly route: string;
		readonly now: number;
		readonly forMs: number;
		readonly most: number;
	}) => Promise<readonly OutboxClaim[]>;
	/**
	 * Records, durably, that the provider is about to be called. `false`: the claim is not the newest any more or the message is
	 * not queued; whoever hears that must not send, however long it was paused.
	 */
	readonly attempt: (id: string, fence: number, at: number) => Promise<boolean>;
	/** Records how a claim ended. `false` when it is not the newest, or the message stands where that is not possible. */
	readonly conclude: (id: string, fence: number, ending: OutboxEnding) => Promise<boolean>;
	/** What was attempted before then and not concluded is in doubt: whoever attempted it is gone. Returns how many. */
	readonly doubt: (before: number) => Promise<number>;
	/** Ends a doubt: the provider never had it, and it is queued again or given up. `false` when there is no doubt about it. */
	readonly resolve: (
		id: string,
		ending: Extract<OutboxEnding, { state: 'queued' }> | { readonly state: 'failed'; reason: string; at: number },
	) => Promise<boolean>;
	/**
	 * Takes a report on the message with this reference. One that comes before its acceptance was recorded is kept until then.
	 * `stale`: the message stands higher by then, or has its final state.
	 */
	readonly reported: (ref: string, report: OutboxReport) => Promise<'moved' | 'stale' | 'early'>;
	/** The same by our own id, for who hands it back: the message gets its reference by it. */
	readonly reportedOn: (id: string, ref: string, report: OutboxReport) => Promise<'moved' | 'stale' | 'unknown'>;
	readonly standing: (id: string) => Promise<OutboxStanding | undefined>;
	/** By pages in order of ids. */
	readonly inState: (
		state: OutboxState,
		page: { readonly after: string; readonly most: number },
	) => Promise<readonly OutboxStanding[]>;
}

/** States that a report may change, lowest first: those below the reported one. */
export function belowReported(state: OutboxReport['state']): readonly OutboxState[] {
	const open: readonly OutboxState[] = ['attempting', 'in-doubt', 'accepted', 'sent'];
	const at = open.indexOf(state);
	return at < 0 ? open : open.slice(0, at);
}

/** Where a message must stand for a claim to end so. */
export function beforeEnding(state: OutboxEnding['state']): readonly OutboxState[] {
	if (state === 'queued') return ['queued', 'attempting'];
	return state === 'suppressed' || state === 'expired' ? ['queued'] : ['attempting'];
}
