import { type CallingRoute, type CallParts, callOne } from './call-one.ts';
import { type ClaimsLoop, type ClaimsLoopOptions, startClaimsLoop } from './claims-loop.ts';

/** Most calls of one route that are with the provider at once. */
const MOST = 8;
const CLAIM_MS = 60_000;
/** Nobody waits for a call by the second, and whoever asks for one here pokes. */
const POLL_MS = 2_000;

/** Makes the calls that are due on one route, as long as it runs. Any number of instances may: a call is claimed by one of them. */
export function startCaller(
	route: CallingRoute,
	parts: CallParts,
	{ onTrouble }: Pick<ClaimsLoopOptions, 'onTrouble'>,
): ClaimsLoop {
	const of = { kind: 'call', routeId: route.id, most: MOST, claimMs: CLAIM_MS, pollMs: POLL_MS, onTrouble } as const;
	return startClaimsLoop((claim) => callOne(claim, route, parts), parts, of);
}
