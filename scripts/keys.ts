import { join, resolve } from 'node:path';
import { openStore } from '../src/service/open-store.ts';
import { readSettings } from '../src/settings/settings.ts';
import { ServiceError } from '../src/shared/errors.ts';
import { runKeys } from './keys/run-keys.ts';

/** Milliseconds: an operator can wait for a busy database. */
const PATIENCE_MS = 30_000;

async function main(): Promise<void> {
	const settings = readSettings(process.env);
	const data = resolve(settings.dataFolder);
	const store = await openStore(settings, data, { inline: true, timeoutMs: PATIENCE_MS });
	try {
		process.exitCode = await runKeys({
			words: process.argv.slice(2),
			directory: join(data, 'keys'),
			store: store.housekeeping,
			say: console.log,
		});
	} finally {
		await store.close();
	}
}

main().catch((error: unknown) => {
	console.error(error instanceof ServiceError ? error.forStaff : error);
	process.exitCode = 1;
});
