import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runApiKeys } from '../../scripts/api/run-api-keys.ts';
import { openStore } from '../../src/service/open-store.ts';
import { startService } from '../../src/service/start-service.ts';
import { readSettings } from '../../src/settings/settings.ts';
import { systemChance } from '../../src/shared/chance.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { createLog } from '../../src/shared/log.ts';
import { createVault } from '../../src/vault/create-vault.ts';
import { openKeyRing } from '../../src/vault/key-ring.ts';

describe('the API of a service', () => {
	it('opens to a key that an operator makes beside it, and its log says neither key nor what was asked', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'kasakuma-api-'));
		const lines: string[] = [];
		const settings = readSettings({ PORT: '0', ADMIN_PORT: '0', DATA_DIR: join(folder, 'data') });
		const service = await startService(settings, {
			environment: {},
			nodeArguments: [],
			root: process.cwd(),
			log: createLog({ level: 'debug', write: (line) => lines.push(line), clock: systemClock }),
			stopwatch: () => performance.now(),
			inline: true,
		});
		try {
			const data = resolve(settings.dataFolder);
			const store = await openStore(settings, data, { inline: true, timeoutMs: 30_000 });
			const vault = createVault(openKeyRing(join(data, 'keys'), systemChance), systemChance);
			const said: string[] = [];
			const words = ['create', '--name', 'Monitoring', '--scopes', 'audit:read'];
			const parts = { words, records: store.records, vault, clock: systemClock, chance: systemChance };
			expect(await runApiKeys({ ...parts, say: (line) => said.push(line) })).toBe(0);
			await store.close();
			const [key = ''] = /^kk_\S+/.exec(said[0] ?? '') ?? [];
			const ask = (path: string, bearer: string) =>
				fetch(`http://127.0.0.1:${service.port}/api/v1${path}`, { headers: { Authorization: `Bearer ${bearer}` } });
			expect(await (await ask('/audit', key)).json()).toMatchObject({
				items: [{ number: 1 }, { number: 2 }],
				next: null,
			});
			expect((await ask('/webhooks', key)).status).toBe(403);
			expect((await ask('/audit', `${key}x`)).status).toBe(401);
			expect((await fetch(`http://127.0.0.1:${service.port}/api/v1/openapi.json`)).status).toBe(200);
			expect(lines.filter((line) => line.includes('api-refused'))).toHaveLength(2);
			expect(lines.join('\n')).not.toContain(key.slice(3, 20));
		} finally {
			await service.stop();
			rmSync(folder, { recursive: true, force: true });
		}
	});
});
