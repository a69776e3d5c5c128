import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { loadWords } from '../src/service/load-words.ts';
import { openStore } from '../src/service/open-store.ts';
import { readSettings } from '../src/settings/settings.ts';
import { systemChance } from '../src/shared/chance.ts';
import { ServiceError } from '../src/shared/errors.ts';
import type { Store } from '../src/store/store.ts';
import { readCallBack } from '../src/turns/read-call-back.ts';
import { readCase } from '../src/turns/read-case.ts';
import { createVault } from '../src/vault/create-vault.ts';
import { openKeyRing } from '../src/vault/key-ring.ts';
import type { Vault } from '../src/vault/vault.ts';
import { callBackAsJson, caseAsJson, caseAsLine } from './cases/describe.ts';

/** Folder of the installation, from `dist/scripts/`. */
const root = join(fileURLToPath(new URL('.', import.meta.url)), '..', '..');

const HELP = `What is in the store, opened with the key ring of DATA_DIR.

  npm run cases -- list [--json]         every case, oldest first; with --json one JSON object a line
  npm run cases -- show CODE [--json]    one case by its 8-digit reference code
  npm run cases -- call-backs [--json]   who wants to be called: with a case, or because they could not go on

It reads beside a running service. What it prints is personal data: keep it off shared screens and out of files.`;

const PAGE = 200;
/** Milliseconds: an operator can wait for a busy database. */
const PATIENCE_MS = 30_000;

interface Parts {
	readonly store: Store;
	readonly vault: Vault;
	readonly words: ReturnType<typeof loadWords>['words'];
	readonly json: boolean;
}

async function list({ store, vault, words, json }: Parts): Promise<void> {
	let after = 0;
	for (;;) {
		const rows = await store.cases.list({ after, most: PAGE });
		for (const row of rows) {
			const read = await readCase(row, { store, vault });
			console.log(json ? JSON.stringify(caseAsJson(read, words)) : caseAsLine(read, words));
		}
		const last = rows.at(-1);
		if (last === undefined) return;
		after = last.position;
	}
}

async function show(code: string, { store, vault, words, json }: Parts): Promise<void> {
	const row = /^\d{8}$/.test(code) ? await store.cases.byCode(vault.index('code', code)) : undefined;
	if (row === undefined)
		throw new ServiceError('no-case', 'no case has this code', `There is no case ${code}. A code has 8 digits.`);
	const told = caseAsJson(await readCase(row, { store, vault }), words);
	if (json) return console.log(JSON.stringify(told));
	for (const [name, value] of Object.entries(told)) {
		console.log(`${name.padEnd(20)} ${typeof value === 'string' ? value : JSON.stringify(value)}`);
	}
}

async function callBacks({ store, vault, json }: Parts): Promise<void> {
	let after = '';
	for (;;) {
		const rows = await store.outbox.list({ after, most: PAGE });
		for (const row of rows) {
			const told = callBackAsJson(await readCallBack(row, { store, vault }));
			console.log(json ? JSON.stringify(told) : Object.values(told).join('  '));
		}
		const last = rows.at(-1);
		if (last === undefined) return;
		after = last.id;
	}
}

async function main(): Promise<void> {
	const { values, positionals } = parseArgs({
		options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
		allowPositionals: true,
	});
	const [command, code] = positionals;
	const known = command === 'list' || command === 'call-backs' || (command === 'show' && code !== undefined);
	if (values.help || !known) {
		console.log(HELP);
		if (!values.help) process.exitCode = 2;
		return;
	}
	const settings = readSettings(process.env);
	const data = resolve(settings.dataFolder);
	const vault = createVault(openKeyRing(join(data, 'keys'), systemChance), systemChance);
	const store = await openStore(settings, data, { inline: true, timeoutMs: PATIENCE_MS });
	try {
		const { words } = loadWords(root, settings.programmeFile);
		const parts: Parts = { store, vault, words, json: values.json };
		if (command === 'show' && code !== undefined) await show(code, parts);
		else await (command === 'list' ? list(parts) : callBacks(parts));
	} finally {
		await store.close();
	}
}

main().catch((error: unknown) => {
	console.error(error instanceof ServiceError ? error.forStaff : error);
	process.exitCode = 1;
});
