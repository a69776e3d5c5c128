import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runKeys } from '../../scripts/keys/run-keys.ts';
import { systemChance } from '../../src/shared/chance.ts';
import { createVault } from '../../src/vault/create-vault.ts';
import { keyKinds, openKeyRing } from '../../src/vault/key-ring.ts';
import { MemoryKeyStore } from '../vault/memory-key-store.ts';

describe('npm run keys', () => {
	let place: string;
	let directory: string;
	beforeEach(() => {
		place = mkdtempSync(join(tmpdir(), 'keys-'));
		directory = join(place, 'keys');
	});
	afterEach(() => rmSync(place, { recursive: true, force: true }));

	const vaultNow = () => createVault(openKeyRing(directory, systemChance), systemChance);

	function storeOf(count: number): MemoryKeyStore {
		const store = new MemoryKeyStore();
		const vault = vaultNow();
		for (let at = 0; at < count; at += 1) {
			const holder = { collection: 'persons', id: `id-${at}` } as const;
			store.put({ ...holder, wrappedKey: vault.newKey(holder).wrapped });
		}
		return store;
	}

	async function run(store: MemoryKeyStore, ...words: string[]) {
		const lines: string[] = [];
		const code = await runKeys({ words, directory, store, say: (line) => lines.push(line) });
		return { code, said: lines.join('\n') };
	}

	it('lists each key and how many data keys it wraps', async () => {
		const { code, said } = await run(storeOf(3), 'list');
		expect(code).toBe(0);
		expect(said).toMatch(/^kek-1 +newest +3 data keys$/m);
		expect(said).toMatch(/^index-person-1 +newest$/m);
		expect(said.split('\n')).toHaveLength(keyKinds.length);
	});

	it('rotates: afterwards nothing needs the older key, which list shows', async () => {
		const store = storeOf(3);
		expect(await run(store, 'rotate')).toMatchObject({ code: 0, said: expect.stringContaining('3 wrapped again') });
		const { said } = await run(store, 'list');
		expect(said).toMatch(/^kek-1 +older +0 data keys$/m);
		expect(said).toMatch(/^kek-2 +newest +3 data keys$/m);
		expect(said).toMatch(/^spool-2 +newest$/m);
		expect(readdirSync(directory)).not.toContain('index-person-2.key');
	});

	it('goes on with an interrupted rotation without yet another key', async () => {
		const store = storeOf(3);
		store.beforeWrite = () => {
			throw new Error('the store went');
		};
		await expect(run(store, 'rotate')).rejects.toThrow('the store went');
		store.beforeWrite = () => {};
		expect((await run(store, 'rewrap')).said).toContain('kek-2: done, 3 wrapped again');
		expect(readdirSync(directory)).not.toContain('kek-3.key');
	});

	it('shows a key that data keys need and the ring lacks', async () => {
		const store = storeOf(3);
		await run(store, 'rotate');
		rmSync(join(directory, 'kek-2.key'));
		const { code, said } = await run(store, 'list');
		expect(code).toBe(1);
		expect(said).toMatch(/^kek-2 +MISSING +3 data keys$/m);
	});

	it('adds no key to a ring that belongs to another database', async () => {
		const store = storeOf(3);
		rmSync(directory, { recursive: true });
		vaultNow();
		await expect(run(store, 'rotate')).rejects.toMatchObject({ code: 'key-foreign' });
		expect(readdirSync(directory)).toHaveLength(keyKinds.length);
	});

	it('adds the first key of a kind that the ring lacks', async () => {
		vaultNow();
		rmSync(join(directory, 'index-pin-1.key'));
		expect(await run(new MemoryKeyStore(), 'add', 'index-pin')).toEqual({ code: 0, said: 'added index-pin-1' });
	});

	it('makes no ring where there is none: the folder may be mistyped', async () => {
		const { code } = await run(new MemoryKeyStore(), 'list');
		expect(code).toBe(1);
		expect(readdirSync(place)).toEqual([]);
	});

	it.each([[[]], [['help']], [['list', 'more']], [['add']], [['add', 'kek-9']]])(
		'explains itself for %j',
		async (words) => {
			vaultNow();
			const { code, said } = await run(new MemoryKeyStore(), ...words);
			expect(code).toBe(1);
			expect(said).toContain('npm run keys -- rotate');
		},
	);
});
