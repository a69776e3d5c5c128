import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startService } from '../../src/service/start-service.ts';
import { readSettings } from '../../src/settings/settings.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { createLog } from '../../src/shared/log.ts';

const folders: string[] = [];

function start(folder: string) {
	const log = createLog({ level: 'silent', write: () => {}, clock: systemClock });
	return startService(readSettings({ PORT: '0', ADMIN_PORT: '0', DATA_DIR: folder }), {
		environment: {},
		nodeArguments: [],
		root: process.cwd(),
		log,
		stopwatch: () => performance.now(),
		inline: true,
	});
}

function folder(): string {
	const made = mkdtempSync(join(tmpdir(), 'kasakuma-service-'));
	folders.push(made);
	return made;
}

afterAll(() => {
	for (const made of folders) rmSync(made, { recursive: true, force: true });
});

it('comes up again on the data that it left', async () => {
	const data = folder();
	await (await start(data)).stop();
	const again = await start(data);
	expect(again.routes.map(({ country }) => country)).toEqual(['CI', 'GH']);
	await again.stop();
});

it('refuses a database whose keys are gone instead of making new ones, which would open nothing of it', async () => {
	const data = folder();
	await (await start(data)).stop();
	rmSync(join(data, 'keys'), { recursive: true });
	await expect(start(data)).rejects.toMatchObject({ code: 'keys-lost' });
});

it('refuses a second service on the same data, and leaves the first one be', async () => {
	const data = folder();
	const first = await start(data);
	await expect(start(data)).rejects.toMatchObject({ code: 'spool-taken' });
	await first.stop();
});
