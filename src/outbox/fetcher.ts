import { type FetchParts, fetchOne, type RecordingRoute } from './fetch-recording.ts';
import { createWaker } from './waker.ts';

export interface FetcherOptions {
	/** How long a claim holds, in milliseconds: longer than both deadlines of the provider and the store's together. */
	readonly claimMs?: number;
	/** How often it looks when it was told of nothing, in milliseconds. */
	readonly pollMs?: number;
	/** Told the error of a recording that could not be kept or recorded, or of a look that failed; it is tried again. */
	readonly onTrouble: (error: unknown) => void;
}

/** Most recordings of a route in memory at once: each is there as sound, as text and sealed, some 10 MB together. */
const AT_ONCE = 2;
const CLAIM_MS = 120_000;
const POLL_MS = 5_000;

/** Fetches what was said on one route, as long as it runs. */
export interface Fetcher {
	/** Something was committed here: looks at once. */
	readonly poke: () => void;
	/** Takes nothing new; resolves when what was begun has ended. */
	readonly stop: () => Promise<void>;
}

/** Any number of instances may fetch on one route at once. Nobody waits for a recording: it goes behind all else. */
export function startFetcher(route: RecordingRoute, parts: FetchParts, options: FetcherOptions): Fetcher {
	const { claimMs = CLAIM_MS, pollMs = POLL_MS, onTrouble } = options;
	const waker = createWaker(pollMs);
	/** Gives how many there were. */
	const round = async (): Promise<number> => {
		waker.looks();
		const { outbox } = parts.store;
		const ask = { kinds: ['recording'] as const, route: route.id, now: parts.clock.now(), forMs: claimMs };
		const claims = await outbox.claim({ ...ask, most: AT_ONCE });
		await Promise.all(claims.map((claim) => fetchOne(claim, route, parts).catch(onTrouble)));
		return claims.length;
	};
	const run = async () => {
		while (!waker.stopped()) {
			const found = await round().catch((error: unknown) => {
				onTrouble(error);
				return 0;
			});
			if (found === 0) await waker.pause();
		}
	};
	const running = run();
	return {
		poke: waker.poke,
		stop: () => {
			waker.stop();
			return running;
		},
	};
}
