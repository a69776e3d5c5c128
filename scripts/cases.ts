import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { CaseRow } from '../src/cases/case-store.ts';
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
import { recordingsAsJson, writeRecording } from './cases/recordings.ts';

/** Folder of the installation, from `dist/scripts/`. */
const root = join(fileURLToPath(new URL('.', import.meta.url)), '..', '..');

const HELP = `What is in the store, opened with the key ring of DATA_DIR.

  npm run cases -- list [--json]         every case, oldest first; with --json one JSON object a line
  npm run cases -- show CODE [--json]    one case by its 8-digit reference code
  npm run cases -- recording CODE FILE [--n 2]
                                         what was said on a call about it, into a new file that only you may read
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

async function caseOf(code: string, { store, vault }: Parts): Promise<CaseRow> {
	const row = /^\d{8}$/.test(code) ? await store.cases.byCode(vault.index('code', code)) : undefined;
	if (row === undefined)
		throw new ServiceError('no-case', 'no case has this code', `There is no case ${code}. A code has 8 digits.`);
	return row;
}

async function show(code: string, parts: Parts): Promise<void> {
	const { store, words, json } = parts;
	const row = await caseOf(code, parts);
	const told = {
		...caseAsJson(await readCase(row, parts), words),
		recordings: await recordingsAsJson(row.id, { store }),
	};
	if (json) return console.log(JSON.stringify(told));
	for (const [name, value] of Object.entries(told)) {
		console.log(`${name.padEnd(20)} ${typeof value === 'string' ? value : JSON.stringify(value)}`);
	}
}

async function recording(code: string, file: string, n: number, parts: Parts): Promise<void> {
	const { bytes, format, seconds } = await writeRecording(await caseOf(code, parts), { file, n }, parts);
	const length = seconds === 0 ? '' : `, ${seconds} s`;
	const known = format === 'unknown' ? 'it is like no sound that is known' : format;
	console.log(`Written to ${file}: ${bytes} bytes${length}, ${known}.`);
}

async function callBacks({ store, vault, json }: Parts): Promise<void> {
	let after = '';
	for (;;) {
		const rows = await store.outbox.list({ after, most: PAGE });
		for (const row of rows.filter(({ kind }) => kind === 'call-back')) {
			const told = callBackAsJson(await readCallBack(row, { store, vault }));
			console.log(json ? JSON.stringify(told) : Object.values(told).join('  '));
		}
		const last = rows.at(-1);
		if (last === undefined) return;
		after = last.id;
	}
}

type Work = (parts: Parts) => Promise<void>;

/** What is to be done; `undefined` where that was not to be understood. */
function workOf([command, code, file, ...more]: readonly string[], n: string): Work | undefined {
	if (more.length > 0) return undefined;
	if (command === 'list') return list;
	if (command === 'call-backs') return callBacks;
	if (command === 'show' && code !== undefined) return (parts) => show(code, parts);
	if (command !== 'recording' || code === undefined || file === undefined || !/^[1-9]\d{0,3}$/.test(n))
		return undefined;
	return (parts) => recording(code, resolve(file), Number(n), parts);
}

async function main(): Promise<void> {
	const { values, positionals } = parseArgs({
		options: {
			json: { type: 'boolean', default: false },
			n: { type: 'string', default: '1' },
			help: { type: 'boolean', default: false },
		},
		allowPositionals: true,
	});
	const work = workOf(positionals, values.n);
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
		const { words } = loadWords(root, settings.programmeFile);
		await work({ store, vault, words, json: values.json });
	} finally {
		await store.close();
	}
}

main().catch((error: unknown) => {
	console.error(error instanceof ServiceError ? error.forStaff : error);
	process.exitCode = 1;
});
