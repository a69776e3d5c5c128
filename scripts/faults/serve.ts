import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startService } from '../../src/service/start-service.ts';
import { readSettings } from '../../src/settings/settings.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { createLog, syncWriter } from '../../src/shared/log.ts';
import { type Fault, faults, type Order } from './faults.ts';

/**
 * The service as `src/main.ts` starts it, with faults between the line and what it writes to: for the fault tests alone.
 *
 *   node dist/scripts/faults/serve.js [fault …] [outage]
 *
 * Faults are those of `faults.ts`. `outage` begins one at once; later ones are begun and ended by messages of the parent
 * process, with whose end the service ends.
 */

/** Folder of the installation, from `dist/scripts/faults/`. */
const root = join(fileURLToPath(new URL('.', import.meta.url)), '..', '..', '..');

function chosen(names: readonly string[]): readonly Fault[] {
	return names.map((name) => {
		const fault = faults[name];
		if (fault === undefined) throw new Error(`no fault ${name}; there are ${Object.keys(faults).join(', ')}`);
		return fault;
	});
}

async function serve(names: readonly string[]): Promise<void> {
	const active = chosen(names.filter((name) => name !== 'outage'));
	const order = (given: Order) => {
		for (const fault of active) fault.order?.(given);
	};
	if (names.includes('outage')) order('outage');
	const settings = readSettings(process.env);
	const service = await startService(settings, {
		environment: process.env,
		nodeArguments: process.execArgv,
		root,
		log: createLog({ level: settings.logLevel, write: syncWriter(process.stderr.fd), clock: systemClock }),
		stopwatch: () => performance.now(),
		between: (store) => active.reduce((inner, { between }) => between?.(inner) ?? inner, store),
		betweenSpool: (spool) => active.reduce((inner, { betweenSpool }) => betweenSpool?.(inner) ?? inner, spool),
		betweenVault: (vault) => active.reduce((inner, { betweenVault }) => betweenVault?.(inner) ?? inner, vault),
	});
	process.on('message', (given) => {
		if (given === 'outage' || given === 'return') order(given);
	});
	const stop = () => {
		service.stop().then(
			() => process.exit(0),
			() => process.exit(1),
		);
	};
	process.on('SIGTERM', stop);
	process.on('disconnect', stop);
	console.log(
		`Kasakuma is ready at http://${settings.host}:${service.port} (operators: http://${settings.adminHost}:${service.adminPort}/readyz)`,
	);
	for (const { country, serviceCode, path } of service.routes) console.log(`${country}  ${serviceCode}  ${path}`);
}

serve(process.argv.slice(2)).catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
