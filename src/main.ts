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
	let stopping = false;
	const stop = () => {
		if (stopping) process.exit(1);
		stopping = true;
		service.stop().then(
			() => process.exit(0),
			() => process.exit(1),
		);
	};
	if (process.env['npm_lifecycle_event'] !== undefined) stopWithParent(stop);
	process.on('SIGTERM', stop);
	process.on('SIGINT', stop);

	// Whoever hears that it is ready may stop it at once.
	const origin = `http://${settings.host}:${service.port}`;
	console.log(`Kasakuma is ready at ${origin} (operators: http://${settings.adminHost}:${service.adminPort}/readyz)`);
	for (const { country, serviceCode, path } of service.routes) console.log(`${country}  ${serviceCode}  ${path}`);
	console.log('Try it: npm run talk -- --channel ussd --lang fr');
}

/** npm ends its shell, which tells nobody: a service that outlives `npm start` would hold the port and the spool. */
function stopWithParent(stop: () => void): void {
	const shell = process.ppid;
	const watch = setInterval(() => {
		if (process.ppid === shell && shell !== 1) return;
		clearInterval(watch);
		stop();
	}, 500);
	watch.unref();
}

main().catch((error: unknown) => {
	console.error(error instanceof ServiceError ? error.forStaff : error);
	process.exitCode = 1;
});
