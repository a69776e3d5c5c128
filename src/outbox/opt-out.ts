import { type Clock, dayOf } from '../shared/clock.ts';
import type { CommitResult, OptOutRow, Store } from '../store/store.ts';
import type { Vault } from '../vault/vault.ts';

/** Keeps what somebody told a provider itself. @throws {StoreUnavailable} when it could not be kept: it must be told again. */
export function keepOptOut(
	number: string,
	wants: OptOutRow['wants'],
	{ store, vault, clock }: { readonly store: Pick<Store, 'commit'>; readonly vault: Vault; readonly clock: Clock },
): Promise<CommitResult> {
	return store.commit({ optOuts: [{ id: vault.index('person', number), wants, day: dayOf(clock.now()) }] });
}
