import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startService } from './service/start-service.ts';
import { readSettings } from './settings/settings.ts';
import { systemClock } from './shared/clock.ts';
import { ServiceError } from './shared/errors.ts';
import { createLog, syncWriter } from './shared/log.ts';

/** Folder of the installation, from `dist/src/`. */
const root = join(fileURLToPath(new URL('.', import.meta.url)), '..', '..');

async function main(): Promise<void> {
	const settings = readSettings(process.env);
	const log = createLog({ level: settings.logLevel, write: syncWriter(process.stderr.fd), clock: systemClock });
	const service = await startService(settings, {
		environment: process.env,
		nodeArguments: process.execArgv,
		root,
		log,
		stopwatch: () => performance.now(),
	});
	const origin = `http://${settings.host}:${service.port}`;
	console.log(`Kasakuma is ready at ${origin} (operators: http://${settings.adminHost}:${service.adminPort}/readyz)`);
	for (const { country, serviceCode, path } of service.routes) console.log(`${country}  ${serviceCode}  ${path}`);
	console.log('Try it: npm run talk -- --channel ussd --lang fr');

	let stopping = false;
	const stop = () => {
		if (stopping) process.exit(1);
		stopping = true;
		service.stop().then(
			() => process.exit(0),
			() => process.exit(1),
		);
	};
	process.on('SIGTERM', stop);
	process.on('SIGINT', stop);
}

main().catch((error: unknown) => {
	console.error(error instanceof ServiceError ? error.forStaff : error);
	process.exitCode = 1;
});
