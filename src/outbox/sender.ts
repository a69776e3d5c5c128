import { type ClaimsLoop, startClaimsLoop } from './claims-loop.ts';
import { type SendingRoute, type SendParts, sendOne } from './send-one.ts';

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
export type Sender = ClaimsLoop;

/** Any number of instances may send on one route at once: a message is claimed by one of them, and goes once. */
export function startSender(route: SendingRoute, parts: SendParts, options: SenderOptions): Sender {
	const { most = MOST, claimMs = CLAIM_MS, pollMs = POLL_MS, onTrouble } = options;
	const of = { kind: 'message', routeId: route.id, most, claimMs, pollMs, onTrouble } as const;
	return startClaimsLoop((claim) => sendOne(claim, route, parts), parts, of);
}
