import { existsSync } from 'node:fs';
import { systemChance } from '../../src/shared/chance.ts';
import { createVault, wrappingKeyId } from '../../src/vault/create-vault.ts';
import { addKey, type KeyKind, type KeyRing, keyKinds, openKeyRing } from '../../src/vault/key-ring.ts';
import { type KeyStore, type RotationCounts, refuseForeignRing, rotateKeys } from '../../src/vault/rotation.ts';

const PAGE = 500;

const USAGE = `npm run keys -- list            the keys of the ring, and how many data keys each one wraps
npm run keys -- rotate          a new key for data keys and for each service; wraps all data keys again
npm run keys -- rewrap          goes on with a rotation that was interrupted
npm run keys -- add KIND        one key more, such as the first of a kind that a new version needs: ${keyKinds.join(', ')}`;

/** What is rotated together. An index never is: it would find nobody of before. */
const ROTATED = ['kek', 'spool', 'quarantine', 'outbox', 'request'] as const satisfies readonly KeyKind[];

export interface KeysTask {
	/** What the operator typed after `keys --`. */
	readonly words: readonly string[];
	readonly directory: string;
	readonly store: KeyStore;
	readonly say: (line: string) => void;
}

/**
 * Does what an operator asks of the key ring; works beside a running service.
 * @returns the exit code.
 * @throws {VaultError} when the ring is not fit or does not belong to the database; `StoreUnavailable`.
 */
export async function runKeys(task: KeysTask): Promise<number> {
	const { words, directory, say } = task;
	const [what, kind, ...more] = words;
	if (!existsSync(directory)) {
		say(`There are no keys in ${directory}: the service makes them on its first start.`);
		return 1;
	}
	if (what === 'add' && isKind(kind) && more.length === 0) {
		say(`added ${addKey(directory, kind, systemChance)}`);
		return 0;
	}
	if (words.length !== 1 || (what !== 'list' && what !== 'rotate' && what !== 'rewrap')) {
		say(USAGE);
		return 1;
	}
	if (what === 'list') return list(task, openKeyRing(directory, systemChance));
	return rotate(task, what === 'rotate');
}

async function rotate({ directory, store, say }: KeysTask, adding: boolean): Promise<number> {
	await refuseForeignRing(store, createVault(openKeyRing(directory, systemChance), systemChance));
	if (adding) for (const kind of ROTATED) say(`added ${addKey(directory, kind, systemChance)}`);
	const vault = createVault(openKeyRing(directory, systemChance), systemChance);
	const counts = await rotateKeys({ store, vault, progress: (soFar) => say(inWords(soFar)) });
	say(`${vault.currentKeyId}: done, ${inWords(counts)}`);
	say('Restart the service, then run `npm run keys -- rewrap` for keys that it made meanwhile, and back the keys up.');
	return counts.unreadable === 0 ? 0 : 1;
}

async function list({ store, say }: KeysTask, ring: KeyRing): Promise<number> {
	const wrapped = await countByKek(store);
	const ids = new Set([...ring.ids(), ...wrapped.keys()]);
	const known = new Set(ring.ids());
	const newest = new Set(keyKinds.map((kind) => ring.newest(kind).id));
	for (const id of ids) {
		const use = known.has(id) ? (newest.has(id) ? 'newest' : 'older') : 'MISSING';
		const count = id.startsWith('kek-') ? `${wrapped.get(id) ?? 0} data keys` : '';
		say(`${id.padEnd(16)} ${use.padEnd(8)} ${count}`.trimEnd());
	}
	return [...ids].every((id) => known.has(id)) ? 0 : 1;
}

async function countByKek(store: KeyStore): Promise<ReadonlyMap<string, number>> {
	const counts = new Map<string, number>();
	let page = await store.keys({ most: PAGE });
	for (let last = page.at(-1); last !== undefined; last = page.at(-1)) {
		for (const { wrappedKey } of page) {
			const id = wrappingKeyId(wrappedKey);
			counts.set(id, (counts.get(id) ?? 0) + 1);
		}
		page = await store.keys({ after: last, most: PAGE });
	}
	return counts;
}

function inWords({ rewrapped, current, overtaken, unreadable }: RotationCounts): string {
	return `${rewrapped} wrapped again, ${current} were already, ${overtaken} changed meanwhile, ${unreadable} unreadable`;
}

function isKind(word: string | undefined): word is KeyKind {
	return keyKinds.some((kind) => kind === word);
}
