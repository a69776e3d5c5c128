import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSpool, type SpoolOptions } from '../../../src/turns/spool/open.ts';
import { SpoolTaken } from '../../../src/turns/spool/spool.ts';
import { commitOf } from './commits.ts';
import { fakeVault } from './fake-vault.ts';
import { TurnStore } from './rig.ts';

describe('a spool in a real directory', () => {
	let parent = '';
	let directory = '';
	const open = (options: Partial<SpoolOptions> = {}) =>
		openSpool({ directory, vault: fakeVault(), inline: true, timeoutMs: 10_000, ...options });
	const files = () => readdirSync(directory).filter((name) => name !== 'lock');

	beforeEach(() => {
		parent = mkdtempSync(join(tmpdir(), 'kasakuma-spool-'));
		directory = join(parent, 'spool');
	});
	afterEach(() => rmSync(parent, { recursive: true }));

	it('is for the service alone', async () => {
		const spool = await open();
		await spool.append(commitOf('a'));
		expect(statSync(directory).mode & 0o777).toBe(0o700);
		expect(files()).toHaveLength(1);
		for (const name of readdirSync(directory)) expect(statSync(join(directory, name)).mode & 0o777).toBe(0o600);
		await spool.close();
	});

	it('shows nothing of what it keeps', async () => {
		const spool = await open();
		const canary = '+2250700000042';
		await spool.append({
			...commitOf(canary, { person: canary }),
			quarantine: [{ id: canary, route: canary, reason: canary, sealed: Buffer.from(canary), day: '2026-11-25' }],
		});
		for (const name of files()) {
			const raw = readFileSync(join(directory, name)).toString('latin1');
			expect(raw.length).toBeGreaterThan(200);
			for (const form of [canary, Buffer.from(canary).toString('base64'), 'reply', 'commit'])
				expect(raw).not.toContain(form);
		}
		await spool.close();
	});

	it('keeps everything over a restart, and empties itself into the store', async () => {
		const before = await open({ clock: { now: () => 7 } });
		await Promise.all(['a', 'b', 'c'].map((turn) => before.append(commitOf(turn))));
		await before.close();
		const spool = await open();
		expect(spool.depth()).toMatchObject({ records: 3, oldestAt: 7 });
		const store = new TurnStore();
		expect(await spool.drain(store.apply)).toEqual({ applied: 3, left: 0 });
		expect(store.taken).toEqual(['a', 'b', 'c']);
		expect(files()).toEqual([]);
		expect(await spool.writable()).toBe(true);
		expect(files()).toEqual([]);
		await spool.close();
	});

	it('begins a new segment before one passes 8 MiB', async () => {
		const spool = await open();
		for (let turn = 0; turn < 14; turn += 1) await spool.append(commitOf(`t-${turn}`, { size: 700_000 }));
		const sizes = files().map((name) => statSync(join(directory, name)).size);
		expect(sizes).toHaveLength(2);
		expect(Math.max(...sizes)).toBeLessThanOrEqual(8 * 1024 * 1024);
		const store = new TurnStore();
		await spool.drain(store.apply);
		expect(store.taken).toEqual(Array.from({ length: 14 }, (_none, turn) => `t-${turn}`));
		await spool.close();
	});

	it('belongs to one at a time, and to the next once it is closed', async () => {
		const spool = await open();
		await expect(open()).rejects.toBeInstanceOf(SpoolTaken);
		await expect(open()).rejects.toMatchObject({ code: 'spool-taken' });
		await spool.close();
		await (await open()).close();
	});

	it('says so when its directory cannot be made', async () => {
		writeFileSync(join(parent, 'file'), '');
		await expect(open({ directory: join(parent, 'file', 'spool') })).rejects.toMatchObject({
			code: 'spool-unavailable',
		});
	});
});
