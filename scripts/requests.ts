import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { recordingsOf } from '../src/requests/request-recording.ts';
import { createRequestStore } from '../src/requests/request-store.ts';
import { openStore } from '../src/service/open-store.ts';
import { readSettings } from '../src/settings/settings.ts';
import { systemChance } from '../src/shared/chance.ts';
import { systemClock } from '../src/shared/clock.ts';
import { ServiceError } from '../src/shared/errors.ts';
import { createVault } from '../src/vault/create-vault.ts';
import { openKeyRing } from '../src/vault/key-ring.ts';
import { HELP, runRequests } from './requests/run-requests.ts';

/** Milliseconds: staff can wait for a busy database. */
const PATIENCE_MS = 30_000;

async function main(): Promise<number> {
	const { values, positionals } = parseArgs({
		options: {
			json: { type: 'boolean', default: false },
			by: { type: 'string', default: '' },
			state: { type: 'string', default: '' },
			help: { type: 'boolean', default: false },
		},
		allowPositionals: true,
	});
	if (values.help) {
		console.log(HELP);
		return 0;
	}
	const settings = readSettings(process.env);
	const data = resolve(settings.dataFolder);
	const vault = createVault(openKeyRing(join(data, 'keys'), systemChance), systemChance);
	const store = await openStore(settings, data, { inline: true, timeoutMs: PATIENCE_MS });
	const parts = { records: store.records, vault };
	try {
		return await runRequests({
			words: positionals,
			options: { json: values.json, by: values.by, state: values.state },
			store: createRequestStore(parts),
			recordings: (id) => recordingsOf(parts, id),
			clock: systemClock,
			say: (line) => console.log(line),
		});
	} finally {
		await store.close();
	}
}

main()
	.then((code) => {
		process.exitCode = code;
	})
	.catch((error: unknown) => {
		console.error(error instanceof ServiceError ? error.forStaff : error);
		process.exitCode = 1;
	});
