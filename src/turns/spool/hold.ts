import type { After } from './breaker.ts';

/** Records that a drain gets through while people wait without noticing. */
export const MOST_LEFT = 1_000;
/** How long a turn waits at the most, in milliseconds: store and spool may still need their own time before the deadline. */
export const HOLD_MS = 700;
/** After a hold that was too short, turns pass for so many milliseconds: most of them must not be slow. */
export const PASS_MS = 3_000;

export interface Hold {
	/** What a turn waits for before it begins; `undefined` when it need not. */
	readonly wait: (left: number) => Promise<void> | undefined;
	/** The drain is over: whoever waits goes on. */
	readonly release: () => void;
}

/**
 * Holds turns back at the end of a drain. As long as each of them goes to the spool, a busy line never finds it empty, and
 * would stay with it for ever though the store is back.
 */
export function createHold(after: After): Hold {
	let held: Promise<void> | undefined;
	let passing = false;
	let letGo: () => void = () => undefined;

	const hold = () =>
		new Promise<void>((resolve) => {
			const callOff = after(HOLD_MS, () => {
				passing = true;
				after(PASS_MS, () => {
					passing = false;
				});
				letGo();
			});
			letGo = () => {
				callOff();
				held = undefined;
				resolve();
			};
		});
	return {
		wait: (left) => {
			if (held === undefined && !passing && left <= MOST_LEFT) held = hold();
			return held;
		},
		release: () => {
			if (held !== undefined) letGo();
		},
	};
}
