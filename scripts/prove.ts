import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { flows } from '../flows/index.ts';
import { loadWords } from '../src/service/load-words.ts';
import { readSettings } from '../src/settings/settings.ts';
import { systemClock } from '../src/shared/clock.ts';
import { faultsOf, prove, reviewTableOf, tableOf } from './prove/prove.ts';
import { proveRecording } from './prove/prove-recording.ts';

/** Folder of the installation, from `dist/scripts/`. */
const root = join(fileURLToPath(new URL('.', import.meta.url)), '..', '..');

const loaded = loadWords(root, readSettings(process.env).programmeFile);
const routes = loaded.programme.routes.map(({ id }) => id);
const toProve = { ...loaded, told: { entries: loaded.shelf.current().published, prices: loaded.prices } };
const at = systemClock.now();
const proven = [...prove(flows, toProve, routes, at), ...proveRecording(flows, toProve, routes, at)];
console.log(tableOf(proven));
const faults = proven.reduce((sum, { faults: found }) => sum + found.length, 0);
console.log(`\n${reviewTableOf(loaded.reviews)}\n\n${faults} faults`);
if (faults > 0) {
	console.log(faultsOf(proven));
	process.exitCode = 1;
}
