import type { MessageSender } from '../channels/sending.ts';
import type { Alphabet, Country } from '../conversation/index.ts';
import type { Clock } from '../shared/clock.ts';
import type { OutboxEnding } from '../store/coordination.ts';
import type { Store } from '../store/store.ts';
import type { Vault } from '../vault/vault.ts';
import type { Cap } from './caps.ts';
import type { Hours } from './hours.ts';
import type { PermissionParts } from './permission.ts';

/** A route by which texts go, and who carries them. */
export interface SendingRoute {
	readonly id: string;
	readonly provider: string;
	readonly country: Country;
	/** Sender id, short code or number. */
	readonly from: string;
	readonly alphabet: Alphabet;
	/** Texts a second, over all instances together. */
	readonly perSecond: number;
	/** Segments a day; see `Spending`. */
	readonly segmentsADay: number | undefined;
	/** Absolute URL for reports; '' where the provider is set up once. */
	readonly reportsTo: string;
	readonly sender: MessageSender;
}

/** Names of the moments of sending, in order; a test may kill the process at each. */
export const steps = [
	'claimed',
	'opened',
	'permitted',
	'rated',
	'counted',
	'before-attempt',
	'attempted',
	'permitted-again',
	'before-provider',
	'after-provider',
	'before-conclusion',
	'concluded',
] as const;
export type Step = (typeof steps)[number];

export interface SendParts extends PermissionParts {
	readonly store: Pick<Store, 'outbox' | 'optOuts' | 'rates' | 'marks' | 'commit'>;
	readonly vault: Vault;
	readonly clock: Clock;
	readonly hours: Hours;
	/** Milliseconds that a provider has for its answer. */
	readonly deadlineMs: number;
	/** Told of what people must look at: a storm, a spending cap, a message that no key opens. */
	readonly alarm: (what: Exclude<Cap, 'person-cap'> | 'unreadable', route: string) => void;
	/** Told how each message ended here. For metrics. */
	readonly ended: (route: string, state: OutboxEnding['state'], reason: string) => void;
	readonly step?: (step: Step) => Promise<void> | void;
}
