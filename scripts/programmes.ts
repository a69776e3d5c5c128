import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createDeliveries } from '../src/api/webhooks/deliveries.ts';
import { createPublish, tellOfProgrammes } from '../src/api/webhooks/publish.ts';
import { createWebhooks } from '../src/api/webhooks/subscriptions.ts';
import { loadWords } from '../src/service/load-words.ts';
import { openProgrammeDesk } from '../src/service/programme-desk.ts';
import { readSettings } from '../src/settings/settings.ts';
import { systemChance } from '../src/shared/chance.ts';
import { systemClock } from '../src/shared/clock.ts';
import { ServiceError } from '../src/shared/errors.ts';
import { withStore } from './api/open.ts';
import { HELP, runProgrammes } from './programmes/run-programmes.ts';

/** Folder of the installation, from `dist/scripts/`. */
const root = join(fileURLToPath(new URL('.', import.meta.url)), '..', '..');

async function main(): Promise<number> {
	const { values, positionals } = parseArgs({
		options: {
			json: { type: 'boolean', default: false },
			'dry-run': { type: 'boolean', default: false },
			by: { type: 'string', default: '' },
			state: { type: 'string', default: '' },
			country: { type: 'string', default: '' },
			month: { type: 'string', default: '' },
			help: { type: 'boolean', default: false },
		},
		allowPositionals: true,
	});
	if (values.help) {
		console.log(HELP);
		return 0;
	}
	const settings = readSettings(process.env);
	const loaded = loadWords(root, settings.programmeFile);
	return withStore(({ store, vault }) => {
		const { records } = store;
		const webhooks = createWebhooks({ records, vault, clock: systemClock, chance: systemChance });
		const told = tellOfProgrammes(createPublish(webhooks, createDeliveries(records, systemClock)));
		return runProgrammes({
			words: positionals,
			options: { ...values, dryRun: values['dry-run'] },
			desk: openProgrammeDesk(records, loaded, settings, told),
			languages: [...new Set(loaded.programme.routes.flatMap(({ languages }) => languages))],
			clock: systemClock,
			say: (line) => console.log(line),
		});
	});
}

main()
	.then((code) => {
		process.exitCode = code;
	})
	.catch((error: unknown) => {
		console.error(error instanceof ServiceError ? error.forStaff : error);
		process.exitCode = 1;
	});
