import { LRUCache } from 'lru-cache';
import type { Vault } from '../vault/vault.ts';

/** Most numbers whose blind index is kept at hand, in memory alone: those of the sessions that are open. */
const INDEXES_MOST = 4_096;

/** Blind indexes of numbers (`person`), each made once while its session is open. */
export function rememberingIndex(vault: Vault): (number: string) => string {
	const known = new LRUCache<string, string>({ max: INDEXES_MOST });
	return (number) => {
		let id = known.get(number);
		if (id === undefined) {
			id = vault.index('person', number);
			known.set(number, id);
		}
		return id;
	};
}
