import { setTimeout as pause } from 'node:timers/promises';
import type { Entry } from './documents.ts';
import { within } from './failures.ts';
import type { Models } from './models.ts';
import { move } from './move.ts';
import { findLeft, type Place, pull } from './places.ts';

/** An entry and the document that holds it. */
export interface Brought {
	readonly from: Place;
	/** `_id` of the document. */
	readonly id: string;
	readonly entry: Entry;
}

/**
 * Moves on what commits left, each document's in the order in which it was left: at once what this process committed, and, by
 * sweeps, what another one left behind when it died. Every step can be done again and by several at once.
 */
export interface Relay {
	/** `earlier`: ids of entries that the document holds before this one; they go first, whoever left them. */
	readonly bring: (brought: Brought, earlier: readonly string[]) => void;
	/** Moves on all that one document holds; resolves when it has. */
	readonly moveOn: (from: Place, id: string) => Promise<void>;
	/** Resolves when all that was brought by now has been moved on, or the relay was stopped. */
	readonly settled: () => Promise<void>;
	/** Looks for what was left behind and moves it on. What another instance has just committed it moves on by itself. */
	readonly sweep: () => Promise<void>;
	readonly stop: () => void;
}

export interface RelayOptions {
	/** Milliseconds between two sweeps, and before what failed is tried again. */
	readonly sweepMs: number;
	/** Milliseconds after which moving on is given up, and begun again: a question that is never answered must not hold up the rest. */
	readonly patienceMs: number;
	/** Told of each failure; nothing is lost by it. */
	readonly onTrouble: (error: unknown) => void;
}

/** Moved together at the most, so that one write serves many. */
const TOGETHER = 256;
/** More than so many are left to the sweep: they are safe where they are, and memory is not. */
const WAITING_MOST = 20_000;

interface Waiting extends Brought {
	/** Something of the document that goes first is not in this process's hands. */
	readonly withAll: boolean;
}

const keyOf = ({ from, id, entry }: Brought): string => `${from} ${id} ${entry.id}`;

export function createRelay(models: Models, { sweepMs, patienceMs, onTrouble }: RelayOptions): Relay {
	const waiting: Waiting[] = [];
	const inHand = new Set<string>();
	const stopping = new AbortController();
	let running: Promise<void> | undefined;
	let seen: ReadonlySet<string> = new Set();

	const run = async () => {
		while (waiting.length > 0 && !stopping.signal.aborted) {
			const together = waiting.slice(0, TOGETHER);
			try {
				await within(
					patienceMs,
					complete(models, together).then((all) => moveTogether(models, all)),
				);
				waiting.splice(0, together.length);
				for (const moved of together) inHand.delete(keyOf(moved));
			} catch (error) {
				onTrouble(error);
				await pause(sweepMs, undefined, { ref: false, signal: stopping.signal }).catch(() => undefined);
			}
		}
	};
	const start = () => {
		running ??= run().finally(() => {
			running = undefined;
			if (waiting.length > 0 && !stopping.signal.aborted) start();
		});
	};
	const sweep = async () => {
		const left = await within(patienceMs, findLeft(models, TOGETHER));
		const lasting = left.filter((brought) => seen.has(keyOf(brought)) && !inHand.has(keyOf(brought)));
		seen = new Set(left.map(keyOf));
		const documents = new Map(lasting.map(({ from, id }) => [`${from} ${id}`, { from, id }]));
		for (const document of documents.values()) await within(patienceMs, moveAllOf(models, document));
	};
	const timer = setInterval(() => void sweep().catch(onTrouble), sweepMs);
	timer.unref();
	return {
		bring: (brought, earlier) => {
			if (waiting.length >= WAITING_MOST || stopping.signal.aborted) return;
			const withAll = earlier.some((id) => !inHand.has(keyOf({ ...brought, entry: { ...brought.entry, id } })));
			inHand.add(keyOf(brought));
			waiting.push({ ...brought, withAll });
			start();
		},
		moveOn: (from, id) => moveAllOf(models, { from, id }),
		settled: async () => {
			while (running !== undefined) await running;
		},
		sweep,
		stop: () => {
			stopping.abort();
			clearInterval(timer);
		},
	};
}

/** Moves on all that one document holds. */
async function moveAllOf(models: Models, document: { readonly from: Place; readonly id: string }): Promise<void> {
	await moveTogether(models, await findLeft(models, 1, document));
}

/** The entries themselves, or, where something goes first, all that the document holds. */
async function complete(models: Models, together: readonly Waiting[]): Promise<readonly Brought[]> {
	const all: Brought[] = [];
	for (const { withAll, ...brought } of together) {
		if (withAll) all.push(...(await findLeft(models, 1, brought)));
		else all.push(brought);
	}
	return all;
}

async function moveTogether(models: Models, together: readonly Brought[]): Promise<void> {
	if (together.length === 0) return;
	await move(
		models,
		together.map(({ entry }) => entry),
	);
	await pull(models, together);
}
