import type { Sent } from '../channels/sending.ts';
import type { OutboxClaim, OutboxEnding } from '../store/coordination.ts';
import type { Store } from '../store/store.ts';

/** What was certainly not taken is tried again after 5 s, 25 s, 2 min, 10 min … as long as it is of use. */
const RETRY_MS = 5_000;
const RETRY_FACTOR = 5;
const RETRY_MOST_MS = 1_800_000;

/** How a claim ends after a provider was asked to take what is of use until then. Times in milliseconds since the epoch. */
export function endingOf(
	sent: Sent,
	{ attempts }: Pick<OutboxClaim, 'attempts'>,
	{ provider, expiresAt, now }: { readonly provider: string; readonly expiresAt: number; readonly now: number },
): OutboxEnding {
	if (sent.outcome === 'accepted') return { state: 'accepted', ref: `${provider}:${sent.ref}`, at: now };
	if (sent.outcome === 'unknown') return { state: 'in-doubt', reason: sent.reason, at: now };
	const due = now + Math.min(RETRY_MOST_MS, RETRY_MS * RETRY_FACTOR ** attempts);
	return sent.retry === 'later' && due < expiresAt
		? { state: 'queued', due, reason: sent.reason }
		: { state: 'failed', reason: sent.reason, at: now };
}

export interface ConcludeParts {
	readonly store: Pick<Store, 'outbox'>;
	/** Told how each claim ended. For metrics. */
	readonly ended: (route: string, state: OutboxEnding['state'], reason: string) => void;
	readonly step?: (step: 'before-conclusion' | 'concluded') => Promise<void> | void;
}

/** Records how a claim ended. What the provider has taken is recorded even where the claim is not ours any more. */
export async function conclude(
	{ row, fence }: OutboxClaim,
	ending: OutboxEnding,
	routeId: string,
	parts: ConcludeParts,
): Promise<void> {
	const at = parts.step ?? (() => {});
	const { outbox } = parts.store;
	await at('before-conclusion');
	if (await outbox.conclude(row.id, fence, ending)) {
		parts.ended(routeId, ending.state, 'reason' in ending ? ending.reason : '');
	} else if (ending.state === 'accepted') {
		// We were away for so long that it is in doubt by now: nobody else can know that the provider has it.
		await outbox.reportedOn(row.id, ending.ref, { state: 'accepted', reason: '', at: ending.at });
	}
	await at('concluded');
}
