import { type AskedCall, askedCallSchema, messagePlace } from '../store/message.ts';
import type { OutboxRow, Store } from '../store/store.ts';
import type { Vault } from '../vault/vault.ts';

/** A call that is waited for in the meantime, in milliseconds: its ringing, a pause, and its second attempt. */
const WAITED_MS = 10 * 60_000;

/** A call as it was asked for; `undefined` where no key opens it any more, or it is of no known shape. */
export function openCall(row: OutboxRow, vault: Pick<Vault, 'openFor'>): AskedCall | undefined {
	try {
		const parsed = askedCallSchema.safeParse(JSON.parse(vault.openFor('outbox', messagePlace(row.id), row.sealed)));
		return parsed.success ? parsed.data : undefined;
	} catch {
		return undefined;
	}
}

/** A call with its row. */
export interface Waiting {
	readonly row: OutboxRow;
	readonly call: AskedCall;
}

interface WaitingParts {
	readonly store: Pick<Store, 'leases'>;
	readonly vault: Pick<Vault, 'index'>;
}

/**
 * Makes this the one call that its person waits for, over all instances together; a second attempt is the same call.
 * @returns whether it is: while they wait for another one, whatever they ask again adds nothing.
 */
export async function waitsFor({ row, call }: Waiting, now: number, parts: WaitingParts): Promise<boolean> {
	return (await parts.store.leases.take(leaseOf({ row, call }, now, parts))) !== undefined;
}

/** The wait is over: somebody took it up, or it is given up. Whoever asks again is called again. */
export async function waitsNoMore({ row, call }: Waiting, now: number, parts: WaitingParts): Promise<void> {
	const lease = await parts.store.leases.take(leaseOf({ row, call }, now, parts));
	if (lease !== undefined) await parts.store.leases.release(lease);
}

const leaseOf = ({ row, call }: Waiting, now: number, { vault }: Pick<WaitingParts, 'vault'>) => ({
	name: `call.${vault.index('person', call.to)}`,
	holder: call.first ?? row.id,
	now,
	forMs: WAITED_MS,
});
