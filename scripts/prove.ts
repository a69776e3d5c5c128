import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { flows } from '../flows/index.ts';
import { loadWords } from '../src/service/load-words.ts';
import { readSettings } from '../src/settings/settings.ts';
import { faultsOf, prove, reviewTableOf, tableOf } from './prove/prove.ts';

/** Folder of the installation, from `dist/scripts/`. */
const root = join(fileURLToPath(new URL('.', import.meta.url)), '..', '..');

const loaded = loadWords(root, readSettings(process.env).programmeFile);
const proven = prove(
	flows,
	loaded,
	loaded.programme.routes.map(({ id }) => id),
);
console.log(tableOf(proven));
const faults = proven.reduce((sum, { faults: found }) => sum + found.length, 0);
console.log(`\n${reviewTableOf(loaded.reviews)}\n\n${faults} faults`);
if (faults > 0) {
	console.log(faultsOf(proven));
	process.exitCode = 1;
}
