import type { Clock } from '../shared/clock.ts';
import type { OutboxClaim } from '../store/coordination.ts';
import type { OutboxRow, Store } from '../store/store.ts';
import { createWaker } from './waker.ts';

export interface ClaimsLoopOptions {
	readonly kind: OutboxRow['kind'];
	readonly routeId: string;
	/** Most claims that are under way at once. */
	readonly most: number;
	/** How long a claim holds, in milliseconds: longer than the provider's deadline and the store's together. */
	readonly claimMs: number;
	/** How often it looks when it was told of nothing, in milliseconds: what others committed, what is due by now. */
	readonly pollMs: number;
	/** Told the error of a claim that could not be worked off or recorded, or of a look that failed; it is tried again. */
	readonly onTrouble: (error: unknown) => void;
}

/** Works off what is due on one route, as long as it runs. */
export interface ClaimsLoop {
	/** Something was committed here: looks at once. */
	readonly poke: () => void;
	/** Takes nothing new; resolves when what was begun has ended. */
	readonly stop: () => Promise<void>;
}

/** Any number of instances may work on one route at once: a row is claimed by one of them. */
export function startClaimsLoop(
	work: (claim: OutboxClaim) => Promise<void>,
	{ store, clock }: { readonly store: Pick<Store, 'outbox'>; readonly clock: Clock },
	{ kind, routeId, most, claimMs, pollMs, onTrouble }: ClaimsLoopOptions,
): ClaimsLoop {
	const underWay = new Set<Promise<void>>();
	const waker = createWaker(pollMs);
	const begin = (claim: OutboxClaim) => {
		const working = work(claim)
			.catch(onTrouble)
			.finally(() => {
				underWay.delete(working);
				waker.wake();
			});
		underWay.add(working);
	};
	const told = (error: unknown): readonly OutboxClaim[] => {
		onTrouble(error);
		return [];
	};
	const run = async () => {
		while (!waker.stopped()) {
			waker.looks();
			const free = most - underWay.size;
			const ask = { kinds: [kind], route: routeId, now: clock.now(), forMs: claimMs, most: free };
			const claims = free === 0 ? [] : await store.outbox.claim(ask).catch(told);
			for (const claim of claims) begin(claim);
			if (claims.length < free || free === 0) await waker.pause();
		}
		await Promise.all(underWay);
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
