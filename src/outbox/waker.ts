/** Wakes a loop that looks for work: when it is told, when it is time to look again, and when it is to end. */
export interface Waker {
	readonly stopped: () => boolean;
	/** What was told from here on wakes the next pause at once. */
	readonly looks: () => void;
	readonly pause: () => Promise<void>;
	/** Ends a pause that is under way; one that comes later is not shortened. */
	readonly wake: () => void;
	/** Something was committed. */
	readonly poke: () => void;
	readonly stop: () => void;
}

/** @param pollMs the longest pause, in milliseconds. */
export function createWaker(pollMs: number): Waker {
	let stopped = false;
	let poked = false;
	let wake: () => void = () => {};
	return {
		stopped: () => stopped,
		looks: () => {
			poked = false;
		},
		pause: () =>
			new Promise<void>((resolve) => {
				const timer = setTimeout(resolve, pollMs);
				wake = () => {
					clearTimeout(timer);
					resolve();
				};
				if (poked || stopped) wake();
			}),
		wake: () => wake(),
		poke: () => {
			poked = true;
			wake();
		},
		stop: () => {
			stopped = true;
			wake();
		},
	};
}
