import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openMongoStore } from '../../src/store/mongo/open.ts';
import type { Store } from '../../src/store/store.ts';
import { refuseForeignRing } from '../../src/vault/rotation.ts';
import { ensureBuilt } from '../faults/support/built.ts';
import { snapshotOf } from '../store/contract/snapshot.ts';
import { dropDatabase } from '../store/make-mongo.ts';
import { makeSqlite } from '../store/make-sqlite.ts';
import { conversationRow, eventRow, idOf, turnRow, wholeCommit } from '../store/rows.ts';
import { openLine } from '../support/line.ts';
import { describeOnMongo, freshDatabase, mongoTestUrl } from '../support/mongo/on-mongo.ts';
import { startProxy } from '../support/mongo/proxy.ts';
import { lineBeside, recordedPhone } from '../turns/beside.ts';

const PEOPLE = Array.from({ length: 60 }, (_, index) => `person ${index}`);

interface Ran {
	readonly code: number | null;
	readonly said: string;
	readonly killed: boolean;
}

interface Killed {
	/** Kind whose line of progress must have been said. */
	readonly after: string;
	readonly ms: number;
}

/** `npm run migrate -- …` as a process of its own; killed in the middle of its work if told so. */
async function migrate(args: readonly string[], kill?: Killed): Promise<Ran> {
	const child = spawn(process.execPath, ['dist/scripts/migrate.js', ...args], {
		env: { PATH: process.env['PATH'] },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let said = '';
	for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
	const gone = once(child, 'close');
	if (kill !== undefined) {
		while (!said.includes(`${kill.after} `) && child.exitCode === null)
			await Promise.race([gone, once(child.stderr, 'data')]);
		await Promise.race([gone, pause(kill.ms)]);
		child.kill('SIGKILL');
	}
	await gone;
	return { code: child.exitCode, said, killed: child.signalCode === 'SIGKILL' };
}

async function fill(store: Store): Promise<void> {
	for (const name of PEOPLE) {
		await store.commit(wholeCommit(name));
		await store.commit({
			turn: turnRow(`${name} later`, { person: idOf(name) }),
			conversation: conversationRow(name, 2),
			caseEvents: [eventRow(`${name} later`, name)],
			caseChanges: [{ caseId: idOf(`case ${name}`), changes: { status: 'withdrawn' } }],
		});
	}
	const [claimed] = await store.outbox.claim({
		kinds: ['call-back'],
		route: '',
		now: 1_795_000_000_000,
		forMs: 1_000,
		most: 1,
	});
	if (claimed !== undefined) await store.outbox.attempt(claimed.row.id, claimed.fence, 1_795_000_000_001);
}

ensureBuilt();

describeOnMongo('moving a pilot into MongoDB', () => {
	/** @param use is given the arguments of a copy, the source, and a look at the target as a service would have it. */
	const withPilot =
		(
			use: (pilot: {
				readonly args: readonly string[];
				readonly url: string;
				readonly source: Store;
				readonly sameAsSource: () => Promise<void>;
			}) => Promise<void>,
		) =>
		async () => {
			const { store: source, file, dispose } = await makeSqlite();
			const url = freshDatabase(mongoTestUrl() ?? '');
			try {
				await fill(source);
				await use({
					args: ['--from', `sqlite:${file}`, '--to', url],
					url,
					source,
					sameAsSource: async () => {
						const target = await openMongoStore({ url, timeoutMs: 10_000 });
						try {
							expect(await snapshotOf(target, ...PEOPLE)).toEqual(await snapshotOf(source, ...PEOPLE));
							const attempting = ['attempting', { after: '', most: 9 }] as const;
							expect(await target.outbox.inState(...attempting)).toEqual(await source.outbox.inState(...attempting));
						} finally {
							await target.close();
						}
					},
				});
			} finally {
				await dispose();
				await dropDatabase(url);
			}
		};

	it(
		'copies everything, byte for byte, while the service has it open, and says so by counts and checksums',
		withPilot(async ({ args, sameAsSource }) => {
			const { code, said } = await migrate(args);
			expect(said).toContain('Verified');
			expect(said).toMatch(/same +people +60 rows/);
			expect(said).toMatch(/same +caseEvents +180 rows/);
			expect(code).toBe(0);
			await sameAsSource();
		}),
		60_000,
	);
	it(
		'loses and doubles nothing though it is killed again and again, and then run to its end',
		withPilot(async ({ args, sameAsSource }) => {
			let killed = 0;
			for (const after of ['people', 'turns', 'cases', 'caseEvents', 'tries']) {
				for (const ms of [0, 4]) killed += Number((await migrate(args, { after, ms })).killed);
			}
			expect(killed).toBeGreaterThanOrEqual(5);
			const { code, said } = await migrate(args);
			expect(said).toContain('Verified');
			expect(code).toBe(0);
			await sameAsSource();
		}),
		60_000,
	);
	it(
		'brings what changed since when it runs again, and whoever was erased is gone from the copy as well',
		withPilot(async ({ args, source, sameAsSource }) => {
			await migrate(args);
			await source.commit(wholeCommit('newcomer'));
			await source.commit({
				turn: turnRow('again', { person: idOf('person 1') }),
				conversation: conversationRow('person 1', 3),
			});
			await source.housekeeping.erase({ collection: 'persons', id: idOf('person 2') });
			await source.housekeeping.erase({ collection: 'cases', id: idOf('case person 3') });
			expect(await migrate(args)).toMatchObject({ code: 0 });
			await sameAsSource();
		}),
		60_000,
	);
	it(
		'refuses a target that a service has used since, or that holds something else: a copy would undo it',
		withPilot(async ({ args, url }) => {
			expect(await migrate(args)).toMatchObject({ code: 0 });
			const target = await openMongoStore({ url });
			await target.marks.keep('key-ring', 'of the service');
			await target.close();
			const { code, said } = await migrate(args);
			expect({ code, said }).toEqual({ code: 1, said: expect.stringContaining('A service has used it since') });
			const other = await makeSqlite();
			const again = await migrate(['--from', `sqlite:${other.file}`, '--to', url]);
			expect(again.said).toContain('cannot take this copy');
			await other.dispose();
		}),
		60_000,
	);
	it(
		'says in one sentence that the database went away in the middle of it, and goes on when it is there again',
		withPilot(async ({ args, url, sameAsSource }) => {
			const proxy = await startProxy(url);
			proxy.decide(({ name, collection }) => (name === 'update' && collection === 'caseEvents' ? 'refuse' : 'pass'));
			const { code, said } = await migrate([...args.slice(0, 3), proxy.url]);
			await proxy.stop();
			expect({ code, said }).toEqual({ code: 1, said: expect.stringContaining('run the same again') });
			expect(said).not.toMatch(/^\s+at |Mongo\w*Error/m);
			expect(await migrate(args)).toMatchObject({ code: 0 });
			await sameAsSource();
		}),
		60_000,
	);
	it('gives a database on which a person who returns is known to the line, with the same keys', async () => {
		const url = freshDatabase(mongoTestUrl() ?? '');
		const line = await openLine();
		try {
			const phone = recordedPhone(line.post('ci-ussd'), 'ci-ussd', '+2250700000001');
			await phone.dial();
			await phone.send('1');
			await phone.send('1');
			const args = ['--from', `sqlite:${join(line.folder, 'kasakuma.db')}`, '--to', url];
			expect(await migrate(args)).toMatchObject({ code: 0 });
			const store = await openMongoStore({ url, timeoutMs: 10_000 });
			try {
				await refuseForeignRing(store.housekeeping, line.vault);
				const copied = lineBeside(line, { store }).post('ci-ussd');
				const [first, , last] = phone.exchanges;
				expect(await copied(last?.form ?? '')).toBe(last?.body);
				const again = (session: string) => (first?.form ?? '').replace(/sessionId=[^&]*/, `sessionId=${session}`);
				line.restart();
				const returning = await line.post('ci-ussd')(again('ATUid_return'));
				expect(await copied(again('ATUid_return'))).toBe(returning);
				const stranger = again('ATUid_stranger').replace('2250700000001', '2250700000009');
				expect(await copied(stranger)).not.toBe(returning);
			} finally {
				await store.close();
			}
		} finally {
			await line.close();
			await dropDatabase(url);
		}
	}, 60_000);
	it('says in one sentence what is wrong with what it was asked, and never a password', async () => {
		const target = 'mongodb://me:canary@127.0.0.1:1/x';
		const { file, dispose } = await makeSqlite();
		const asked = [
			['--from', `sqlite:${file}`],
			['--from', target, '--to', `sqlite:${file}`],
			['--from', 'sqlite:/nowhere/at/all.db', '--to', target],
			['--from', `sqlite:${file}`, '--to', target],
			['--form', target],
			[target],
			['--from', target.replace('mongodb', 'mysql'), '--to', target],
			['--from', 'sqlite:package.json', '--to', target],
		];
		for (const args of asked) {
			const { code, said } = await migrate(args);
			expect(code).toBe(1);
			expect(said).not.toContain('canary');
			expect(said).not.toMatch(/^\s+at /m);
			expect(said).not.toMatch(/DATABASE_URL must|spool/);
		}
		await dispose();
	}, 120_000);
});
