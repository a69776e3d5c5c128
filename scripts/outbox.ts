import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openStore } from '../src/service/open-store.ts';
import { readSettings } from '../src/settings/settings.ts';
import { systemChance } from '../src/shared/chance.ts';
import { systemClock } from '../src/shared/clock.ts';
import { ServiceError } from '../src/shared/errors.ts';
import type { OutboxState } from '../src/store/coordination.ts';
import type { Store } from '../src/store/store.ts';
import { createVault } from '../src/vault/create-vault.ts';
import { openKeyRing } from '../src/vault/key-ring.ts';
import type { Vault } from '../src/vault/vault.ts';
import { STATES, standingAsJson, standingIn } from './outbox/describe.ts';

const HELP = `What was to be sent, and what became of it.

  npm run outbox -- list [--state in-doubt] [--json]   messages that stand so: ${STATES.join(', ')}
  npm run outbox -- resolve ID again|failed            ends a doubt: send it once more, or give it up

In doubt is what a provider may or may not have taken. Look for it in the provider's own log before you say "again": the person
may have it already. It reads beside a running service. What it prints is personal data.`;

/** Milliseconds: an operator can wait for a busy database. */
const PATIENCE_MS = 30_000;

interface Parts {
	readonly store: Store;
	readonly vault: Vault;
}

async function list(state: OutboxState, json: boolean, { store, vault }: Parts): Promise<void> {
	let count = 0;
	for await (const standing of standingIn(store, state)) {
		count += 1;
		const told = standingAsJson(standing, vault);
		console.log(
			json ? JSON.stringify(told) : `${told.id}  ${told.attempted}  ${told.route}  ${told.reason}  ${told.to}`,
		);
	}
	if (!json) console.log(`${count} ${state}`);
}

async function settle(id: string, how: 'again' | 'failed', { store }: Parts): Promise<void> {
	const at = systemClock.now();
	const ending =
		how === 'again'
			? ({ state: 'queued', due: at, reason: 'staff' } as const)
			: ({ state: 'failed', reason: 'staff', at } as const);
	if (await store.outbox.resolve(id, ending))
		return console.log(`${id}: ${how === 'again' ? 'is sent again' : 'given up'}`);
	throw new ServiceError('not-in-doubt', 'the message is not in doubt', `There is no doubt about a message ${id}.`);
}

type Work = (parts: Parts) => Promise<void>;

function workOf([command, id, how, ...more]: readonly string[], state: string, json: boolean): Work | undefined {
	if (more.length > 0) return undefined;
	const known = STATES.find((one) => one === state);
	if (command === 'list' && id === undefined && known !== undefined) return (parts) => list(known, json, parts);
	if (command !== 'resolve' || id === undefined || (how !== 'again' && how !== 'failed')) return undefined;
	return (parts) => settle(id, how, parts);
}

async function main(): Promise<void> {
	const { values, positionals } = parseArgs({
		options: {
			state: { type: 'string', default: 'in-doubt' },
			json: { type: 'boolean', default: false },
			help: { type: 'boolean', default: false },
		},
		allowPositionals: true,
	});
	const work = workOf(positionals, values.state, values.json);
	if (values.help || work === undefined) {
		console.log(HELP);
		if (!values.help) process.exitCode = 2;
		return;
	}
	const settings = readSettings(process.env);
	const data = resolve(settings.dataFolder);
	const vault = createVault(openKeyRing(join(data, 'keys'), systemChance), systemChance);
	const store = await openStore(settings, data, { inline: true, timeoutMs: PATIENCE_MS });
	try {
		await work({ store, vault });
	} finally {
		await store.close();
	}
}

main().catch((error: unknown) => {
	console.error(error instanceof ServiceError ? error.forStaff : error);
	process.exitCode = 1;
});
