import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { flows } from '../../flows/index.ts';
import { spokenHelp } from '../conversation/index.ts';
import { keepOptOut } from '../outbox/opt-out.ts';
import { takeReport } from '../outbox/take-report.ts';
import type { ConfiguredRoute } from '../programmes/programme.ts';
import { routeSecrets } from '../programmes/route-secrets.ts';
import { createRequestStore } from '../requests/request-store.ts';
import { refuseUnsafe } from '../settings/refuse-unsafe.ts';
import type { Settings } from '../settings/settings.ts';
import { systemChance } from '../shared/chance.ts';
import { dayOf, systemClock } from '../shared/clock.ts';
import { errorFields } from '../shared/log.ts';
import { createLine } from '../turns/handle-turn.ts';
import { purge } from '../turns/purge.ts';
import { quarantine } from '../turns/quarantine.ts';
import { createApp, type MountedApi } from '../web/app.ts';
import { type FetchTake, takePath } from '../web/audio/serve-take.ts';
import { audioPath } from '../web/audio/sounds.ts';
import { createGatewayListener } from '../web/gateway-listener.ts';
import { createMetrics, type Metrics } from '../web/metrics.ts';
import { answerOf, createServe, type ServedRoute } from '../web/serve-turn.ts';
import { startListeners } from '../web/start.ts';
import { type Calling, onlyPossibleCalls, startCalling } from './calling.ts';
import { startCatalogue } from './catalogue.ts';
import { type Noting, startNoting } from './interest.ts';
import { runNowAndThen } from './jobs.ts';
import { lastWords } from './last-words.ts';
import { type Loaded, loadWords, playedBy } from './load-words.ts';
import { startNews } from './news.ts';
import { type Doors, type Kept, openKept, type ServiceDoors } from './open-kept.ts';
import { openProviders, type Providers } from './providers.ts';
import { startFetching } from './recordings.ts';
import { onlyPossibleTexts, type Sending, startSending } from './sending.ts';
import { startApi } from './serving-api.ts';
import { startSweeping } from './sweep.ts';
import { createFetchTake } from './takes.ts';

export type { ServiceDoors };

/** How long the first turn waits for what a former process spooled, in milliseconds; then it is a stranger's. */
const SPOOL_PATIENCE_MS = 2_000;
/** Milliseconds from the start to the first purge, when nobody waits for the start any more, and between two purges. */
const FIRST_PURGE_MS = 60_000;
const PURGE_EVERY_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** A route as a gateway is told of it. */
export interface OpenRoute {
	readonly id: string;
	readonly country: string;
	readonly serviceCode: string;
	/** Path of its callback address; its last part is a secret. */
	readonly path: string;
}

export interface Service {
	readonly port: number;
	readonly adminPort: number;
	readonly routes: readonly OpenRoute[];
	/** Drains and closes; everything acknowledged is durable already. */
	readonly stop: () => Promise<void>;
}

/**
 * Brings the service up: keys, words, store, spool, and the listeners last.
 * @throws {ServiceError} with a sentence for operators when something is missing, damaged or unsafe.
 */
export async function startService(settings: Settings, doors: ServiceDoors): Promise<Service> {
	const { clock = systemClock, chance = systemChance, log } = doors;
	const data = resolve(settings.dataFolder);
	mkdirSync(data, { recursive: true, mode: 0o700 });
	chmodSync(data, 0o700);
	const loaded = loadWords(doors.root, settings.programmeFile);
	const secrets = routeSecrets(join(data, 'routes'), loaded.programme.routes, chance);
	refuseUnsafe(settings, {
		demonstration: loaded.programme.demonstration,
		routes: [...secrets].map(([id, secret]) => ({ id, secret })),
		environment: doors.environment,
		nodeArguments: doors.nodeArguments,
		dataFolderMode: statSync(data).mode,
	});
	const metrics = createMetrics();
	const kept = await openKept(settings, { ...doors, clock, chance }, data, metrics);
	const providers = await openProviders(loaded.programme.routes, settings);
	const { routes: configured } = loaded.programme;
	const callable = onlyPossibleCalls(loaded.words, configured, providers.callers);
	const words = onlyPossibleTexts(callable, configured, providers.senders);
	const routes = loaded.programme.routes.flatMap((route) => served(route, secrets, providers, settings.publicOrigin));
	await Promise.race([kept.breaker.probed, pause(SPOOL_PATIENCE_MS, undefined, { ref: false })]);
	const sendingParts = { settings, kept, doors: { ...doors, clock, chance }, metrics };
	const sending = startSending(loaded.programme, providers, routes, sendingParts);
	const calling = startCalling(loaded.programme, providers, routes, sendingParts);
	const fetching = startFetching(providers.recorders, sendingParts);
	const catalogued = startCatalogue(kept, { clock, log }, loaded);
	const noting = startNoting(kept, words, { ...doors, clock, chance });
	const api = startApi(settings, loaded, kept, { ...doors, clock, chance });
	const open = listening(
		settings,
		{
			...loaded,
			words,
			routes,
			sending,
			calling,
			api: api.mounted,
			noted: noting.noted,
			fetchTake: createFetchTake(providers, kept, { clock }),
		},
		{ ...doors, clock, chance },
		{ ...kept, metrics },
	);
	const started = await startListeners({
		...open,
		...(providers.simulator === undefined ? {} : { simulator: providers.simulator }),
		address: { host: settings.host, port: settings.port },
		adminAddress: { host: settings.adminHost, port: settings.adminPort },
		mostConnections: settings.mostConnections,
		drain: { idle: 1_000, all: 10_000 },
	});
	if (loaded.unfitClips.length > 0) log.error('clips-left-out', { count: loaded.unfitClips.length });
	const sweepingParts = { ...sendingParts, line: open.line, sending };
	const stopSweeping = startSweeping(loaded.programme.routes, providers, sweepingParts);
	const stopNews = startNews(kept, words, new Set(configured.map(({ id }) => id)), { ...doors, clock, chance });
	const stopPurging = purgeNowAndThen(kept, settings, { ...doors, clock, chance });
	log.info('started', { port: started.port });
	return {
		port: started.port,
		adminPort: started.adminPort,
		routes: routes.map(({ id, path, secret, serviceCode }) => ({
			id,
			country: loaded.words.route(id).country,
			serviceCode,
			path: `/channels/${path}/${secret}`,
		})),
		stop: async () => {
			stopNews();
			stopPurging();
			await started.stop();
			await api.stop();
			await noting.stop();
			await catalogued.stop();
			await stopSweeping();
			await sending.stop();
			await calling.stop();
			await fetching.stop();
			kept.breaker.stop();
			await kept.spool.close();
			await kept.store.close();
			log.info('stopped');
		},
	};
}

/** A route has a callback address for each kind of callback that its provider makes on its channel. */
function served(
	route: ConfiguredRoute,
	secrets: ReadonlyMap<string, string>,
	{ handlers, callers }: Providers,
	publicOrigin: string,
): readonly ServedRoute[] {
	const { id, serviceCode, provider, channel } = route;
	const secret = secrets.get(id);
	const ours = handlers.filter((one) => one.channel === channel && one.path.startsWith(`${provider}/`));
	if (ours.length === 0 || secret === undefined) throw new Error(`route ${id}: nobody handles ${provider}/${channel}`);
	const audio = (clips: readonly string[]) => `${publicOrigin}${audioPath(clips, playedBy[provider])}`;
	const callsBack = route.incoming === 'call-back' && callers.has(id);
	const recording = (take: string) => `${publicOrigin}${takePath(take)}`;
	return ours.map((handler) => ({ id, path: handler.path, secret, serviceCode, handler, audio, recording, callsBack }));
}

/** What the programme says, and how it is reached. */
type Opened = Loaded & {
	readonly routes: readonly ServedRoute[];
	readonly sending: Sending;
	readonly calling: Calling;
	readonly api: MountedApi;
	readonly fetchTake: FetchTake;
	readonly noted: Noting['noted'];
};

function listening(
	settings: Settings,
	{ words, routes, sending, calling, sounds, prompts, api, noted, fetchTake }: Opened,
	doors: Doors,
	kept: Kept & { readonly metrics: Metrics },
) {
	const { log, clock, chance } = doors;
	const { metrics, store, spool, breaker } = kept;
	const help = (route: string, key: 'nav.not-kept' | 'nav.numbers') =>
		(words.route(route).channel === 'voice' ? spokenHelp : lastWords)(words, route, key);
	const line = createLine({
		...kept,
		flows,
		words,
		prompts,
		clock,
		chance,
		resumeMs: settings.resumeMinutes * 60_000,
		count: metrics.turn,
		callAsked: calling.poke,
		noted,
		unreadable: (error) => log.error('conversation-unreadable', errorFields(error)),
	});
	const serve = createServe({
		turn: (route, incoming) => breaker.hold()?.then(() => line.turn(route, incoming)) ?? line.turn(route, incoming),
		call: (route, call) => breaker.hold()?.then(() => line.call(route, call)) ?? line.call(route, call),
		missed: async (route, call) => {
			await breaker.hold();
			await line.missed(route, call);
		},
		heardOfCall: calling.heard,
		callEnded: async (route, end) => {
			await breaker.hold();
			await line.callEnded(route, end);
		},
		publicOrigin: settings.publicOrigin,
		message: async (route, message) => {
			await breaker.hold();
			await line.message(route, message);
			sending.poke(route);
		},
		report: async (route, report) => {
			const provider = routes.find(({ id }) => id === route)?.path.split('/', 1)[0] ?? '';
			metrics.reported(route, await takeReport(provider, report, { ...kept, clock }));
		},
		optOut: (_route, from, wants) => keepOptOut(from, wants, { ...kept, clock }),
		odd: async (route, reason, body) => {
			metrics.quarantined(route, reason);
			await quarantine({ route, reason, body }, { ...kept, clock, chance });
		},
		forged: metrics.forged,
		sessionEnded: metrics.sessionEnded,
		oddReply: ({ id }) => help(id, 'nav.numbers'),
	});
	const observer = {
		answered: metrics.app.answered,
		failed: (status: number, error: unknown) => log.error('page-failed', { status, ...errorFields(error) }),
	};
	const listener = createGatewayListener<ServedRoute>({
		routes,
		serve,
		lastResort: (route) => route.handler.again ?? answerOf(route, help(route.id, 'nav.not-kept')),
		elsewhere: createApp(observer, sounds, api, fetchTake),
		deadline: settings.turnDeadline,
		stopwatch: doors.stopwatch,
		observer: {
			...metrics.gateway,
			failed: (route, error) => log.error('turn-failed', { route, ...errorFields(error) }),
		},
	});
	const readiness = async () => {
		const [stored, spooled] = await Promise.all([answers(store.ping), spool.writable()]);
		const parts = { store: stored ? 'up' : 'down', spool: spooled ? 'up' : 'down', turns: breaker.state() };
		return { ready: stored || spooled, parts };
	};
	return { listener, readiness, metrics, line };
}

function answers(ping: () => Promise<void>): Promise<boolean> {
	return ping().then(
		() => true,
		() => false,
	);
}

function purgeNowAndThen({ store, vault }: Kept, settings: Settings, { clock, chance, log }: Doors): () => void {
	const retention = {
		conversations: settings.conversationDays,
		replies: settings.replyDays,
		persons: settings.personDays,
		quarantine: settings.quarantineDays,
		messageBodies: settings.messageBodyDays,
		messages: settings.messageDays,
	};
	const requests = createRequestStore({ records: store.records, vault });
	const run = async () => {
		await purge(store, retention, clock.now());
		await requests.purge(dayOf(clock.now() - settings.requestDays * DAY_MS));
	};
	const job = { name: 'purge', everyMs: PURGE_EVERY_MS, run };
	const parts = {
		leases: store.leases,
		holder: chance.id(),
		now: clock.now,
		onFailure: (name: string, error: unknown) => log.error('job-failed', { reason: name, ...errorFields(error) }),
	};
	return runNowAndThen(job, FIRST_PURGE_MS, parts);
}
