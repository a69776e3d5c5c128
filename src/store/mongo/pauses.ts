/** How often the watch looks, in milliseconds. */
const LOOKS_MS = 100;
/** A look that comes so much too late, in milliseconds, was held up with the whole process. */
const PAUSE_MS = 400;
/** How long after waking failures are a pause's, in milliseconds: every time-out of the driver has passed at once. */
const AFTERWARDS_MS = 2_000;

/** Whether the whole process was paused a moment ago: by a machine that was suspended, a debugger, a starved core. */
export interface Pauses {
	readonly recently: () => boolean;
	readonly stop: () => void;
}

/** @param now milliseconds on a clock that never jumps. */
export function watchPauses(now: () => number): Pauses {
	let looked = now();
	let woke = Number.NEGATIVE_INFINITY;
	const look = () => {
		const at = now();
		if (at - looked > LOOKS_MS + PAUSE_MS) woke = at;
		looked = at;
	};
	const timer = setInterval(look, LOOKS_MS);
	timer.unref();
	return {
		recently: () => {
			look();
			return now() - woke < AFTERWARDS_MS;
		},
		stop: () => clearInterval(timer),
	};
}
