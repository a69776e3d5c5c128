import { type Case, type CaseEvent, foldCase } from '../cases/case.ts';
import type { CaseRow, CaseStore } from '../cases/case-store.ts';
import { codeOf } from '../shared/errors.ts';
import type { DataKey, Vault } from '../vault/vault.ts';

/** A case as far as it can be opened. */
export type ReadCase =
	| {
			readonly row: CaseRow;
			readonly opened: Case;
			/** How to reach the reporter; undefined when the contact policy keeps nothing. */
			readonly number?: string;
	  }
	/** Why it cannot be opened: `erased`, `incomplete-record`, or the code of the vault's error. */
	| { readonly row: CaseRow; readonly closed: string };

/** Opens a case with the key ring. What it may not or cannot open is told as such, never guessed. */
export async function readCase(
	row: CaseRow,
	parts: { readonly store: CaseStore; readonly vault: Vault },
): Promise<ReadCase> {
	const { store, vault } = parts;
	if (row.wrappedKey.length === 0) return { row, closed: 'erased' };
	const events = await store.cases.events(row.id);
	try {
		const key = vault.openKey({ collection: 'cases', id: row.id }, row.wrappedKey);
		const opened = foldCase(
			row.id,
			row.country,
			events.map(({ id, sealed }) => openEvent(vault, key, id, sealed)),
		);
		if (opened === undefined) return { row, closed: 'incomplete-record' };
		const place = { collection: 'cases', field: 'contact', id: row.id };
		return { row, opened, ...(row.contact.length === 0 ? {} : { number: vault.open(key, place, row.contact) }) };
	} catch (error) {
		return { row, closed: codeOf(error) };
	}
}

function openEvent(vault: Vault, key: DataKey, id: string, sealed: Uint8Array): CaseEvent {
	return JSON.parse(vault.open(key, { collection: 'caseEvents', field: 'sealed', id }, sealed)) as CaseEvent;
}
