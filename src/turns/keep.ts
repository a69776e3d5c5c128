import type { Commit, CommitResult, Store } from '../store/store.ts';
import { StoreUnavailable } from '../store/unavailable.ts';
import type { Breaker } from './spool/breaker.ts';

export type Kept = CommitResult | { readonly outcome: 'spooled' };

/**
 * Makes a commit last: in the store, or, while that is slow or gone, in the spool.
 * @throws {ServiceError} `spool-full` or `spool-unavailable` when neither can be written: nothing may be acknowledged then.
 */
export async function keep(
	commit: Commit,
	parts: {
		readonly store: Store;
		readonly spool: { readonly append: (commit: Commit) => Promise<void> };
		readonly breaker: Pick<Breaker, 'usesStore' | 'storeFailed'>;
	},
): Promise<Kept> {
	const { store, spool, breaker } = parts;
	const inUse = breaker.usesStore();
	if (inUse) {
		try {
			return await store.commit(commit);
		} catch (error) {
			if (!(error instanceof StoreUnavailable)) throw error;
			breaker.storeFailed();
		}
	}
	try {
		await spool.append(commit);
		// The breaker may have closed meanwhile. It must look again now: the next turn, which it would notice, may be hours away.
		breaker.usesStore();
		return { outcome: 'spooled' };
	} catch (error) {
		// A spool that is broken must not keep turns from a store that may be back already.
		if (inUse) throw error;
		return await store.commit(commit).catch(() => Promise.reject(error));
	}
}
