import { openCall } from '../../src/outbox/asked-call.ts';
import { openMessage } from '../../src/outbox/open-message.ts';
import type { OutboxStanding, OutboxState } from '../../src/store/coordination.ts';
import type { Store } from '../../src/store/store.ts';
import type { Vault } from '../../src/vault/vault.ts';

export const STATES = [
	'queued',
	'attempting',
	'in-doubt',
	'accepted',
	'sent',
	'delivered',
	'failed',
	'expired',
	'suppressed',
] as const satisfies readonly OutboxState[];

const PAGE = 200;

/** A message or a call and how it stands, opened: personal data. Times are ISO, '' where that was not reached. */
export function standingAsJson({ row, ...standing }: OutboxStanding, vault: Vault) {
	const message = row.kind === 'message' ? openMessage(row, vault) : undefined;
	const call = row.kind === 'call' ? openCall(row, vault) : undefined;
	const time = (at: number) => (at === 0 ? '' : new Date(at).toISOString());
	return {
		id: row.id,
		state: standing.state,
		reason: standing.reason,
		kind: row.kind,
		route: row.route,
		class: message?.class ?? '',
		to: message?.to ?? call?.to ?? '',
		text: message?.text ?? '',
		attempts: standing.attempts,
		attempted: time(standing.attemptingAt),
		accepted: time(standing.acceptedAt),
		sent: time(standing.sentAt),
		final: time(standing.finalAt),
		ref: standing.ref,
	};
}

/** Everything that stands so, in order of ids; a wish to be called is no message and is left out. */
export async function* standingIn(store: Pick<Store, 'outbox'>, state: OutboxState): AsyncIterable<OutboxStanding> {
	for (let after = ''; ; ) {
		const page = await store.outbox.inState(state, { after, most: PAGE });
		yield* page.filter(({ row }) => row.kind !== 'call-back');
		const last = page.at(-1);
		if (last === undefined) return;
		after = last.row.id;
	}
}
