import { type Message, messagePlace, messageSchema } from '../store/message.ts';
import type { OutboxRow } from '../store/store.ts';
import type { Vault } from '../vault/vault.ts';

/** A message as it was sealed; `undefined` where no key opens it any more, or it is of no known shape. */
export function openMessage(row: OutboxRow, vault: Vault): Message | undefined {
	try {
		const parsed = messageSchema.safeParse(JSON.parse(vault.openFor('outbox', messagePlace(row.id), row.sealed)));
		return parsed.success ? parsed.data : undefined;
	} catch {
		return undefined;
	}
}
