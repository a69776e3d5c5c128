import { systemChance } from '../src/shared/chance.ts';
import { systemClock } from '../src/shared/clock.ts';
import { ServiceError } from '../src/shared/errors.ts';
import { withStore } from './api/open.ts';
import { runApiKeys } from './api/run-api-keys.ts';

const words = process.argv.slice(2);
const doors = { clock: systemClock, chance: systemChance, say: console.log };

withStore(({ store, vault }) => runApiKeys({ words, records: store.records, vault, ...doors })).then(
	(code) => {
		process.exitCode = code;
	},
	(error: unknown) => {
		console.error(error instanceof ServiceError ? error.forStaff : error);
		process.exitCode = 1;
	},
);
