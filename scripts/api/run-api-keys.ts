import { parseArgs } from 'node:util';
import { createAudit } from '../../src/api/audit.ts';
import { createApiKeys, mostKeyDays } from '../../src/api/keys.ts';
import { type Scope, scopeNames } from '../../src/api/scopes.ts';
import type { Chance } from '../../src/shared/chance.ts';
import type { Clock } from '../../src/shared/clock.ts';
import type { RecordStore } from '../../src/store/records.ts';
import type { Vault } from '../../src/vault/vault.ts';

const HELP = `Keys of the API, in the database of DATA_DIR.

  npm run api-keys -- create --name SYSTEM --scopes a,b [--days 90]   a new key, shown once and never again
  npm run api-keys -- list                                            all keys, without what opens the door
  npm run api-keys -- revoke ID                                       from the next request on

Scopes: ${scopeNames.join(', ')}. A key lasts ${mostKeyDays} days at most. Name the system, not a person.
Every creation and revocation is in the audit log.`;

const PAGE = 200;

export interface RunApiKeys {
	/** What was typed behind the command. */
	readonly words: readonly string[];
	readonly records: RecordStore;
	readonly vault: Pick<Vault, 'index'>;
	readonly clock: Clock;
	readonly chance: Chance;
	readonly say: (line: string) => void;
}

interface Typed {
	readonly positionals: readonly string[];
	readonly values: { readonly name?: string; readonly scopes?: string; readonly days: string; readonly help: boolean };
}

/**
 * @returns the exit code: 2 for what cannot be understood, 1 for what is not there.
 * @throws {ServiceError} `key-unfit`, `audit-unavailable`.
 */
export async function runApiKeys(parts: RunApiKeys): Promise<number> {
	const { values, positionals } = typedIn(parts.words);
	const [command, id, ...more] = positionals;
	if (!values.help && more.length === 0) {
		if (command === 'create' && id === undefined) return create(values, parts);
		if (command === 'list' && id === undefined) return list(parts);
		if (command === 'revoke' && id !== undefined) return revoke(id, parts);
	}
	parts.say(HELP);
	return values.help ? 0 : 2;
}

function typedIn(words: readonly string[]): Typed {
	try {
		return parseArgs({
			args: [...words],
			options: {
				name: { type: 'string' },
				scopes: { type: 'string' },
				days: { type: 'string', default: '90' },
				help: { type: 'boolean', default: false },
			},
			allowPositionals: true,
		});
	} catch {
		return { positionals: [], values: { days: '', help: false } };
	}
}

async function create({ name, scopes = '', days }: Typed['values'], parts: RunApiKeys): Promise<number> {
	const asked = scopes.split(',').map((scope) => scope.trim());
	if (name === undefined || !asked.every(isScope)) {
		parts.say(HELP);
		return 2;
	}
	await audited('createApiKey', JSON.stringify({ name, asked, days }), parts, async () => {
		const { id, key, expiresAt } = await createApiKeys(parts).create({ name, scopes: asked, days: Number(days) });
		parts.say(
			`${key}\n\nThis is shown once. Keep it where ${name} keeps its secrets; send it as Authorization: Bearer.`,
		);
		parts.say(`Its id is ${id}. It expires on ${dateOf(expiresAt)}.`);
		return true;
	});
	return 0;
}

async function list(parts: RunApiKeys): Promise<number> {
	const keys = createApiKeys(parts);
	for (let after = ''; ; ) {
		const page = await keys.list({ after, most: PAGE });
		for (const { id, name, scopes, expiresAt, revokedAt, lastUsed } of page) {
			const standing = revokedAt > 0 ? `revoked ${dateOf(revokedAt)}` : `until ${dateOf(expiresAt)}`;
			parts.say(`${id}  ${standing}  used ${lastUsed || 'never'}  ${scopes.join(',')}  ${name}`);
		}
		const last = page.at(-1);
		if (last === undefined) return 0;
		after = last.id;
	}
}

async function revoke(id: string, parts: RunApiKeys): Promise<number> {
	const revoked = await audited('revokeApiKey', id, parts, () => createApiKeys(parts).revoke(id));
	parts.say(revoked ? `${id} is revoked.` : `There is no key ${id}.`);
	return revoked ? 0 : 1;
}

/** The operator at the machine is audited as a key is: first the intent, then the work, then how it ended. */
async function audited(
	action: string,
	change: string,
	parts: RunApiKeys,
	work: () => Promise<boolean>,
): Promise<boolean> {
	const audit = createAudit(parts);
	const target = action === 'revokeApiKey' ? `/keys/${change}`.slice(0, 300) : '/keys';
	const entry = { actor: 'operator', action, target, operation: parts.chance.id(), change: audit.digest(change) };
	await audit.intend(entry);
	try {
		const done = await work();
		await audit.conclude(entry, done ? 'done' : 'refused');
		return done;
	} catch (error) {
		await audit.conclude(entry, 'failed');
		throw error;
	}
}

function isScope(text: string): text is Scope {
	return scopeNames.some((scope) => scope === text);
}

function dateOf(at: number): string {
	return new Date(at).toISOString().slice(0, 10);
}
