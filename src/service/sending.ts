import type { RouteFacts, Words } from '../conversation/index.ts';
import { LOOK_EVERY_MS, lookAfterReports } from '../outbox/look-after-reports.ts';
import { type Looks, reconcile } from '../outbox/reconcile.ts';
import type { SendingRoute, SendParts } from '../outbox/send-one.ts';
import { type Sender, startSender } from '../outbox/sender.ts';
import type { ConfiguredRoute } from '../programmes/programme.ts';
import type { Settings } from '../settings/settings.ts';
import { errorFields } from '../shared/log.ts';
import { readCase } from '../turns/read-case.ts';
import type { Metrics } from '../web/metrics.ts';
import type { ServedRoute } from '../web/serve-turn.ts';
import { runNowAndThen } from './jobs.ts';
import type { Doors, Kept } from './open-kept.ts';
import type { Providers } from './providers.ts';

/** How often attempts in doubt are looked after, over all instances together, and how long a doubt may last. */
const RECONCILE_EVERY_MS = 15_000;
const DOUBT_MS = 600_000;
/** Milliseconds from the start to the first look for reports that never came. */
const FIRST_LOOK_MS = 300_000;

/** The outbox, as it runs in a service. */
export interface Sending {
	/** Something was committed by this route: it is sent at once. */
	readonly poke: (routeId: string) => void;
	/** Takes nothing new, and waits for what is with a provider. */
	readonly stop: () => Promise<void>;
}

/** The words of a service whose providers may not be able to send: nobody is offered a text that would never come. */
export function onlyPossibleTexts(
	words: Words,
	routes: readonly ConfiguredRoute[],
	senders: ReadonlyMap<string, unknown>,
): Words {
	const mute = new Map<string, RouteFacts>();
	for (const { id } of routes) {
		const { textsBy, ...route } = words.route(id);
		if (textsBy !== undefined && !senders.has(textsBy)) mute.set(id, route);
	}
	return { ...words, route: (id) => mute.get(id) ?? words.route(id) };
}

/** Starts sending on every route that has a carrier. */
export function startSending(
	programme: { readonly routes: readonly ConfiguredRoute[] },
	providers: Providers,
	served: readonly ServedRoute[],
	{
		settings,
		kept,
		doors,
		metrics,
	}: { readonly settings: Settings; readonly kept: Kept; readonly doors: Doors; readonly metrics: Metrics },
): Sending {
	const { log, clock, chance } = doors;
	const parts: SendParts = {
		...kept,
		clock,
		hours: { from: settings.sendFromHour, until: settings.sendUntilHour },
		deadlineMs: settings.sendDeadline,
		reporter: async (caseId) => {
			const row = await kept.store.cases.byId(caseId);
			const read = row === undefined ? undefined : await readCase(row, kept);
			if (read === undefined || 'closed' in read) return undefined;
			return {
				policy: read.opened.report.contactPolicy,
				...(read.number === undefined ? {} : { number: read.number }),
			};
		},
		alarm: (what, route) => {
			metrics.alarm(route, what);
			log.error('sending-stopped', { route, reason: what });
		},
		ended: metrics.sent,
	};
	const routes = programme.routes.flatMap((route) => sendingRoute(route, providers, served, settings));
	const onTrouble = (error: unknown) => log.error('sending-failed', errorFields(error));
	const senders = new Map<string, Sender>(routes.map((route) => [route.id, startSender(route, parts, { onTrouble })]));
	const looks: Looks = new Map();
	const job = {
		name: 'reconcile',
		everyMs: RECONCILE_EVERY_MS,
		run: () =>
			reconcile(routes, {
				...parts,
				abandonedMs: settings.sendDeadline + 2 * settings.storeTimeout,
				doubtMs: DOUBT_MS,
				looks,
			}),
	};
	const asking = {
		name: 'reports',
		everyMs: LOOK_EVERY_MS,
		run: () => lookAfterReports(routes, { ...parts, reported: metrics.reported }),
	};
	const jobParts = {
		leases: kept.store.leases,
		holder: chance.id(),
		now: clock.now,
		onFailure: (name: string, error: unknown) => log.error('job-failed', { reason: name, ...errorFields(error) }),
	};
	const stops = [runNowAndThen(job, RECONCILE_EVERY_MS, jobParts), runNowAndThen(asking, FIRST_LOOK_MS, jobParts)];
	return {
		poke: (routeId) => senders.get(routeId)?.poke(),
		stop: async () => {
			for (const stop of stops) stop();
			await Promise.all([...senders.values()].map((sender) => sender.stop()));
		},
	};
}

function sendingRoute(
	route: ConfiguredRoute,
	{ senders }: Providers,
	served: readonly ServedRoute[],
	settings: Settings,
): readonly SendingRoute[] {
	const sender = senders.get(route.id);
	if (sender === undefined || route.sending === undefined) return [];
	const { perSecond, pricePerSegment, spendingCapPerDay } = route.sending;
	const reports = served.find(({ id, path }) => id === route.id && path.endsWith('/sms-status'));
	return [
		{
			id: route.id,
			provider: route.provider,
			country: route.country,
			from: route.serviceCode,
			alphabet: route.profile.alphabet,
			perSecond,
			segmentsADay:
				spendingCapPerDay === undefined || pricePerSegment === undefined
					? undefined
					: Math.floor(spendingCapPerDay / pricePerSegment),
			reportsTo: reports === undefined ? '' : `${settings.publicOrigin}/channels/${reports.path}/${reports.secret}`,
			sender,
		},
	];
}
