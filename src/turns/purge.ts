import { dayOf } from '../shared/clock.ts';
import type { PurgeBefore, Store } from '../store/store.ts';

/** Days after which each kind of row goes. */
export interface Retention {
	readonly conversations: number;
	readonly replies: number;
	readonly persons: number;
	readonly quarantine: number;
	/** Of a message's words and number, once it has ended. */
	readonly messageBodies: number;
	/** Of a message, once it has ended. */
	readonly messages: number;
}

/** The limits of tries look back one day. */
const TRIES_DAYS = 2;
/** A bucket fills in one day (`RateAsk`). */
const RATES_DAYS = 2;
/** Providers report within hours; one that came before its acceptance was recorded waits no longer for it. */
const EARLY_REPORTS_DAYS = 7;

const DAY_MS = 86_400_000;

/**
 * Removes what has been kept long enough. Run it as often as one likes: it looks at days, not at when it last ran. Cases are
 * not among it: they go by the programme's own rules once they are closed.
 * @returns rows removed, by kind.
 */
export function purge(
	store: Store,
	retention: Retention,
	now: number,
): Promise<Readonly<Record<keyof PurgeBefore, number>>> {
	const before = (days: number) => dayOf(now - days * DAY_MS);
	return store.housekeeping.purge({
		conversations: before(retention.conversations),
		replies: before(retention.replies),
		persons: before(retention.persons),
		quarantine: before(retention.quarantine),
		tries: before(TRIES_DAYS),
		rates: before(RATES_DAYS),
		earlyReports: before(EARLY_REPORTS_DAYS),
		outboxBodies: before(Math.min(retention.messageBodies, retention.messages)),
		outbox: before(retention.messages),
	});
}
