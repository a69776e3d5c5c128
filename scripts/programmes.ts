import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Country } from '../src/conversation/index.ts';
import { createCatalogueStore } from '../src/programmes/catalogue/catalogue-store.ts';
import { loadWords } from '../src/service/load-words.ts';
import { openStore } from '../src/service/open-store.ts';
import { readSettings } from '../src/settings/settings.ts';
import { systemClock } from '../src/shared/clock.ts';
import { ServiceError } from '../src/shared/errors.ts';
import { HELP, runProgrammes } from './programmes/run-programmes.ts';

/** Folder of the installation, from `dist/scripts/`. */
const root = join(fileURLToPath(new URL('.', import.meta.url)), '..', '..');

/** Milliseconds: staff can wait for a busy database. */
const PATIENCE_MS = 30_000;

async function main(): Promise<number> {
	const { values, positionals } = parseArgs({
		options: {
			json: { type: 'boolean', default: false },
			'dry-run': { type: 'boolean', default: false },
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
	const { words, programme } = loadWords(root, settings.programmeFile);
	const store = await openStore(settings, resolve(settings.dataFolder), { inline: true, timeoutMs: PATIENCE_MS });
	try {
		return await runProgrammes({
			words: positionals,
			options: { json: values.json, dryRun: values['dry-run'], by: values.by, state: values.state },
			store: createCatalogueStore(store.records),
			clock: systemClock,
			ground: { words, routes: programme.routes },
			isArea: (pcode) => words.places.byCode(pcode.slice(0, 2) as Country, pcode.slice(2)) !== undefined,
			byAnother: settings.publishByAnother === '1',
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
