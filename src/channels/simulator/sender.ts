import type { CallMaker, MessageSender } from '../sending.ts';

/** A text that the simulator took. */
export interface SimulatedText {
	/** Count of all texts so far, from 1. */
	readonly position: number;
	readonly to: string;
	readonly text: string;
}

/** A call that the simulator is to make: a phone in a terminal may take it up. */
export interface SimulatedCall {
	/** Count of all calls so far, from 1. */
	readonly position: number;
	readonly to: string;
	/** Our number. */
	readonly from: string;
	/** Our id, which the provider would hand back. */
	readonly ours: string;
}

/** Newest texts, and calls, that are kept, in memory alone. */
const KEPT_MOST = 1_000;

/** A provider that is nobody: it takes every text and call and keeps it, for a phone in a terminal. Never in production. */
export interface Simulator {
	readonly sender: MessageSender;
	/** Texts to a number after a position. */
	readonly texts: (to: string, after: number) => readonly SimulatedText[];
	readonly caller: Pick<CallMaker, 'call'>;
	/** Calls to a number after a position. */
	readonly calls: (to: string, after: number) => readonly SimulatedCall[];
}

export function createSimulator(): Simulator {
	const texts = createLedger<SimulatedText>();
	const calls = createLedger<SimulatedCall>();
	return {
		sender: {
			send: async ({ id, to, text }) => {
				texts.add((position) => ({ position, to, text }));
				return { outcome: 'accepted', ref: id };
			},
		},
		texts: texts.to,
		caller: {
			call: async ({ id, to, from }) => {
				calls.add((position) => ({ position, to, from, ours: id }));
				return { outcome: 'accepted', ref: id };
			},
		},
		calls: calls.to,
	};
}

/** The newest of what was taken, counted. */
function createLedger<Entry extends { readonly position: number; readonly to: string }>() {
	const kept: Entry[] = [];
	let count = 0;
	return {
		add: (entry: (position: number) => Entry) => {
			count += 1;
			kept.push(entry(count));
			if (kept.length > KEPT_MOST) kept.shift();
		},
		to: (to: string, after: number) => kept.filter((one) => one.to === to && one.position > after),
	};
}
