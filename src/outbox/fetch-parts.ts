import type { CallMaker } from '../channels/sending.ts';
import type { Clock } from '../shared/clock.ts';
import type { OutboxEnding } from '../store/coordination.ts';
import type { Store } from '../store/store.ts';
import type { Vault } from '../vault/vault.ts';

/** A route on which people are recorded, and who keeps what they said until we have it. */
export interface RecordingRoute {
	readonly id: string;
	readonly calls: Pick<CallMaker, 'fetchRecording' | 'deleteRecording'>;
}

/** Names of the moments of fetching, in order; a test may kill the process at each. */
export const fetchSteps = [
	'claimed',
	'opened',
	'before-attempt',
	'attempted',
	'before-fetch',
	'fetched',
	'before-keeping',
	'kept',
	'before-deletion',
	'deleted',
	'before-conclusion',
	'concluded',
] as const;
export type FetchStep = (typeof fetchSteps)[number];

/**
 * What people must look at. `unreadable`: no key opens where it lies. `recording-not-sound`: kept, but like no sound that we know.
 * `recording-lost`: given up, and not here. `recording-left`: the provider still has it, and must be told by hand to delete it.
 */
export type RecordingAlarm = 'unreadable' | 'recording-not-sound' | 'recording-lost' | 'recording-left';

export interface FetchParts {
	readonly store: Pick<Store, 'outbox' | 'cases' | 'recordings' | 'records'>;
	readonly vault: Vault;
	readonly clock: Clock;
	/** Milliseconds that a provider has to give a recording, and again to delete it. */
	readonly deadlineMs: number;
	readonly alarm: (what: RecordingAlarm, route: string) => void;
	/** Told how each claim ended. For metrics. */
	readonly ended: (route: string, state: OutboxEnding['state'], reason: string) => void;
	readonly step?: (step: FetchStep) => Promise<void> | void;
}
