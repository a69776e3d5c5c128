import type { CallMaker } from '../channels/sending.ts';
import type { Clock } from '../shared/clock.ts';
import type { OutboxEnding } from '../store/coordination.ts';
import type { Store } from '../store/store.ts';
import type { Vault } from '../vault/vault.ts';

/** A route by which the line calls people, and who makes the calls. */
export interface CallingRoute {
	readonly id: string;
	readonly provider: string;
	/** Our number, E.164. */
	readonly from: string;
	/** Calls a second, over all instances together. */
	readonly perSecond: number;
	/** Absolute URL of what is said and heard on the call, and of how it ended; of no use to providers that are set up once. */
	readonly answersTo: string;
	readonly calls: Pick<CallMaker, 'call'>;
}

/** Names of the moments of calling, in order; a test may kill the process at each. */
export const callSteps = [
	'claimed',
	'opened',
	'permitted',
	'rated',
	'alone',
	'counted',
	'before-attempt',
	'attempted',
	'before-provider',
	'after-provider',
	'before-conclusion',
	'concluded',
] as const;
export type CallStep = (typeof callSteps)[number];

export interface CallParts {
	readonly store: Pick<Store, 'outbox' | 'rates' | 'leases' | 'commit'>;
	readonly vault: Vault;
	readonly clock: Clock;
	/** Milliseconds that a provider has for its answer. */
	readonly deadlineMs: number;
	/** Told of what people must look at: a call that no key opens. */
	readonly alarm: (what: 'unreadable', route: string) => void;
	/** Told how each claim ended. For metrics. */
	readonly ended: (route: string, state: OutboxEnding['state'], reason: string) => void;
	readonly step?: (step: CallStep) => Promise<void> | void;
}
