import { createHold } from './hold.ts';
import type { Drained } from './spool.ts';

/** Where turns go. */
export type BreakerState =
	/** To the store. */
	| 'closed'
	/** To the spool; the store is asked now and then whether it is back. */
	| 'open'
	/** To the spool still: the store is back and first gets what waits there, so that nobody's turns overtake each other. */
	| 'draining';

export type BreakerEvent = 'store-failed' | 'store-answered' | 'spool-emptied' | 'spool-left';

const TRANSITIONS: Readonly<Record<BreakerState, Partial<Record<BreakerEvent, BreakerState>>>> = {
	closed: { 'store-failed': 'open', 'spool-left': 'open' },
	open: { 'store-answered': 'draining' },
	draining: { 'store-failed': 'open', 'spool-left': 'open', 'spool-emptied': 'closed' },
};

/** The breaker as a pure function. What means nothing in a state leaves it. */
export function nextState(state: BreakerState, event: BreakerEvent): BreakerState {
	return TRANSITIONS[state][event] ?? state;
}

/** Runs something once, after a time in milliseconds; returns what calls it off. Tests hand in one that they move. */
export type After = (milliseconds: number, run: () => void) => () => void;

export const systemAfter: After = (milliseconds, run) => {
	const timer = setTimeout(run, milliseconds);
	return () => clearTimeout(timer);
};

export interface BreakerDoors {
	/** Resolves when the store would take a write: `store.ping`. */
	readonly ping: () => Promise<void>;
	/** Hands the spool's records to the store: `() => spool.drain(replayInto({ store, vault }))`. */
	readonly drain: () => Promise<Drained>;
	/** Durable records in the spool: `() => spool.depth().records`. */
	readonly spooled: () => number;
	readonly after?: After;
	/** Milliseconds between two probes; default 500. */
	readonly probeMs?: number;
	readonly onChange?: (state: BreakerState) => void;
}

export interface Breaker {
	/** Whether a turn may go to the store now. Ask once a turn, right before the store is used. */
	readonly usesStore: () => boolean;
	/**
	 * What a turn waits for before it begins: the end of a drain that is nearly over, for less than a second. Nearly always
	 * `undefined`: nothing.
	 */
	readonly hold: () => Promise<void> | undefined;
	/** The store failed a turn: it, and those that follow, go to the spool. */
	readonly storeFailed: () => void;
	/**
	 * Resolves when the first probe is over: the store is used, or was found wanting. Who takes turns before that must treat
	 * everybody as a stranger, those in the middle of a report too.
	 */
	readonly probed: Promise<void>;
	readonly state: () => BreakerState;
	readonly stop: () => void;
}

/** A breaker begins open and probes at once, so that what a former process spooled is in the store before any new turn. */
export function startBreaker(doors: BreakerDoors): Breaker {
	const { after = systemAfter, probeMs = 500 } = doors;
	let state: BreakerState = 'open';
	let stopped = false;
	let callOff: () => void = () => undefined;
	const hold = createHold(after);
	let firstProbeOver: () => void = () => undefined;
	const probed = new Promise<void>((resolve) => {
		firstProbeOver = resolve;
	});

	const on = (event: BreakerEvent) => {
		const next = nextState(state, event);
		if (next === state) return;
		state = next;
		hold.release();
		doors.onChange?.(state);
	};
	const probe = async () => {
		try {
			await doors.ping();
			if (stopped) return;
			on('store-answered');
			const { left } = await doors.drain();
			// In the same breath: a turn that was spooled since the drain's last look must not be overtaken.
			on(left === 0 && doors.spooled() === 0 ? 'spool-emptied' : 'spool-left');
		} catch {
			on('store-failed');
		}
		firstProbeOver();
		if (state !== 'closed') probeLater(probeMs);
	};
	const probeLater = (milliseconds: number) => {
		if (stopped) return;
		callOff = after(milliseconds, () => void probe());
	};
	const reopen = (event: BreakerEvent) => {
		const wasClosed = state === 'closed';
		on(event);
		if (wasClosed) probeLater(probeMs);
	};

	probeLater(0);
	return {
		usesStore: () => {
			// A turn that began while the breaker was open may be spooled after it closed.
			if (state === 'closed' && doors.spooled() > 0) reopen('spool-left');
			return state === 'closed';
		},
		hold: () => (state === 'draining' ? hold.wait(doors.spooled()) : undefined),
		storeFailed: () => reopen('store-failed'),
		probed,
		state: () => state,
		stop: () => {
			stopped = true;
			callOff();
			hold.release();
		},
	};
}
