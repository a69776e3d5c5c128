import type { KeyRow, Store } from '../store/store.ts';
import type { Holder, Vault } from './vault.ts';
import { VaultError } from './vault-error.ts';

/** Wrapped keys that are read, and written together, at a time. */
const PAGE = 500;

/** Keys that are tried at start-up before the ring is called foreign: one damaged row must not stop the line. */
const SAMPLE = 32;

/** What this file needs of the store. */
export type KeyStore = Pick<Store['housekeeping'], 'keys' | 'rewrap' | 'erase'>;

/** Data keys that a rotation has met. */
export interface RotationCounts {
	/** Wrapped anew. */
	readonly rewrapped: number;
	/** Were already wrapped with the newest key. */
	readonly current: number;
	/** Erased or replaced by somebody else between reading and writing. */
	readonly overtaken: number;
	/** Cannot be opened: their key-encryption key is missing, or they were tampered with. Left as they are. */
	readonly unreadable: number;
}

export interface Rotation {
	readonly store: KeyStore;
	readonly vault: Vault;
	/** Called after each page with the counts so far. */
	readonly progress: (counts: RotationCounts) => void;
}

/**
 * Wraps every data key with the newest key-encryption key; what the data keys seal stays untouched. May run while the
 * service does, and again after an interruption: what is done is passed over. A person who comes for the first time while
 * it runs may still get a key wrapped with the older one: run it again after the service has restarted, and keep an older
 * key-encryption key until `npm run keys -- list` counts none under it.
 * @throws {StoreUnavailable} when the store goes; what was wrapped by then stays.
 */
export async function rotateKeys({ store, vault, progress }: Rotation): Promise<RotationCounts> {
	const counts = { rewrapped: 0, current: 0, overtaken: 0, unreadable: 0 };
	let after: Holder | undefined;
	for (;;) {
		const page = await store.keys({ ...(after === undefined ? {} : { after }), most: PAGE });
		// Written side by side, so that a store that groups its writes syncs them once.
		for (const outcome of await Promise.all(page.map((row) => rewrapOne(store, vault, row)))) counts[outcome] += 1;
		const last = page.at(-1);
		if (last === undefined) return counts;
		after = { collection: last.collection, id: last.id };
		progress({ ...counts });
	}
}

async function rewrapOne(store: KeyStore, vault: Vault, row: KeyRow): Promise<keyof RotationCounts> {
	let wrappedKey: Uint8Array | undefined;
	try {
		wrappedKey = vault.rewrap(row, row.wrappedKey);
	} catch (error) {
		if (error instanceof VaultError) return 'unreadable';
		throw error;
	}
	if (wrappedKey === undefined) return 'current';
	const { collection, id } = row;
	return (await store.rewrap({ collection, id, wrappedKey }, row.wrappedKey)) ? 'rewrapped' : 'overtaken';
}

/**
 * Erases a person or case: destroys the one wrapped key by which anything sealed for them could be opened, wherever a copy
 * of the ciphertext lies. A backup of the database taken before still holds the wrapped key; it is beyond reach once the
 * key-encryption key that wrapped it is destroyed too, so rotate and retire keys at the pace at which backups expire.
 */
export async function eraseHolder(store: KeyStore, holder: Holder): Promise<void> {
	await store.erase(holder);
}

/**
 * Refuses keys that do not belong to this database, such as a ring made anew because the directory was lost.
 * @throws {VaultError} `key-foreign` when the store has keys and none of the first opens.
 */
export async function refuseForeignRing(store: KeyStore, vault: Vault): Promise<void> {
	const sample = await store.keys({ most: SAMPLE });
	if (sample.length === 0 || sample.some((row) => opens(vault, row))) return;
	throw new VaultError('key-foreign', `none of ${sample.length} wrapped keys opens with this key ring`);
}

/** Under which the database remembers its ring; changed, it would make every ring a foreign one. */
const RING_MARK = 'key-ring';

/**
 * Refuses a ring other than the one that first used this database. Two instances that each made a ring of their own would index
 * one person twice and seal what the other cannot open.
 * @throws {VaultError} `key-foreign`.
 */
export async function refuseOtherRing(marks: Store['marks'], vault: Pick<Vault, 'index'>): Promise<void> {
	const own = vault.index('turn', 'the ring of this database');
	if ((await marks.keep(RING_MARK, own)) === own) return;
	throw new VaultError('key-foreign', 'this database was begun with another key ring');
}

function opens(vault: Vault, row: KeyRow): boolean {
	try {
		vault.openKey(row, row.wrappedKey);
		return true;
	} catch (error) {
		if (error instanceof VaultError) return false;
		throw error;
	}
}
