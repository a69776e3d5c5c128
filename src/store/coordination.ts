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
	/** Id of the route. */
	readonly name: string;
	readonly now: number;
	/** Whole or fraction, above 0. */
	readonly perSecond: number;
	/** Most that may go at once after a pause; at least 1. */
	readonly burst: number;
	readonly wanted: number;
}

/** How a message stands. Nothing goes back, and what was attempted is never claimed again: its outcome may be unknown. */
export type OutboxState = 'queued' | 'attempting' | 'accepted' | 'failed';

export interface OutboxClaim {
	readonly row: OutboxRow;
	/** Number of this claim among those of the row, from 1. */
	readonly fence: number;
}

/** Sending by several instances: a message is claimed, its attempt is recorded, and only then is the provider called. */
export interface OutboxClaims {
	/** Claims queued messages of some kinds that nobody holds a running claim on, in order of their ids. */
	readonly claim: (ask: {
		readonly kinds: readonly OutboxRow['kind'][];
		readonly now: number;
		readonly forMs: number;
		readonly most: number;
	}) => Promise<readonly OutboxClaim[]>;
	/**
	 * Records, durably, that the provider is about to be called. `false`: the claim is not the newest any more or the message is
	 * not queued; whoever hears that must not send, however long it was paused.
	 */
	readonly attempt: (id: string, fence: number) => Promise<boolean>;
	/** Records how an attempt ended. `false` when this claim made none. */
	readonly conclude: (id: string, fence: number, state: 'accepted' | 'failed') => Promise<boolean>;
	/** Messages that were attempted and not concluded: in doubt, once nobody can be waiting for their answer. */
	readonly attempting: (page: { readonly after: string; readonly most: number }) => Promise<readonly OutboxRow[]>;
}
