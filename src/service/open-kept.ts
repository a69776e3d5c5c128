import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Environment, Settings } from '../settings/settings.ts';
import type { Chance } from '../shared/chance.ts';
import type { Clock } from '../shared/clock.ts';
import { ServiceError } from '../shared/errors.ts';
import { errorFields, type Log } from '../shared/log.ts';
import type { Store } from '../store/store.ts';
import { StoreUnavailable } from '../store/unavailable.ts';
import { type AtHand, createAtHand } from '../turns/remembered.ts';
import { type Breaker, startBreaker } from '../turns/spool/breaker.ts';
import { openSpool } from '../turns/spool/open.ts';
import { replayInto } from '../turns/spool/replay.ts';
import type { Spool } from '../turns/spool/spool.ts';
import { createVault } from '../vault/create-vault.ts';
import { openKeyRing } from '../vault/key-ring.ts';
import { refuseForeignRing, refuseOtherRing } from '../vault/rotation.ts';
import type { Vault } from '../vault/vault.ts';
import type { Metrics } from '../web/metrics.ts';
import { databaseFile, openStore } from './open-store.ts';

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

/** What lasts, and what decides where a turn goes. */
export interface Kept {
	readonly store: Store;
	readonly spool: Spool;
	readonly breaker: Breaker;
	readonly vault: Vault;
	/** What was handled lately. */
	readonly atHand: AtHand;
}

export type Doors = ServiceDoors & { readonly clock: Clock; readonly chance: Chance };

/**
 * Opens keys, spool and store. Without its store the service starts too: turns go to the spool until it is there.
 * @throws {ServiceError} when keys, spool or database are another's, damaged or lost; nothing stays open then.
 */
export async function openKept(settings: Settings, doors: Doors, data: string, metrics: Metrics): Promise<Kept> {
	const { log, chance, clock } = doors;
	const inline = doors.inline ?? false;
	refuseLostKeys(data, databaseFile(settings, data));
	const made = createVault(openKeyRing(join(data, 'keys'), chance), chance);
	const vault = doors.betweenVault?.(made) ?? made;
	const spoolOpened = await openSpool({
		directory: settings.spoolFolder === '' ? join(data, 'spool') : resolve(settings.spoolFolder),
		vault,
		inline,
		clock,
		chance,
		onTrouble: ({ kind }) => log.error('spool-trouble', { reason: kind }),
	});
	const spool = doors.betweenSpool?.(spoolOpened) ?? spoolOpened;
	try {
		const { store, ringChecked } = await openChecked(settings, doors, data, vault);
		const atHand = createAtHand();
		const ping = () => ringChecked().then(store.ping);
		const breaker = breakerOf({ store: { ...store, ping }, spool, atHand, vault }, log);
		metrics.gauge('spool_records', 'Turns that wait in the spool', () => spool.depth().records);
		metrics.gauge('spool_set_aside', 'Spool records that could not be read back', () => spool.depth().setAside);
		metrics.gauge('store_used', '1 while turns go to the store, 0 while to the spool', () =>
			Number(breaker.usesStore()),
		);
		metrics.gauge('log_fields_dropped', 'Fields that the log did not let through', log.dropped);
		return { store, spool, breaker, vault, atHand };
	} catch (error) {
		await spool.close();
		throw error;
	}
}

/** New keys beside an old database would open nothing of it: whoever lost the keys must hear of it before any are made. */
function refuseLostKeys(data: string, database: string | undefined): void {
	const keys = join(data, 'keys');
	if (database === undefined || existsSync(keys) || !existsSync(database)) return;
	throw new ServiceError(
		'keys-lost',
		'a database without its keys',
		`There is a database, but no keys in ${keys}. Restore the keys from their backup; without them nothing can be opened.`,
	);
}

interface Checked {
	readonly store: Store;
	/** Rejects until the store has answered and the ring turned out to be its own: nothing goes into it before. */
	readonly ringChecked: () => Promise<void>;
}

async function openChecked(settings: Settings, doors: Doors, data: string, vault: Vault): Promise<Checked> {
	const opened = await openStore(settings, data, {
		inline: doors.inline ?? false,
		timeoutMs: settings.storeTimeout,
		onTrouble: (error) => doors.log.error('relay-failed', errorFields(error)),
	});
	const store = doors.between?.(opened) ?? opened;
	const ringChecked = createRingCheck(store, vault);
	try {
		await ringChecked();
	} catch (error) {
		if (!(error instanceof StoreUnavailable)) {
			await opened.close();
			throw error;
		}
		doors.log.error('start-without-store', errorFields(error));
	}
	return { store, ringChecked: said(ringChecked, doors.log) };
}

/** Passes for good once it has passed. */
function createRingCheck(store: Store, vault: Vault): () => Promise<void> {
	let passed = false;
	return async () => {
		if (passed) return;
		await refuseForeignRing(store.housekeeping, vault);
		await refuseOtherRing(store.marks, vault);
		passed = true;
	};
}

/** The check of a store that came late: that its keys are others' is said once, however often it is asked. */
function said(check: () => Promise<void>, log: Log): () => Promise<void> {
	let isSaid = false;
	return async () => {
		try {
			await check();
		} catch (error) {
			if (!isSaid && !(error instanceof StoreUnavailable)) log.error('keys-refused', errorFields(error));
			isSaid ||= !(error instanceof StoreUnavailable);
			throw error;
		}
	};
}

function breakerOf({ store, spool, atHand, vault }: Omit<Kept, 'breaker'>, log: Log): Breaker {
	// Forgotten once the store can be asked again: forgotten before, its person would be a stranger.
	const overruled = new Set<string>();
	const replayed = replayInto(
		{ store, vault },
		{
			gaveWay: (what) => log.warn('replay-gave-way', { reason: what }),
			overruled: (conversationId) => overruled.add(conversationId),
		},
	);
	return startBreaker({
		ping: store.ping,
		drain: () => spool.drain(replayed),
		spooled: () => spool.depth().records,
		onChange: (state) => {
			log.warn('breaker', { reason: state });
			if (state !== 'closed') return;
			for (const conversationId of overruled) atHand.delete(conversationId);
			overruled.clear();
		},
	});
}
