import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Chance, systemChance } from '../../src/shared/chance.ts';
import { createVault } from '../../src/vault/create-vault.ts';
import { addKey, keyKinds, openKeyRing } from '../../src/vault/key-ring.ts';

const modeOf = (path: string): number => statSync(path).mode & 0o777;
const failure = (code: string) => expect.objectContaining({ name: 'VaultError', code });

describe('the key ring', () => {
	let place: string;
	let directory: string;
	beforeEach(() => {
		place = mkdtempSync(join(tmpdir(), 'key-ring-'));
		directory = join(place, 'data', 'keys');
	});
	afterEach(() => rmSync(place, { recursive: true, force: true }));

	const open = () => openKeyRing(directory, systemChance);
	const allBytes = () => readdirSync(directory).map((name) => readFileSync(join(directory, name), 'hex'));

	it('makes a key of each kind on the first start, for the service alone', () => {
		expect(open().ids().toSorted()).toEqual(keyKinds.map((kind) => `${kind}-1`).toSorted());
		expect(modeOf(directory)).toBe(0o700);
		expect(readdirSync(directory).toSorted()).toEqual(keyKinds.map((kind) => `${kind}-1.key`).toSorted());
		for (const name of readdirSync(directory)) expect(modeOf(join(directory, name))).toBe(0o600);
		expect(new Set(allBytes()).size).toBe(keyKinds.length);
	});

	it('reads the same keys on the second start and writes nothing', () => {
		const first = createVault(open(), systemChance);
		const before = allBytes();
		const second = createVault(open(), systemChance);
		expect(second.index('person', '+233201234567')).toBe(first.index('person', '+233201234567'));
		const holder = { collection: 'cases', id: 'c1' } as const;
		const { key, wrapped } = first.newKey(holder);
		expect(Buffer.from(second.openKey(holder, wrapped).bytes)).toEqual(Buffer.from(key.bytes));
		expect(allBytes()).toEqual(before);
	});

	it('shuts an empty directory that was open to others, such as a new volume', () => {
		mkdirSync(join(directory, 'lost+found'), { recursive: true, mode: 0o755 });
		open();
		expect(modeOf(directory)).toBe(0o700);
	});

	it('reads files that nobody may write, not even the service', () => {
		open();
		for (const name of readdirSync(directory)) chmodSync(join(directory, name), 0o400);
		expect(open().ids()).toHaveLength(keyKinds.length);
	});

	it.each(['640', '604', '620', '602', '610', '666'])(
		'refuses a key file of mode %s, which others can reach',
		(mode) => {
			open();
			chmodSync(join(directory, 'index-person-1.key'), Number.parseInt(mode, 8));
			expect(open).toThrow(failure('key-exposed'));
		},
	);

	it.each(['770', '707'])('refuses a directory of mode %s, where others can put their own keys', (mode) => {
		open();
		chmodSync(directory, Number.parseInt(mode, 8));
		expect(open).toThrow(failure('key-exposed'));
	});

	it.each([
		['an empty file', Buffer.alloc(0)],
		['a torn file', Buffer.alloc(17, 7)],
		['a longer file', Buffer.alloc(33, 7)],
		['a file of zeros, as a power cut leaves', Buffer.alloc(32)],
	])('refuses %s and leaves it as it is', (_name, bytes) => {
		open();
		const path = join(directory, 'kek-1.key');
		writeFileSync(path, bytes);
		expect(open).toThrow(failure('key-damaged'));
		expect(readFileSync(path)).toEqual(bytes);
	});

	it.each(keyKinds)('refuses a ring that lost its %s key, and makes no new one in its place', (kind) => {
		open();
		rmSync(join(directory, `${kind}-1.key`));
		expect(open).toThrow(failure('key-missing'));
		expect(readdirSync(directory)).not.toContain(`${kind}-1.key`);
	});

	it('refuses a directory that holds something else, because keys under another name may be meant', () => {
		mkdirSync(directory, { recursive: true, mode: 0o700 });
		writeFileSync(join(directory, 'kek-1.key.bak'), Buffer.alloc(32, 7), { mode: 0o600 });
		expect(open).toThrow(failure('key-missing'));
	});

	it('says in its errors which file, and no byte of a key', () => {
		open();
		const path = join(directory, 'kek-1.key');
		writeFileSync(path, 'not-a-key-but-secret');
		expect(open).toThrow(expect.objectContaining({ message: expect.stringContaining(path) }));
		expect(open).toThrow(expect.objectContaining({ message: expect.not.stringContaining('secret') }));
	});

	describe('when the first start is cut', () => {
		/** Chance that ends the process, so to speak, when it is asked for its nth key. */
		function cutAt(nth: number): Chance {
			let asked = 0;
			const bytes: Chance['bytes'] = (count) => {
				asked += 1;
				if (asked === nth) throw new Error('cut');
				return systemChance.bytes(count);
			};
			return { ...systemChance, bytes };
		}

		it.each(keyKinds.map((_, at) => at + 1))(
			'at its key %i, the next start keeps what there is and makes the rest',
			(nth) => {
				expect(() => openKeyRing(directory, cutAt(nth))).toThrow('cut');
				const before = allBytes().filter((hex) => hex !== '');
				expect(before).toHaveLength(nth - 1);
				expect(open().ids()).toHaveLength(keyKinds.length);
				expect(allBytes()).toEqual(expect.arrayContaining(before));
				expect(readdirSync(directory)).toHaveLength(keyKinds.length);
			},
		);
	});

	it('gives two processes that start first at once the same keys', () => {
		let other: ReturnType<typeof createVault> | undefined;
		const overtaken: Chance = {
			...systemChance,
			bytes: (count) => {
				other ??= createVault(open(), systemChance);
				return systemChance.bytes(count);
			},
		};
		const slow = createVault(openKeyRing(directory, overtaken), systemChance);
		expect(other?.index('pin', '123456')).toBe(slow.index('pin', '123456'));
		expect(readdirSync(directory)).toHaveLength(keyKinds.length);
	});

	describe('rotation', () => {
		it.each(['kek', 'spool', 'quarantine', 'outbox', 'request'] as const)('adds the next %s key', (kind) => {
			open();
			expect(addKey(directory, kind, systemChance)).toBe(`${kind}-2`);
			expect(open().newest(kind).id).toBe(`${kind}-2`);
			expect(open().find(kind, 1)?.id).toBe(`${kind}-1`);
			expect(modeOf(join(directory, `${kind}-2.key`))).toBe(0o600);
		});

		it('counts beyond nine by number, not by name', () => {
			open();
			for (let number = 2; number <= 11; number += 1) addKey(directory, 'kek', systemChance);
			expect(open().newest('kek').id).toBe('kek-11');
		});

		it('adds no second key for an index, because it would find nobody of before', () => {
			open();
			expect(() => addKey(directory, 'index-person', systemChance)).toThrow(failure('key-exists'));
		});

		it('adds the first key of a kind that an older ring lacks, when an operator asks for it', () => {
			open();
			rmSync(join(directory, 'index-pin-1.key'));
			expect(addKey(directory, 'index-pin', systemChance)).toBe('index-pin-1');
			expect(open().ids()).toContain('index-pin-1');
		});

		it('adds nothing where there is no ring, because a mistyped folder would become half of one', () => {
			mkdirSync(directory, { recursive: true });
			expect(() => addKey(directory, 'kek', systemChance)).toThrow(failure('key-missing'));
			expect(readdirSync(directory)).toEqual([]);
		});

		it('is noticed by a running service when it meets a key that was wrapped since', () => {
			const running = createVault(open(), systemChance);
			addKey(directory, 'kek', systemChance);
			const operator = createVault(open(), systemChance);
			const holder = { collection: 'persons', id: 'p1' } as const;
			const { wrapped } = operator.newKey(holder);
			expect(running.currentKeyId).toBe('kek-1');
			expect(running.openKey(holder, wrapped).bytes).toHaveLength(32);
			expect(running.currentKeyId).toBe('kek-2');
		});

		it('leaves an unknown number unknown', () => {
			expect(open().find('kek', 65_535)).toBeUndefined();
		});
	});
});
