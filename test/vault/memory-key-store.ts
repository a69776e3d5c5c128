import type { KeyRow } from '../../src/store/store.ts';
import type { KeyStore } from '../../src/vault/rotation.ts';
import type { Holder } from '../../src/vault/vault.ts';

const orderOf = ({ collection, id }: Holder): string => `${collection}\u0000${id}`;

/** Wrapped keys in memory, under the rules of `Store.housekeeping`: pages in order, compare-and-swap, erasure for good. */
export class MemoryKeyStore implements KeyStore {
	readonly rows = new Map<string, KeyRow>();
	/** Largest page that was asked for. */
	mostAsked = 0;
	/** Number of writes that were accepted. */
	writes = 0;
	/** Called before each write; throws to be a store that goes, or acts to be somebody who is faster. */
	beforeWrite: (key: KeyRow) => void = () => {};

	put(key: KeyRow): void {
		this.rows.set(orderOf(key), key);
	}

	readonly keys: KeyStore['keys'] = async ({ after, most }) => {
		this.mostAsked = Math.max(this.mostAsked, most);
		const start = after === undefined ? '' : orderOf(after);
		const order = [...this.rows.keys()].sort();
		return order
			.filter((at) => at > start)
			.slice(0, most)
			.flatMap((at) => this.rows.get(at) ?? []);
	};

	readonly rewrap: KeyStore['rewrap'] = async (key, was) => {
		this.beforeWrite(key);
		const row = this.rows.get(orderOf(key));
		if (row === undefined || Buffer.compare(row.wrappedKey, was) !== 0) return false;
		this.put(key);
		this.writes += 1;
		return true;
	};

	readonly erase: KeyStore['erase'] = async (holder) => {
		this.rows.delete(orderOf(holder));
	};
}
