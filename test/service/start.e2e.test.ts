import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from '../faults/support/built.ts';
import { startProcess } from '../faults/support/process.ts';
import { withFolder } from '../faults/support/run.ts';
import { dropDatabase } from '../store/make-mongo.ts';
import { describeOnMongo, freshDatabase, mongoTestUrl } from '../support/mongo/on-mongo.ts';

const ROUNDS = 3;

ensureBuilt();

it('ends at once, and with one sentence, when MongoDB cannot be reached', async () => {
	await withFolder(async (folder) => {
		const child = spawn(process.execPath, ['dist/src/main.js'], {
			env: { DATA_DIR: folder, DATABASE_URL: 'mongodb://me:canary@127.0.0.1:1/kasakuma', STORE_TIMEOUT_MS: '100' },
		});
		let said = '';
		for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
		await once(child, 'close');
		expect(child.exitCode).toBe(1);
		expect(said).toMatch(/^The MongoDB server that DATABASE_URL names cannot be reached.*\n$/);
		expect(said).not.toContain('canary');
	});
}, 30_000);

it('loads the driver of MongoDB nowhere but behind the choice, since it costs time and memory', () => {
	for (const room of ['service', 'turns', 'web', 'settings']) {
		for (const name of readdirSync(join('src', room), { recursive: true, encoding: 'utf8' })) {
			if (!name.endsWith('.ts')) continue;
			expect(readFileSync(join('src', room, name), 'utf8')).not.toMatch(/^import (?!type).*store\/mongo/m);
		}
	}
});

describeOnMongo('two instances that are started at the same moment on one empty folder', () => {
	it('agree on keys and route secrets, whoever was first', async () => {
		for (let round = 0; round < ROUNDS; round++) {
			await withFolder(async (folder) => {
				const url = freshDatabase(mongoTestUrl() ?? '');
				const services = await Promise.all(
					['a', 'b'].map((name) =>
						startProcess(['src/main.js'], folder, { settings: { DATABASE_URL: url, SPOOL_DIR: join(folder, name) } }),
					),
				);
				expect(new Set(services.map(({ path }) => path)).size).toBe(1);
				expect(await Promise.all(services.map((service) => service.stop()))).toEqual([0, 0]);
				await dropDatabase(url);
			});
		}
	}, 60_000);
});
