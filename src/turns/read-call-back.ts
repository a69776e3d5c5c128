import type { CallTime } from '../conversation/index.ts';
import { codeOf } from '../shared/errors.ts';
import type { OutboxRow, Store } from '../store/store.ts';
import type { Vault } from '../vault/vault.ts';
import { readCase } from './read-case.ts';

/** A wish to be called, as it was sealed. */
export interface Wish {
	readonly askedAt: number;
	readonly route: string;
	readonly language: string;
	readonly time?: CallTime;
	/** Only where it belongs to no case. */
	readonly number?: string;
}

/** A wish to be called, under the contact policy of now. */
export type CallBack =
	| (Wish & { readonly code?: string })
	/** Why it cannot be opened, or is not to be made any more: `withdrawn` when the case keeps no number now. */
	| { readonly day: string; readonly closed: string };

/** Opens a wish. With a case, its number is the one that the case keeps now: who changed their mind is not called. */
export async function readCallBack(
	row: OutboxRow,
	{ store, vault }: { readonly store: Store; readonly vault: Vault },
): Promise<CallBack> {
	const closed = (why: string): CallBack => ({ day: row.day, closed: why });
	try {
		const place = { collection: 'outbox', field: 'sealed', id: row.id };
		const wish = JSON.parse(vault.openFor('outbox', place, row.sealed)) as Wish;
		if (row.caseId === '') return wish;
		const found = await store.cases.byId(row.caseId);
		const read = found === undefined ? undefined : await readCase(found, { store, vault });
		if (read === undefined) return closed('no-case');
		if ('closed' in read) return closed(read.closed);
		if (read.number === undefined) return closed('withdrawn');
		return { ...wish, number: read.number, code: read.opened.code };
	} catch (error) {
		return closed(codeOf(error));
	}
}
