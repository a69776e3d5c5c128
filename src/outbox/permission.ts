import type { Report } from '../conversation/index.ts';
import type { Message } from '../store/message.ts';
import type { OutboxRow, Store } from '../store/store.ts';
import type { Vault } from '../vault/vault.ts';
import { promises } from './promises.ts';

/** A case's reporter, as far as whether and where they may be told depends on it; see `turns/read-case.ts`. */
export interface Reporter {
	readonly number?: string;
	readonly policy: Report['contactPolicy'];
}

export interface PermissionParts {
	readonly store: Pick<Store, 'optOuts'>;
	readonly vault: Pick<Vault, 'index'>;
	/** The reporter of a case as it stands now; `undefined`: no such case, or none that can be opened. */
	readonly reporter: (caseId: string) => Promise<Reporter | undefined>;
}

/** `to`: the number that it may go to now. */
export type Permission = { readonly to: string } | { readonly refused: 'no-number' | 'contact-policy' | 'opted-out' };

/**
 * Whether a message may go to its person now (design §4, rule 10). What is about a case goes only to a reporter who wished to be
 * told by neutral texts, and to the number that the case keeps by now; and who wants no texts gets none but the answer to a
 * text of their own.
 * @throws {StoreUnavailable} when that cannot be known: nothing may be sent then.
 */
export async function permissionFor(row: OutboxRow, message: Message, parts: PermissionParts): Promise<Permission> {
	let { to } = message;
	if (row.caseId !== '') {
		const reporter = await parts.reporter(row.caseId);
		if (reporter?.policy !== 'sms-neutral') return { refused: 'contact-policy' };
		to = reporter.number ?? '';
	}
	if (to === '') return { refused: 'no-number' };
	if (promises[message.class].answersOwnText && row.caseId === '') return { to };
	const wish = await parts.store.optOuts.get(parts.vault.index('person', to));
	return wish?.wants === 'none' ? { refused: 'opted-out' } : { to };
}
