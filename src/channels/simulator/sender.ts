import type { MessageSender } from '../sending.ts';

/** A text that the simulator took. */
export interface SimulatedText {
	/** Count of all texts so far, from 1. */
	readonly position: number;
	readonly to: string;
	readonly text: string;
}

/** Newest texts that are kept, in memory alone. */
const TEXTS_MOST = 1_000;

/** A provider that is nobody: it takes every text and keeps it, so that a phone in a terminal can show it. Never in production. */
export interface Simulator {
	readonly sender: MessageSender;
	/** Texts to a number after a position. */
	readonly texts: (to: string, after: number) => readonly SimulatedText[];
}

export function createSimulator(): Simulator {
	const texts: SimulatedText[] = [];
	let count = 0;
	return {
		sender: {
			send: async ({ id, to, text }) => {
				count += 1;
				texts.push({ position: count, to, text });
				if (texts.length > TEXTS_MOST) texts.shift();
				return { outcome: 'accepted', ref: id };
			},
		},
		texts: (to, after) => texts.filter((one) => one.to === to && one.position > after),
	};
}
