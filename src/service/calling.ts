import type { RouteFacts, Words } from '../conversation/index.ts';
import type { CallingRoute, CallParts } from '../outbox/call-one.ts';
import { startCaller } from '../outbox/caller.ts';
import type { ClaimsLoop } from '../outbox/claims-loop.ts';
import { type CallNews, hearOfCall } from '../outbox/hear-of-call.ts';
import type { ConfiguredRoute } from '../programmes/programme.ts';
import type { Settings } from '../settings/settings.ts';
import { errorFields } from '../shared/log.ts';
import type { Metrics } from '../web/metrics.ts';
import type { ServedRoute } from '../web/serve-turn.ts';
import type { Doors, Kept } from './open-kept.ts';
import type { Providers } from './providers.ts';

/** Calls that a route begins in a second: each rings for up to half a minute, and providers refuse more than a few at once. */
const CALLS_A_SECOND = 1;

/** The calls that the line makes, as they run in a service. */
export interface Calling {
	/** A call by this route was committed: it is made at once. */
	readonly poke: (routeId: string) => void;
	/** A call of ours was taken up, or is over. Never rejects: what is not kept is told again, or stays in doubt. */
	readonly heard: (routeId: string, news: Omit<CallNews, 'ref'> & { readonly callId: string }) => Promise<void>;
	/** Takes nothing new, and waits for what is with a provider. */
	readonly stop: () => Promise<void>;
}

/** Starts calling on every route whose provider can. */
export function startCalling(
	programme: { readonly routes: readonly ConfiguredRoute[] },
	{ callers }: Pick<Providers, 'callers'>,
	served: readonly ServedRoute[],
	{
		settings,
		kept,
		doors,
		metrics,
	}: {
		readonly settings: Pick<Settings, 'sendDeadline' | 'publicOrigin'>;
		readonly kept: Kept;
		readonly doors: Doors;
		readonly metrics: Metrics;
	},
): Calling {
	const { log, clock } = doors;
	const parts: CallParts = {
		...kept,
		clock,
		deadlineMs: settings.sendDeadline,
		alarm: (what, route) => {
			metrics.alarm(route, what);
			log.error('calling-stopped', { route, reason: what });
		},
		ended: metrics.sent,
	};
	const routes = programme.routes.flatMap((route) => callingRoute(route, callers, served, settings.publicOrigin));
	const onTrouble = (error: unknown) => log.error('calling-failed', errorFields(error));
	const loops = new Map<string, ClaimsLoop>(
		routes.map((route) => [route.id, startCaller(route, parts, { onTrouble })]),
	);
	return {
		poke: (routeId) => loops.get(routeId)?.poke(),
		heard: async (routeId, { callId, ...news }) => {
			const provider = programme.routes.find(({ id }) => id === routeId)?.provider ?? '';
			try {
				metrics.reported(routeId, await hearOfCall({ ...news, ref: `${provider}:${callId}` }, parts));
			} catch (error) {
				onTrouble(error);
			}
		},
		stop: async () => {
			await Promise.all([...loops.values()].map((loop) => loop.stop()));
		},
	};
}

function callingRoute(
	{ id, provider, serviceCode }: ConfiguredRoute,
	callers: Providers['callers'],
	served: readonly ServedRoute[],
	publicOrigin: string,
): readonly CallingRoute[] {
	const calls = callers.get(id);
	const at = served.find((one) => one.id === id);
	if (calls === undefined || at === undefined) return [];
	const answersTo = `${publicOrigin}/channels/${at.path}/${at.secret}`;
	return [{ id, provider, from: serviceCode, perSecond: CALLS_A_SECOND, answersTo, calls }];
}

/** The words of a service whose providers may not be able to call: nobody is offered a call that cannot be made. */
export function onlyPossibleCalls(
	words: Words,
	routes: readonly ConfiguredRoute[],
	callers: ReadonlyMap<string, unknown>,
): Words {
	const silent = new Map<string, RouteFacts>();
	for (const { callsBy, ...route } of routes)
		if (callsBy !== undefined && !callers.has(callsBy)) silent.set(route.id, route);
	return { ...words, route: (id) => silent.get(id) ?? words.route(id) };
}
