import type { OutboxClaim } from '../store/coordination.ts';
import { type SendingRoute, type SendParts, sendOne } from './send-one.ts';
import { createWaker } from './waker.ts';

export interface SenderOptions {
	/** Most messages of one route that are with the provider at once. */
	readonly most?: number;
	/** How long a claim holds, in milliseconds: longer than the provider's deadline and the store's together. */
	readonly claimMs?: number;
	/** How often it looks when it was told of nothing, in milliseconds: what others committed, what is due by now. */
	readonly pollMs?: number;
	/** Told the error of a message that could not be sent or recorded, or of a look that failed; it is tried again. */
	readonly onTrouble: (error: unknown) => void;
}

const MOST = 32;
const CLAIM_MS = 60_000;
const POLL_MS = 500;

/** Sends what is due on one route, as long as it runs. */
export interface Sender {
	/** Something was committed here: looks at once. */
	readonly poke: () => void;
	/** Takes nothing new; resolves when what was begun has ended. */
	readonly stop: () => Promise<void>;
}

/** Any number of instances may send on one route at once: a message is claimed by one of them, and goes once. */
export function startSender(route: SendingRoute, parts: SendParts, options: SenderOptions): Sender {
	const { most = MOST, claimMs = CLAIM_MS, pollMs = POLL_MS, onTrouble } = options;
	const underWay = new Set<Promise<void>>();
	const waker = createWaker(pollMs);
	const send = (claim: OutboxClaim) => {
		const sending = sendOne(claim, route, parts)
			.catch(onTrouble)
			.finally(() => {
				underWay.delete(sending);
				waker.wake();
			});
		underWay.add(sending);
	};
	const run = async () => {
		while (!waker.stopped()) {
			waker.looks();
			const free = most - underWay.size;
			const ask = { kinds: ['message'] as const, route: route.id, now: parts.clock.now(), forMs: claimMs, most: free };
			const claims = free === 0 ? [] : await parts.store.outbox.claim(ask).catch(told);
			for (const claim of claims) send(claim);
			if (claims.length < free || free === 0) await waker.pause();
		}
		await Promise.all(underWay);
	};
	const told = (error: unknown): readonly OutboxClaim[] => {
		onTrouble(error);
		return [];
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
