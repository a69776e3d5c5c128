import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { openSpool } from '../../../src/turns/spool/open.ts';
import { fakeVault } from './fake-vault.ts';
import { TurnStore } from './rig.ts';

/** `SPOOL_KILLS=200` for a long run. */
const KILLS = Number(process.env['SPOOL_KILLS'] ?? 5);
const ROOT = resolve(import.meta.dirname, '../../..');

/** The spool as built JavaScript, for its thread can only load that. */
function build(into: string): string {
	mkdirSync(into);
	symlinkSync(join(ROOT, 'node_modules'), join(into, 'node_modules'));
	writeFileSync(join(into, 'package.json'), '{"type":"module"}');
	const files = ['test/turns/spool/child.ts', 'src/turns/spool/worker.ts'].map((file) => join(ROOT, file));
	const compilerOptions = { noEmit: false, rootDir: ROOT, outDir: into, types: ['node'] };
	const project = join(into, 'tsconfig.json');
	writeFileSync(project, JSON.stringify({ extends: join(ROOT, 'tsconfig.json'), compilerOptions, include: [], files }));
	execFileSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', project], { stdio: 'pipe' });
	return join(into, 'test/turns/spool/child.js');
}

describe('a spool whose process is killed', () => {
	let parent = '';
	let directory = '';
	let program = '';
	const children: ChildProcess[] = [];
	const start = (prefix: string) => {
		const child = spawn(process.execPath, [program, directory, prefix], { stdio: ['ignore', 'pipe', 'inherit'] });
		children.push(child);
		return { child, lines: createInterface({ input: child.stdout }) };
	};

	beforeAll(() => {
		parent = mkdtempSync(join(tmpdir(), 'kasakuma-spool-'));
		directory = join(parent, 'spool');
		program = build(join(parent, 'built'));
	}, 60_000);
	afterAll(() => {
		for (const child of children) child.kill('SIGKILL');
		rmSync(parent, { recursive: true });
	});

	it('has every turn that was acknowledged, once the next one opens it', async () => {
		const acknowledged: string[] = [];
		for (let kill = 0; kill < KILLS; kill += 1) {
			const { child, lines } = start(`k${kill}`);
			const most = acknowledged.length + 30 + ((kill * 37) % 100);
			for await (const line of lines) {
				acknowledged.push(line);
				if (acknowledged.length === most) child.kill('SIGKILL');
			}
		}
		const spool = await openSpool({ directory, vault: fakeVault(), inline: true, timeoutMs: 10_000 });
		const store = new TurnStore();
		expect(await spool.drain(store.apply)).toMatchObject({ left: 0 });
		await spool.close();
		const taken = new Set(store.taken);
		expect(acknowledged.length).toBeGreaterThanOrEqual(KILLS * 30);
		expect(acknowledged.filter((turn) => !taken.has(turn))).toEqual([]);
		expect(acknowledged).not.toContain('spool-taken');
	}, 600_000);

	it('belongs to the living process alone, and to the next as soon as that one was killed', async () => {
		const living = start('living');
		await once(living.lines, 'line');
		const second = start('second');
		expect(await once(second.lines, 'line')).toEqual(['spool-taken']);
		expect(await once(second.child, 'exit')).toEqual([3, null]);
		living.child.kill('SIGKILL');
		await once(living.child, 'exit');
		const next = start('next');
		expect(await once(next.lines, 'line')).toEqual([expect.stringMatching(/^next\./)]);
		next.child.kill('SIGKILL');
		await once(next.child, 'exit');
	}, 60_000);
});
