import { systemChance } from '../../src/shared/chance.ts';
import { createVault, wrappingKeyId } from '../../src/vault/create-vault.ts';
import { eraseHolder, type RotationCounts, refuseForeignRing, rotateKeys } from '../../src/vault/rotation.ts';
import type { DataKey, Holder } from '../../src/vault/vault.ts';
import { MemoryKeyStore } from './memory-key-store.ts';
import { memoryRing } from './memory-ring.ts';

const NOTHING: RotationCounts = { rewrapped: 0, current: 0, overtaken: 0, unreadable: 0 };

function holderOf(at: number): Holder {
	return { collection: at % 2 === 0 ? 'persons' : 'cases', id: `id-${at}` };
}

/** A store with `count` keys under `kek-1`, a vault whose newest is `kek-2`. */
function scene(count: number) {
	const ring = memoryRing();
	ring.add('kek');
	const vault = createVault(ring, systemChance);
	const store = new MemoryKeyStore();
	const keys = Array.from({ length: count }, (_, at) => {
		const holder = holderOf(at);
		const { key, wrapped } = vault.newKey(holder);
		store.put({ ...holder, wrappedKey: wrapped });
		return { holder, key };
	});
	ring.add('kek');
	const wrappedOf = (at: number) => store.rows.get(`${holderOf(at).collection}\u0000${holderOf(at).id}`)?.wrappedKey;
	return { ring, vault, store, keys, wrappedOf };
}

const hexOf = ({ bytes }: DataKey): string => Buffer.from(bytes).toString('hex');
const quiet = () => {};

describe('rotation of key-encryption keys', () => {
	it('wraps every data key again, so that the older key can be retired', async () => {
		const { ring, vault, store, keys, wrappedOf } = scene(1203);
		expect(await rotateKeys({ store, vault, progress: quiet })).toEqual({ ...NOTHING, rewrapped: 1203 });
		ring.lose('kek-1');
		const opened = keys.map(({ holder }, at) => hexOf(vault.openKey(holder, wrappedOf(at) ?? new Uint8Array())));
		expect(opened).toEqual(keys.map(({ key }) => hexOf(key)));
	});

	it('reads by pages and tells how far it is, because a programme may have a million persons', async () => {
		const { vault, store } = scene(1203);
		const seen: number[] = [];
		await rotateKeys({ store, vault, progress: ({ rewrapped }) => seen.push(rewrapped) });
		expect(seen).toEqual([500, 1000, 1203]);
		expect(store.mostAsked).toBe(500);
	});

	it('goes on after an interruption where it was', async () => {
		const { vault, store } = scene(1203);
		store.beforeWrite = () => {
			if (store.writes >= 700) throw new Error('the store went');
		};
		await expect(rotateKeys({ store, vault, progress: quiet })).rejects.toThrow('the store went');
		const done = store.writes;
		store.beforeWrite = quiet;
		expect(await rotateKeys({ store, vault, progress: quiet })).toEqual({
			...NOTHING,
			rewrapped: 1203 - done,
			current: done,
		});
	});

	it('writes nothing the second time', async () => {
		const { vault, store } = scene(10);
		await rotateKeys({ store, vault, progress: quiet });
		expect(await rotateKeys({ store, vault, progress: quiet })).toEqual({ ...NOTHING, current: 10 });
		expect(store.writes).toBe(10);
	});

	it('does not bring back a person who is erased between its reading and its writing', async () => {
		const { vault, store, wrappedOf } = scene(10);
		store.beforeWrite = () => void eraseHolder(store, holderOf(4));
		const counts = await rotateKeys({ store, vault, progress: quiet });
		expect(counts).toEqual({ ...NOTHING, rewrapped: 9, overtaken: 1 });
		expect(wrappedOf(4)).toBeUndefined();
	});

	it('does not undo another rotation that was faster', async () => {
		const { vault, store, wrappedOf } = scene(3);
		const faster = vault.rewrap(holderOf(1), wrappedOf(1) ?? new Uint8Array()) ?? new Uint8Array();
		store.beforeWrite = () => store.put({ ...holderOf(1), wrappedKey: faster });
		expect(await rotateKeys({ store, vault, progress: quiet })).toEqual({ ...NOTHING, rewrapped: 2, overtaken: 1 });
		expect(wrappedOf(1)).toBe(faster);
	});

	it('leaves a key that it cannot open as it is, counts it and goes on', async () => {
		const { vault, store, wrappedOf } = scene(10);
		const moved = wrappedOf(1) ?? new Uint8Array();
		store.put({ ...holderOf(4), wrappedKey: moved });
		store.put({ ...holderOf(6), wrappedKey: new Uint8Array() });
		const counts = await rotateKeys({ store, vault, progress: quiet });
		expect(counts).toEqual({ ...NOTHING, rewrapped: 8, unreadable: 2 });
		expect(wrappedOf(4)).toBe(moved);
	});

	it('has nothing to do in an empty store', async () => {
		const { vault, store } = scene(0);
		expect(await rotateKeys({ store, vault, progress: quiet })).toEqual(NOTHING);
	});

	it('leaves the newest wrapping behind on every key', async () => {
		const { vault, store } = scene(20);
		await rotateKeys({ store, vault, progress: quiet });
		expect(new Set([...store.rows.values()].map(({ wrappedKey }) => wrappingKeyId(wrappedKey)))).toEqual(
			new Set(['kek-2']),
		);
	});
});

describe('a key ring beside a database', () => {
	it('is accepted when the database has no keys yet', async () => {
		const { vault, store } = scene(0);
		await expect(refuseForeignRing(store, vault)).resolves.toBeUndefined();
	});

	it('is accepted when it opens the keys, even if one row is damaged', async () => {
		const { vault, store } = scene(3);
		store.put({ ...holderOf(1), wrappedKey: new Uint8Array() });
		await expect(refuseForeignRing(store, vault)).resolves.toBeUndefined();
	});

	it('is refused when it was made anew, because every person and case would seem not to exist', async () => {
		const { store } = scene(3);
		const lost = createVault(memoryRing(), systemChance);
		await expect(refuseForeignRing(store, lost)).rejects.toMatchObject({ name: 'VaultError', code: 'key-foreign' });
	});
});
