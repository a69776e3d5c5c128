import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Chance } from '../shared/chance.ts';
import { type Clock, dayOf } from '../shared/clock.ts';
import { ServiceError } from '../shared/errors.ts';
import type { RecordRow, RecordStore } from '../store/records.ts';
import { openForm } from './json-form.ts';
import { type Scope, scopeSchema } from './scopes.ts';

const KIND = 'api-key';
const SECRET_BYTES = 32;
const DAY_MS = 86_400_000;
/** Days that a key lasts at most: whoever is gone is forgotten by then. */
export const mostKeyDays = 366;
const KEY_SHAPE = /^kk_([\w-]{22})_([\w-]{43})$/;

const form = openForm(
	z.strictObject({
		name: z.string().min(1).max(80),
		/** SHA-256 of the secret, base64url. The secret has 256 random bits: nothing slower is needed. */
		hash: z.string().length(43),
		scopes: z.array(scopeSchema),
		createdAt: z.int(),
		expiresAt: z.int(),
		/** 0 while it is not revoked. */
		revokedAt: z.int(),
		/** UTC day; '' before the first. */
		lastUsed: z.string(),
	}),
);

/** A key as operators see it; what opens the door is not in it. Times in milliseconds since the epoch. */
export interface ApiKey {
	readonly id: string;
	/** Of the system that uses it, never of a person. */
	readonly name: string;
	readonly scopes: readonly Scope[];
	readonly createdAt: number;
	readonly expiresAt: number;
	/** 0 while it is not revoked. */
	readonly revokedAt: number;
	/** UTC day; '' before the first. */
	readonly lastUsed: string;
}

export interface ApiKeys {
	/** `key` (`kk_<id>_<secret>`) is told here and never again: only a hash of its secret is kept. */
	readonly create: (ask: {
		readonly name: string;
		readonly scopes: readonly Scope[];
		readonly days: number;
	}) => Promise<{ readonly id: string; readonly key: string; readonly expiresAt: number }>;
	/** By pages in order of ids. */
	readonly list: (page: { readonly after: string; readonly most: number }) => Promise<readonly ApiKey[]>;
	/** Holds from the next request on. `false` when there is no such key; true again for one that is revoked already. */
	readonly revoke: (id: string) => Promise<boolean>;
	/** The key that this text is, while it is neither revoked nor expired. */
	readonly authenticate: (text: string) => Promise<ApiKey | undefined>;
}

export interface ApiKeyParts {
	readonly records: RecordStore;
	readonly clock: Clock;
	readonly chance: Chance;
}

/** The keys of the API, kept hashed. @throws `StoreUnavailable` from all of them. */
export function createApiKeys({ records, clock, chance }: ApiKeyParts): ApiKeys {
	const put = (key: ApiKey & { readonly hash: string }, revision: number) => {
		const { id, ...value } = key;
		const state = key.revokedAt === 0 ? 'active' : 'revoked';
		const body = form.write(id, { ...value, scopes: [...value.scopes] });
		return records.put({ kind: KIND, id, revision, state, day: dayOf(clock.now()), body });
	};
	const create: ApiKeys['create'] = async ({ name, scopes, days }) => {
		refuseUnfit(name, days);
		const id = chance.id();
		const secret = Buffer.from(chance.bytes(SECRET_BYTES)).toString('base64url');
		const createdAt = clock.now();
		const expiresAt = createdAt + days * DAY_MS;
		const hash = hashOf(secret).toString('base64url');
		await put({ id, name, scopes, hash, createdAt, expiresAt, revokedAt: 0, lastUsed: '' }, 1);
		return { id, key: `kk_${id}_${secret}`, expiresAt };
	};
	const revoke: ApiKeys['revoke'] = async (id) => {
		for (;;) {
			const row = await records.get(KIND, id);
			if (row === undefined) return false;
			const key = keyOf(row);
			if (key.revokedAt !== 0) return true;
			if ((await put({ ...key, revokedAt: clock.now() }, row.revision + 1)) === 'kept') return true;
		}
	};
	const authenticate: ApiKeys['authenticate'] = async (text) => {
		const [, id, secret] = KEY_SHAPE.exec(text) ?? [];
		if (id === undefined || secret === undefined) return undefined;
		const row = await records.get(KIND, id);
		if (row === undefined) return undefined;
		const key = keyOf(row);
		if (!timingSafeEqual(hashOf(secret), Buffer.from(key.hash, 'base64url'))) return undefined;
		if (key.revokedAt !== 0 || key.expiresAt <= clock.now()) return undefined;
		const today = dayOf(clock.now());
		// Somebody else's write stands: it says the same day, or that the key is revoked.
		if (key.lastUsed !== today) await put({ ...key, lastUsed: today }, row.revision + 1);
		return shown(key);
	};
	return {
		create,
		revoke,
		authenticate,
		list: async (page) => (await records.list({ kind: KIND, ...page })).map((row) => shown(keyOf(row))),
	};
}

function keyOf(row: RecordRow) {
	return { ...form.read(row), id: row.id };
}

function shown({ hash: _hash, ...key }: ReturnType<typeof keyOf>): ApiKey {
	return key;
}

function hashOf(secret: string): Buffer {
	return createHash('sha256').update(secret).digest();
}

function refuseUnfit(name: string, days: number): void {
	if (name.length === 0 || name.length > 80)
		throw new ServiceError('key-unfit', 'name of a key', 'A key needs a name of 1 to 80 characters.');
	if (!Number.isInteger(days) || days < 1 || days > mostKeyDays)
		throw new ServiceError('key-unfit', 'days of a key', `A key lasts 1 to ${mostKeyDays} days.`);
}
