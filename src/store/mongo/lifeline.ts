/** How long nothing may succeed before the connection is made anew, in milliseconds: longer than any election. */
const SILENT_MS = 10_000;

/** Told how each question to the database ended. */
export interface Lifeline {
	readonly succeeded: () => void;
	readonly failed: () => void;
}

/**
 * Makes a connection anew when nothing has succeeded on it for a while. The driver reconnects by itself, but not always: its monitor of
 * a server may begin to write at the moment in which the socket is destroyed, and then waits for ever for the socket to drain
 * (seen with driver 7.8 when a connection was cut under load), after which no server is found again by this process.
 * @param now milliseconds on a clock that never jumps.
 */
export function createLifeline(reconnect: () => Promise<void>, now: () => number): Lifeline {
	let since: number | undefined;
	let reconnecting = false;
	return {
		succeeded: () => {
			since = undefined;
		},
		failed: () => {
			since ??= now();
			if (reconnecting || now() - since < SILENT_MS) return;
			since = undefined;
			reconnecting = true;
			// Where it fails the server is away still, and the next failures ask again.
			reconnect()
				.catch(() => undefined)
				.finally(() => {
					reconnecting = false;
				});
		},
	};
}
