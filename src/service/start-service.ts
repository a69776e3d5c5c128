import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { flows } from '../../flows/index.ts';
import { africastalkingUssd } from '../channels/africastalking/ussd.ts';
import type { GatewayHandler } from '../channels/channel.ts';
import type { ConfiguredRoute } from '../programmes/programme.ts';
import { routeSecrets } from '../programmes/route-secrets.ts';
import { refuseUnsafe } from '../settings/refuse-unsafe.ts';
import type { Environment, Settings } from '../settings/settings.ts';
import { type Chance, systemChance } from '../shared/chance.ts';
import { type Clock, systemClock } from '../shared/clock.ts';
import { errorFields, type Log } from '../shared/log.ts';
import { openSqliteStore } from '../store/sqlite/open.ts';
import type { Store } from '../store/store.ts';
import { StoreUnavailable } from '../store/unavailable.ts';
import { createLine } from '../turns/handle-turn.ts';
import { purge } from '../turns/purge.ts';
import { quarantine } from '../turns/quarantine.ts';
import { createAtHand } from '../turns/remembered.ts';
import { type Breaker, startBreaker } from '../turns/spool/breaker.ts';
import { openSpool } from '../turns/spool/open.ts';
import { replayInto } from '../turns/spool/replay.ts';
import type { Spool } from '../turns/spool/spool.ts';
import { createVault } from '../vault/create-vault.ts';
import { openKeyRing } from '../vault/key-ring.ts';
import { refuseForeignRing } from '../vault/rotation.ts';
import type { Vault } from '../vault/vault.ts';
import { createApp } from '../web/app.ts';
import { createGatewayListener } from '../web/gateway-listener.ts';
import { createMetrics, type Metrics } from '../web/metrics.ts';
import { createServe, type ServedRoute } from '../web/serve-turn.ts';
import { startListeners } from '../web/start.ts';
import { lastWords } from './last-words.ts';
import { type Loaded, loadWords } from './load-words.ts';

/** Handlers by path below `/channels`. A new provider is one line here. */
const handlers: readonly GatewayHandler[] = [africastalkingUssd];

/** How long the first turn waits for what a former process spooled, in milliseconds; then it is a stranger's. */
const SPOOL_PATIENCE_MS = 2_000;
/** How long before each purge, in milliseconds. */
const PURGE_EVERY_MS = 3_600_000;

export interface ServiceDoors {
	readonly environment: Environment;
	readonly nodeArguments: readonly string[];
	/** Folder of the installation, which holds `locales/` and `reference/`. */
	readonly root: string;
	readonly log: Log;
	readonly clock?: Clock;
	readonly chance?: Chance;
	/** Milliseconds on a clock that never jumps. */
	readonly stopwatch: () => number;
	/** Stands between the line and its store; the fault tests break it there. */
	readonly between?: (store: Store) => Store;
	/** The same between the line and its spool. */
	readonly betweenSpool?: (spool: Spool) => Spool;
	/** The same between whoever seals and the vault. */
	readonly betweenVault?: (vault: Vault) => Vault;
	/** Database and spool in this thread: for scripts and tests that run from source. */
	readonly inline?: boolean;
}

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

interface Kept {
	readonly store: Store;
	readonly spool: Spool;
	readonly breaker: Breaker;
	readonly vault: Vault;
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
	const routes = loaded.programme.routes.map((route) => served(route, secrets));
	await Promise.race([kept.breaker.probed, pause(SPOOL_PATIENCE_MS, undefined, { ref: false })]);
	const started = await startListeners({
		...listening(settings, loaded, routes, { ...doors, clock, chance }, { ...kept, metrics }),
		address: { host: settings.host, port: settings.port },
		adminAddress: { host: settings.adminHost, port: settings.adminPort },
		mostConnections: settings.mostConnections,
		drain: { idle: 1_000, all: 10_000 },
	});
	const stopPurging = purgeNowAndThen(kept, settings, clock, log);
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
			stopPurging();
			await started.stop();
			kept.breaker.stop();
			await kept.spool.close();
			await kept.store.close();
			log.info('stopped');
		},
	};
}

type Doors = ServiceDoors & { readonly clock: Clock; readonly chance: Chance };

async function openKept(settings: Settings, doors: Doors, data: string, metrics: Metrics): Promise<Kept> {
	const { log, chance, clock } = doors;
	const inline = doors.inline ?? false;
	const made = createVault(openKeyRing(join(data, 'keys'), chance), chance);
	const vault = doors.betweenVault?.(made) ?? made;
	const spoolOpened = await openSpool({
		directory: join(data, 'spool'),
		vault,
		inline,
		clock,
		chance,
		onTrouble: ({ kind }) => log.error('spool-trouble', { reason: kind }),
	});
	const spool = doors.betweenSpool?.(spoolOpened) ?? spoolOpened;
	try {
		const store = await openStore(settings, doors, data, vault);
		const breaker = breakerOf(store, spool, log);
		metrics.gauge('spool_records', 'Turns that wait in the spool', () => spool.depth().records);
		metrics.gauge('spool_set_aside', 'Spool records that could not be read back', () => spool.depth().setAside);
		metrics.gauge('store_used', '1 while turns go to the store, 0 while to the spool', () =>
			Number(breaker.usesStore()),
		);
		metrics.gauge('log_fields_dropped', 'Fields that the log did not let through', log.dropped);
		return { store, spool, breaker, vault };
	} catch (error) {
		await spool.close();
		throw error;
	}
}

async function openStore(settings: Settings, doors: Doors, data: string, vault: Vault): Promise<Store> {
	const file = settings.database.file ?? join(data, 'kasakuma.db');
	const opened = await openSqliteStore({ file, inline: doors.inline ?? false, timeoutMs: settings.storeTimeout });
	const store = doors.between?.(opened) ?? opened;
	try {
		await refuseForeignRing(store.housekeeping, vault);
	} catch (error) {
		if (!(error instanceof StoreUnavailable)) {
			await opened.close();
			throw error;
		}
		doors.log.error('start-without-store', errorFields(error));
	}
	return store;
}

function breakerOf(store: Store, spool: Spool, log: Log): Breaker {
	const replayed = replayInto(store, (what) => log.warn('replay-gave-way', { reason: what }));
	return startBreaker({
		ping: store.ping,
		drain: () => spool.drain(replayed),
		spooled: () => spool.depth().records,
		onChange: (state) => log.warn('breaker', { reason: state }),
	});
}

function served(route: ConfiguredRoute, secrets: ReadonlyMap<string, string>): ServedRoute {
	const path = `${route.provider}/${route.channel}`;
	const handler = handlers.find((one) => one.path === path);
	const secret = secrets.get(route.id);
	if (handler === undefined || secret === undefined) throw new Error(`route ${route.id}: nobody handles ${path}`);
	return { id: route.id, path, secret, serviceCode: route.serviceCode, handler };
}

function listening(
	settings: Settings,
	{ words }: Loaded,
	routes: readonly ServedRoute[],
	doors: Doors,
	kept: Kept & { readonly metrics: Metrics },
) {
	const { log, clock, chance } = doors;
	const { metrics, store, spool, breaker } = kept;
	const line = createLine({
		...kept,
		flows,
		words,
		clock,
		chance,
		atHand: createAtHand(),
		resumeMs: settings.resumeMinutes * 60_000,
		count: metrics.turn,
		unreadable: (error) => log.error('conversation-unreadable', errorFields(error)),
	});
	const serve = createServe({
		turn: (route, incoming) => breaker.hold()?.then(() => line(route, incoming)) ?? line(route, incoming),
		odd: async (route, reason, body) => {
			metrics.quarantined(route, reason);
			await quarantine({ route, reason, body }, { ...kept, clock, chance });
		},
		sessionEnded: metrics.sessionEnded,
		oddReply: ({ id }) => lastWords(words, id, 'nav.numbers'),
	});
	const app = createApp({
		answered: metrics.app.answered,
		failed: (status, error) => log.error('page-failed', { status, ...errorFields(error) }),
	});
	const listener = createGatewayListener<ServedRoute>({
		routes,
		serve,
		lastResort: ({ id, handler }) => handler.answer(lastWords(words, id, 'nav.not-kept')),
		elsewhere: app,
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
	return { listener, readiness, metrics };
}

function answers(ping: () => Promise<void>): Promise<boolean> {
	return ping().then(
		() => true,
		() => false,
	);
}

function purgeNowAndThen({ store }: Kept, settings: Settings, clock: Clock, log: Log): () => void {
	const retention = {
		conversations: settings.conversationDays,
		turns: settings.turnDays,
		persons: settings.personDays,
		quarantine: settings.quarantineDays,
	};
	const run = () => {
		purge(store, retention, clock.now()).catch((error: unknown) => log.error('purge-failed', errorFields(error)));
	};
	const timer = setInterval(run, PURGE_EVERY_MS);
	timer.unref();
	return () => clearInterval(timer);
}
