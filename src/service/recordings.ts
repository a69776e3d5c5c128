import type { CallMaker } from '../channels/sending.ts';
import type { FetchParts } from '../outbox/fetch-recording.ts';
import { type Fetcher, startFetcher } from '../outbox/fetcher.ts';
import { queueLost } from '../outbox/lost-recordings.ts';
import type { Settings } from '../settings/settings.ts';
import { errorFields } from '../shared/log.ts';
import type { Metrics } from '../web/metrics.ts';
import { runNowAndThen } from './jobs.ts';
import type { Doors, Kept } from './open-kept.ts';

/** How often recordings whose fetching did not end are looked for, over all instances together. */
const LOST_EVERY_MS = 60_000;

/** What was said on calls, as it is fetched in a service. */
export interface Fetching {
	/** Something was committed by this route: it is fetched at once. */
	readonly poke: (routeId: string) => void;
	/** Takes nothing new, and waits for what is with a provider. */
	readonly stop: () => Promise<void>;
}

/**
 * Starts fetching on every route whose provider makes recordings.
 * @param callers by route id; of a route that is not here recordings wait in the outbox.
 */
export function startFetching(
	callers: ReadonlyMap<string, Pick<CallMaker, 'fetchRecording' | 'deleteRecording'>>,
	{
		settings,
		kept,
		doors,
		metrics,
	}: {
		readonly settings: Pick<Settings, 'sendDeadline' | 'storeTimeout'>;
		readonly kept: Pick<Kept, 'store' | 'vault'>;
		readonly doors: Pick<Doors, 'log' | 'clock' | 'chance'>;
		readonly metrics: Pick<Metrics, 'alarm' | 'sent'>;
	},
): Fetching {
	const { log, clock, chance } = doors;
	const { store, vault } = kept;
	const deadlineMs = settings.sendDeadline;
	const parts: FetchParts = {
		store,
		vault,
		clock,
		deadlineMs,
		alarm: (what, route) => {
			metrics.alarm(route, what);
			log.error('recording-trouble', { route, reason: what });
		},
		ended: metrics.sent,
	};
	const onTrouble = (error: unknown) => log.error('fetching-failed', errorFields(error));
	const fetchers = new Map<string, Fetcher>(
		[...callers].map(([id, calls]) => [id, startFetcher({ id, calls }, parts, { onTrouble })]),
	);
	const abandonedMs = 2 * deadlineMs + 4 * settings.storeTimeout;
	const job = { name: 'lost-recordings', everyMs: LOST_EVERY_MS, run: () => queueLost(parts, abandonedMs) };
	const stopLooking = runNowAndThen(job, LOST_EVERY_MS, {
		leases: store.leases,
		holder: chance.id(),
		now: clock.now,
		onFailure: (name, error) => log.error('job-failed', { reason: name, ...errorFields(error) }),
	});
	return {
		poke: (routeId) => fetchers.get(routeId)?.poke(),
		stop: async () => {
			stopLooking();
			await Promise.all([...fetchers.values()].map((fetcher) => fetcher.stop()));
		},
	};
}
