import type { Inbox, ReceivedMessage } from '../channels/sending.ts';
import { asked } from '../outbox/ask-provider.ts';
import type { ConfiguredRoute } from '../programmes/programme.ts';
import { errorFields } from '../shared/log.ts';
import type { Line } from '../turns/handle-turn.ts';
import type { ListedText } from '../turns/hear-listed.ts';
import type { Metrics } from '../web/metrics.ts';
import { runNowAndThen } from './jobs.ts';
import type { Doors, Kept } from './open-kept.ts';
import type { Providers } from './providers.ts';
import type { Sending } from './sending.ts';

/** How far back a list is looked through, in milliseconds: who wrote earlier has written again, or given up. */
const WINDOW_MS = 24 * 3_600_000;
/** How far back a list is looked through once more: what comes into it late. */
const OVERLAP_MS = 3_600_000;
/** A text younger than this may still be brought by its callback, which has the better claim. */
const YOUNG_MS = 60_000;

/** How often lists are looked through, over all instances together, and milliseconds from the start to the first time. */
const SWEEP_EVERY_MS = 300_000;
const FIRST_SWEEP_MS = 60_000;
/** Milliseconds for all pages of one list. */
const LIST_MS = 60_000;

/** A route whose provider lists what came in. */
export interface SweptRoute {
	readonly id: string;
	/** Our number, to which the texts were sent. */
	readonly to: string;
	readonly inbox: Inbox;
}

export interface SweepParts {
	readonly listed: Line['listed'];
	/** What was heard before is not known while turns go to the spool. */
	readonly usesStore: () => boolean;
	readonly now: () => number;
	/** Milliseconds for all pages of one list. */
	readonly deadlineMs: number;
	/** Ends a sweep that is under way: what it has not come to waits for the next. */
	readonly stopping: AbortSignal;
	/** Told what was found by a route: a text, or that the list cannot be had. For metrics. */
	readonly found: (routeId: string, what: 'heard' | 'overtaken' | 'no-list') => void;
	/** Something was heard by this route: its answer waits. */
	readonly poke: (routeId: string) => void;
	/** Told the error of a list or text; it is tried again by the next sweep. */
	readonly onTrouble: (error: unknown) => void;
}

/** How far a route was swept, in memory: after a start it is swept from the beginning of the window. */
interface Swept {
	readonly upTo: number;
	/** Ids of listed texts that are dealt with. */
	readonly known: ReadonlySet<string>;
}

/** Asks each provider what it got for us, and hears what no callback has brought. Runs as often as one likes; never throws. */
export function createSweep(routes: readonly SweptRoute[], parts: SweepParts): () => Promise<void> {
	const swept = new Map<string, Swept>();
	return async () => {
		for (const route of routes) {
			if (!goesOn(parts)) return;
			const next = await sweep(route, swept.get(route.id) ?? { upTo: 0, known: new Set() }, parts);
			swept.set(route.id, next);
		}
	};
}

async function sweep(route: SweptRoute, before: Swept, parts: SweepParts): Promise<Swept> {
	const now = parts.now();
	const since = Math.max(now - WINDOW_MS, before.upTo - OVERLAP_MS);
	const answer = await asked(
		(signal) => route.inbox.received({ to: route.to, since }, AbortSignal.any([signal, parts.stopping])),
		parts.deadlineMs,
	);
	if ('failed' in answer) {
		if (!parts.stopping.aborted) parts.found(route.id, 'no-list');
		return before;
	}
	const known = new Set<string>();
	let whole = true;
	for (const text of withAlike(answer.value, route.inbox.sameIds)) {
		const { messageId, sentAt } = text.message;
		if (sentAt > now - YOUNG_MS) continue;
		if (before.known.has(messageId) || (await isDealtWith(route, text, parts))) known.add(messageId);
		else whole = false;
	}
	return { upTo: whole ? now : before.upTo, known };
}

async function isDealtWith({ id }: SweptRoute, text: ListedText, parts: SweepParts): Promise<boolean> {
	if (!goesOn(parts)) return false;
	try {
		const outcome = await parts.listed(id, text);
		if (outcome === 'heard' || outcome === 'overtaken') parts.found(id, outcome);
		if (outcome === 'heard') parts.poke(id);
		return outcome !== 'later';
	} catch (error) {
		parts.onTrouble(error);
		return false;
	}
}

const goesOn = ({ stopping, usesStore }: SweepParts): boolean => !stopping.aborted && usesStore();

/** Each text with all that have its words and its sender. */
function withAlike(messages: readonly ReceivedMessage[], sameIds: boolean): readonly ListedText[] {
	const groups = new Map<string, ReceivedMessage[]>();
	const keyOf = ({ from, text }: ReceivedMessage) => `${from} ${text}`;
	for (const message of messages) {
		const group = groups.get(keyOf(message));
		if (group === undefined) groups.set(keyOf(message), [message]);
		else group.push(message);
	}
	return messages.map((message) => ({ message, sameIds, alike: groups.get(keyOf(message)) ?? [] }));
}

export interface SweepingParts {
	readonly line: Pick<Line, 'listed'>;
	readonly sending: Pick<Sending, 'poke'>;
	readonly kept: Pick<Kept, 'store' | 'breaker'>;
	readonly doors: Pick<Doors, 'log' | 'clock' | 'chance'>;
	readonly metrics: Pick<Metrics, 'swept'>;
}

/**
 * Sweeps every route whose provider keeps a list.
 * @returns what ends it, once a sweep that is under way has stopped.
 */
export function startSweeping(
	routes: readonly Pick<ConfiguredRoute, 'id' | 'serviceCode'>[],
	{ senders }: Pick<Providers, 'senders'>,
	{ line, sending, kept, doors, metrics }: SweepingParts,
): () => Promise<void> {
	const { log, clock, chance } = doors;
	const stopping = new AbortController();
	const swept = routes.flatMap(({ id, serviceCode: to }): SweptRoute[] => {
		const inbox = senders.get(id)?.inbox;
		return inbox === undefined ? [] : [{ id, to, inbox }];
	});
	const run = createSweep(swept, {
		listed: line.listed,
		usesStore: kept.breaker.usesStore,
		now: clock.now,
		deadlineMs: LIST_MS,
		stopping: stopping.signal,
		found: metrics.swept,
		poke: sending.poke,
		onTrouble: (error) => log.error('sweep-failed', errorFields(error)),
	});
	let underWay = Promise.resolve();
	const job = {
		name: 'sweep',
		everyMs: SWEEP_EVERY_MS,
		run: () => {
			underWay = run();
			return underWay;
		},
	};
	const stop = runNowAndThen(job, FIRST_SWEEP_MS, {
		leases: kept.store.leases,
		holder: chance.id(),
		now: clock.now,
		onFailure: (name, error) => log.error('job-failed', { reason: name, ...errorFields(error) }),
	});
	return () => {
		stop();
		stopping.abort();
		return underWay;
	};
}
