import { createSecretKey, type KeyObject } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Chance } from '../shared/chance.ts';
import { makeKeyFile, readKeyFile, refuseExposedDirectory, syncDirectory } from './key-files.ts';
import type { Purpose, ServiceKey } from './vault.ts';
import { VaultError } from './vault-error.ts';

export type KeyKind = 'kek' | `index-${Purpose}` | ServiceKey;

/** Every kind of key, and whether another of it may be added: an index under a new key would find nothing of before. */
const KINDS: Readonly<Record<KeyKind, 'rotates' | 'stays'>> = {
	kek: 'rotates',
	spool: 'rotates',
	quarantine: 'rotates',
	outbox: 'rotates',
	request: 'rotates',
	'index-person': 'stays',
	'index-code': 'stays',
	'index-turn': 'stays',
	'index-pin': 'stays',
};
export const keyKinds = Object.keys(KINDS) as readonly KeyKind[];

/** Highest number of a key: sealed values name it in 16 bits. */
const NUMBER_MOST = 0xffff;
const FILE_NAME = /^([a-z-]+)-([1-9]\d{0,4})\.key$/;

/** Stands in the directory while its first keys are made; a start that finds it makes the rest. */
const UNFINISHED = '.unfinished';

/** One key of the ring; its id is `<kind>-<number>`, its file `<id>.key`. */
export interface RingKey {
	readonly id: string;
	readonly number: number;
	readonly key: KeyObject;
}

/** The keys of the service, read from files. Keys of older numbers open what was sealed with them. */
export interface KeyRing {
	/** The one that seals from now on. */
	readonly newest: (kind: KeyKind) => RingKey;
	/** A key that another process added since is read when it is first asked for. */
	readonly find: (kind: KeyKind, number: number) => RingKey | undefined;
	/** Ids of the keys that were read so far. */
	readonly ids: () => readonly string[];
}

/**
 * Reads the key ring in `directory` (mode 0700, files 0600 or 0400, 32 random bytes each). Makes directory and keys when it
 * is absent or empty, durably, and safely when two processes start at once. Keys that are lost are never made anew: what
 * they sealed or indexed would be lost without a word.
 * @throws {VaultError} `key-exposed`, `key-damaged`, `key-missing`; errors of the file system come as they are.
 */
export function openKeyRing(directory: string, chance: Chance): KeyRing {
	const made = mkdirSync(directory, { recursive: true, mode: 0o700 });
	if (made !== undefined) syncDirectory(dirname(made));
	// The root of a mounted volume is empty but for this.
	const names = readdirSync(directory).filter((name) => name !== 'lost+found');
	if (names.length === 0 || names.includes(UNFINISHED)) makeFirstKeys(directory, chance);
	refuseExposedDirectory(directory);
	return readRing(directory);
}

/**
 * Adds a key: the next of a kind that rotates, or the first of a kind that a new version of the service needs. Running
 * processes find it when they meet a value that it sealed.
 * @returns its id.
 * @throws {VaultError} `key-exists` for the second key of a kind that stays, `key-missing` where there is no ring.
 */
export function addKey(directory: string, kind: KeyKind, chance: Chance): string {
	if (keyKinds.every((known) => numbersOf(directory, known).length === 0)) {
		throw new VaultError('key-missing', `${directory} holds no key ring`);
	}
	const newest = Math.max(0, ...numbersOf(directory, kind));
	if (newest > 0 && KINDS[kind] === 'stays') throw new VaultError('key-exists', `${kind}-${newest} does not rotate`);
	const id = `${kind}-${newest + 1}`;
	if (!makeKeyFile(directory, `${id}.key`, chance)) throw new VaultError('key-exists', `${id} was added meanwhile`);
	syncDirectory(directory);
	return id;
}

function makeFirstKeys(directory: string, chance: Chance): void {
	chmodSync(directory, 0o700);
	writeFileSync(join(directory, UNFINISHED), '', { mode: 0o600 });
	syncDirectory(directory);
	for (const kind of keyKinds) makeKeyFile(directory, `${kind}-1.key`, chance);
	syncDirectory(directory);
	rmSync(join(directory, UNFINISHED), { force: true });
	syncDirectory(directory);
}

function readRing(directory: string): KeyRing {
	const keys = new Map<string, RingKey>();
	const newest = new Map<KeyKind, RingKey>();
	const find = (kind: KeyKind, number: number): RingKey | undefined => {
		const id = `${kind}-${number}`;
		const known = keys.get(id);
		if (known !== undefined) return known;
		const bytes = readKeyFile(join(directory, `${id}.key`));
		if (bytes === undefined) return undefined;
		const found = { id, number, key: createSecretKey(bytes) };
		bytes.fill(0);
		keys.set(id, found);
		if (number > (newest.get(kind)?.number ?? 0)) newest.set(kind, found);
		return found;
	};
	for (const kind of keyKinds) {
		for (const number of numbersOf(directory, kind)) find(kind, number);
		if (!newest.has(kind)) throw new VaultError('key-missing', `${directory} has no key for ${kind}`);
	}
	return {
		find,
		newest: (kind) => {
			const key = newest.get(kind);
			if (key === undefined) throw new VaultError('key-missing', `no key for ${kind}`);
			return key;
		},
		ids: () => [...keys.keys()],
	};
}

function numbersOf(directory: string, kind: KeyKind): readonly number[] {
	return readdirSync(directory).flatMap((name) => {
		const parts = FILE_NAME.exec(name);
		const number = Number(parts?.[2]);
		return parts?.[1] === kind && number <= NUMBER_MOST ? [number] : [];
	});
}
