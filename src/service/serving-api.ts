import { type Api, createApi } from '../api/create-api.ts';
import type { Settings } from '../settings/settings.ts';
import { errorFields } from '../shared/log.ts';
import type { MountedApi } from '../web/app.ts';
import { runNowAndThen } from './jobs.ts';
import type { Loaded } from './load-words.ts';
import type { Doors, Kept } from './open-kept.ts';
import { openProgrammeDesk } from './programme-desk.ts';

/** Milliseconds from one look at what webhooks are to be told to the next, which is the first retry too, and from one tidying to the next. */
const DELIVER_EVERY_MS = 5_000;
const TIDY_EVERY_MS = 3_600_000;

/** The API, as it runs in a service. */
export interface ServingApi {
	readonly mounted: MountedApi;
	readonly publish: Api['publish'];
	/** Begins nothing new, and waits for events that are with a webhook. */
	readonly stop: () => Promise<void>;
}

/** Opens the API, and starts the work behind it: once for all instances together. */
export function startApi(
	settings: Settings,
	loaded: Pick<Loaded, 'words' | 'programme' | 'areas'>,
	{ store, vault }: Kept,
	{ clock, chance, log }: Doors,
): ServingApi {
	const api = createApi({
		records: store.records,
		vault,
		clock,
		chance,
		perMinute: settings.apiRequestsPerMinute,
		programmes: (told) => openProgrammeDesk(store.records, loaded, settings, told),
		observer: {
			refused: (status, error) => {
				if (status >= 500) log.error('api-failed', { status, ...errorFields(error) });
				else if (status === 401 || status === 403) log.warn('api-refused', { status, ...errorFields(error) });
			},
			auditIncomplete: (fields) => log.error('audit-incomplete', fields),
			// Which one, the audit log says.
			alarm: (_webhook, reason) => log.error('webhook-disabled', { reason }),
		},
	});
	const parts = {
		leases: store.leases,
		holder: chance.id(),
		now: clock.now,
		onFailure: (name: string, error: unknown) => log.error('job-failed', { reason: name, ...errorFields(error) }),
	};
	const delivering = { name: 'webhooks', everyMs: DELIVER_EVERY_MS, run: api.deliveries.run };
	const tidying = { name: 'api-tidy', everyMs: TIDY_EVERY_MS, run: api.removeOld };
	const stops = [runNowAndThen(delivering, DELIVER_EVERY_MS, parts), runNowAndThen(tidying, TIDY_EVERY_MS, parts)];
	return {
		mounted: { router: api.router, trustedProxies: settings.trustedProxies },
		publish: api.publish,
		stop: async () => {
			for (const stop of stops) stop();
			await api.deliveries.stop();
		},
	};
}
