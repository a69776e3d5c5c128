import type { Vault } from '../vault/vault.ts';

/** Ids are derived from the turn's, so that what is moved on twice is there once. */
export function derivedId(
	{ vault, turnId }: { readonly vault: Vault; readonly turnId: string },
	what: string,
	count: number,
): string {
	return vault.index('turn', `${turnId}|${what}|${count}`);
}
