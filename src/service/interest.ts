import type { Words } from '../conversation/index.ts';
import { createInterestCounter } from '../programmes/interest/counter.ts';
import { type EndedTurn, interestOf } from '../programmes/interest/interest-of.ts';
import { errorFields } from '../shared/log.ts';
import type { Doors, Kept } from './open-kept.ts';

/** Milliseconds between two times that what was counted is added to the store; so much is lost when the process dies. */
const FLUSH_EVERY_MS = 60_000;

export interface Noting {
	/** Takes what a turn adds to the counts. Never throws. */
	readonly noted: (ended: EndedTurn) => void;
	/** Adds what is left; waits for it. */
	readonly stop: () => Promise<void>;
}

/** Counts what people ask for; each instance its own, and all of them into one record a country and month. */
export function startNoting(
	{ store }: Pick<Kept, 'store'>,
	words: Words,
	doors: Pick<Doors, 'clock' | 'chance' | 'log'>,
): Noting {
	const { clock, chance, log } = doors;
	const trouble = (error: unknown) => log.error('interest-not-kept', errorFields(error));
	const counter = createInterestCounter({ records: store.records, holder: chance.id(), onTrouble: trouble });
	const every = setInterval(() => void counter.flush(clock.now()), FLUSH_EVERY_MS).unref();
	return {
		noted: (ended) => {
			try {
				counter.note(ended.route.country, interestOf(ended, words), ended.after.at);
			} catch (error) {
				trouble(error);
			}
		},
		stop: async () => {
			clearInterval(every);
			await counter.flush(clock.now());
		},
	};
}
