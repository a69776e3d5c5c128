import type { Commit, CommitResult, Store } from '../store/store.ts';
import { StoreUnavailable } from '../store/unavailable.ts';

/** Whether turns go to the store or to the spool; see `spool/breaker.ts`. */
export interface Switch {
	/** The store may be asked and written now. */
	readonly closed: boolean;
	/** The store failed: until it is back and the spool is drained, turns go to the spool. */
	readonly failed: () => void;
}

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
		readonly breaker: Switch;
	},
): Promise<Kept> {
	if (parts.breaker.closed) {
		try {
			return await parts.store.commit(commit);
		} catch (error) {
			if (!(error instanceof StoreUnavailable)) throw error;
			parts.breaker.failed();
		}
	}
	await parts.spool.append(commit);
	return { outcome: 'spooled' };
}
