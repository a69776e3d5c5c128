import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { openConnection } from '../../../src/store/sqlite/connection.ts';
import { createEngine } from '../../../src/store/sqlite/engine.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import type { Answer } from '../../../src/store/sqlite/question.ts';
import { createRunner } from '../../../src/store/sqlite/runner.ts';
import type { Store, TurnRow } from '../../../src/store/store.ts';
import { makeSqlite } from '../make-sqlite.ts';
import { bytesOf, caseRow, conversationRow, idOf, personRow, turnRow, wholeCommit } from '../rows.ts';

const unavailable = expect.objectContaining({ code: 'store-unavailable' });

type Made = Awaited<ReturnType<typeof makeSqlite>>;

const withStore = (options: Parameters<typeof makeSqlite>[0], test: (made: Made) => Promise<void>) => async () => {
	const made = await makeSqlite(options);
	try {
		await test(made);
	} finally {
		await made.dispose();
	}
};

/** What another process is: a connection of its own. */
async function withOther(file: string, work: (other: DatabaseSyncInstance) => Promise<void>): Promise<void> {
	const other = new DatabaseSync(file);
	try {
		await work(other);
	} finally {
		other.close();
	}
}

const commits = (store: Store, prefix: string, count: number) =>
	Promise.all(Array.from({ length: count }, (_, index) => store.commit({ turn: turnRow(`${prefix} ${index}`) })));

describe('a database that another process has locked', () => {
	it(
		'is unavailable for writes within the time-out, still gives what is read, and recovers by itself',
		withStore({ timeoutMs: 100 }, async ({ store, file }) => {
			await store.commit(wholeCommit('ama'));
			await withOther(file, async (other) => {
				other.exec('BEGIN IMMEDIATE');
				const begun = performance.now();
				await expect(store.commit({ turn: turnRow('locked') })).rejects.toEqual(unavailable);
				await expect(store.ping()).rejects.toEqual(unavailable);
				expect(performance.now() - begun).toBeLessThan(2000);
				expect(await store.turn(turnRow('ama').id)).toBeDefined();
				other.exec('ROLLBACK');
			});
			await expect(store.ping()).resolves.toBeUndefined();
			expect(await store.commit({ turn: turnRow('after') })).toEqual({ outcome: 'committed' });
			// What was given up may have happened once the lock was free: whoever asks again is told.
			expect(['committed', 'repeat']).toContain((await store.commit({ turn: turnRow('locked') })).outcome);
			expect(await store.counts()).toMatchObject({ turns: 3 });
		}),
	);
	it(
		'gets what waited for the lock once it is free, in one transaction',
		withStore({ timeoutMs: 5000, onBatch: (size) => sizes.push(size) }, async ({ store, file }) => {
			await withOther(file, async (other) => {
				other.exec('BEGIN IMMEDIATE');
				const waiting = commits(store, 'early', 3);
				await store.turn('a read that comes back only after the writes were tried');
				const later = commits(store, 'late', 4);
				await store.turn('again');
				other.exec('ROLLBACK');
				for (const { outcome } of [...(await waiting), ...(await later)]) expect(outcome).toBe('committed');
			});
			expect(sizes).toEqual([7]);
		}),
	);
	const sizes: number[] = [];
});

describe('group commit', () => {
	it('lets commits that wait together share one transaction, and tells how many did', async () => {
		const batches: { size: number; micros: number }[] = [];
		const { store, dispose } = await makeSqlite({ onBatch: (size, micros) => batches.push({ size, micros }) });
		await commits(store, 'one', 40);
		await commits(store, 'two', 2);
		await dispose();
		expect(batches.map(({ size }) => size)).toEqual([40, 2]);
		for (const { micros } of batches) expect(micros).toBeGreaterThan(0);
	});
	it('splits what is more than one transaction should hold', async () => {
		const sizes: number[] = [];
		const { store, dispose } = await makeSqlite({ onBatch: (size) => sizes.push(size) });
		await commits(store, 'many', 600);
		await dispose();
		expect(sizes).toEqual([256, 256, 88]);
	});
	it(
		'refuses a commit that cannot be stored alone, and none of its neighbours',
		withStore({}, async ({ store }) => {
			const broken = { ...turnRow('broken'), reply: 'not bytes' } as unknown as TurnRow;
			const [before, middle, after] = await Promise.allSettled([
				store.commit(wholeCommit('ama')),
				store.commit({ conversation: conversationRow('kofi', 1), turn: broken }),
				store.commit(wholeCommit('yaa')),
			]);
			expect(middle).toEqual({ status: 'rejected', reason: expect.objectContaining({ code: 'store-refused' }) });
			expect([before?.status, after?.status]).toEqual(['fulfilled', 'fulfilled']);
			expect(await store.load('', conversationRow('kofi', 1).id)).toEqual({});
			expect(await store.counts()).toMatchObject({ turns: 2, conversations: 2 });
			await expect(store.commit({ turn: broken })).rejects.toEqual(expect.objectContaining({ code: 'store-refused' }));
		}),
	);
});

describe('a queue that is full', () => {
	it(
		'refuses at once what is more, and takes more when it has emptied',
		withStore({ maxQueued: 3 }, async ({ store }) => {
			const asked = await Promise.allSettled(Array.from({ length: 5 }, () => store.counts()));
			expect(asked.map(({ status }) => status)).toEqual([
				'fulfilled',
				'fulfilled',
				'fulfilled',
				'rejected',
				'rejected',
			]);
			expect(asked[4]).toMatchObject({ reason: unavailable });
			expect(await store.counts()).toMatchObject({ turns: 0 });
		}),
	);
});

describe('a disk without space', () => {
	it('refuses the whole batch, and takes it once there is space, on the same connection', async () => {
		const { file, store, dispose } = await makeSqlite();
		await store.close();
		const connection = openConnection(file, true);
		const answers: Answer[] = [];
		const runner = createRunner({
			engine: createEngine(connection, file),
			reopen: () => {
				throw new Error('a full disk is no reason to open the database again');
			},
			end: { answered: (some) => answers.push(...some), onBatch: () => {} },
			patienceMs: 100,
		});
		const ask = (name: string) =>
			runner.take([
				{ id: 1, ask: 'commit', commit: { turn: turnRow(name) } },
				{ id: 2, ask: 'commit', commit: { turn: turnRow(`${name} big`, { reply: bytesOf('big', 300_000) }) } },
			]);
		connection.exec('PRAGMA max_page_count = 40');
		ask('full');
		connection.exec('PRAGMA max_page_count = 1000000');
		ask('space again');
		runner.take([{ id: 3, ask: 'read', name: 'counts', given: [] }]);
		runner.close();
		await dispose();
		expect(answers).toEqual([
			{ id: 1, is: 'unavailable', reason: 'SQLITE_FULL' },
			{ id: 2, is: 'unavailable', reason: 'SQLITE_FULL' },
			{ id: 1, is: 'applied', result: { outcome: 'committed' } },
			{ id: 2, is: 'applied', result: { outcome: 'committed' } },
			{ id: 3, is: 'value', value: expect.objectContaining({ turns: 2 }) },
		]);
	});
});

describe('a database whose file is gone', () => {
	it(
		'acknowledges nothing, is never made anew, and goes on when the file is back',
		withStore({}, async ({ store, file }) => {
			await store.commit(wholeCommit('ama'));
			const away = `${file}.away`;
			for (const end of ['', '-wal', '-shm']) renameSync(`${file}${end}`, `${away}${end}`);
			for (const name of ['one', 'two'])
				await expect(store.commit({ turn: turnRow(name) })).rejects.toEqual(unavailable);
			await expect(store.ping()).rejects.toEqual(unavailable);
			expect(() => statSync(file)).toThrow();
			for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
			renameSync(away, file);
			renameSync(`${away}-wal`, `${file}-wal`);
			expect(await store.commit({ turn: turnRow('back') })).toEqual({ outcome: 'committed' });
			expect(await store.turn(turnRow('ama').id)).toBeDefined();
			expect(await store.turn(turnRow('one').id)).toBeUndefined();
		}),
	);
	it(
		'that is no database any more is unavailable, and is left as it is',
		withStore({}, async ({ store, file }) => {
			const garbage = 'x'.repeat(8192);
			for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`);
			writeFileSync(file, garbage);
			await expect(store.commit({ turn: turnRow('t') })).rejects.toEqual(unavailable);
			await expect(store.commit({ turn: turnRow('t') })).rejects.toEqual(unavailable);
			expect(readFileSync(file, 'utf8')).toBe(garbage);
			await expect(openSqliteStore({ file, inline: true })).rejects.toEqual(unavailable);
		}),
	);
});

describe('the file', () => {
	it(
		'is for its owner only',
		withStore({}, async ({ store, file }) => {
			await store.commit(wholeCommit('ama'));
			for (const end of ['', '-wal', '-shm']) expect(statSync(`${file}${end}`).mode & 0o077).toBe(0);
		}),
	);
	it(
		'of a newer release is refused, with what to do',
		withStore({}, async ({ store, file }) => {
			await store.close();
			await withOther(file, async (other) => other.exec('PRAGMA user_version = 1000'));
			const refusal = { code: 'store-newer', forStaff: expect.stringContaining('newer release') };
			await expect(openSqliteStore({ file, inline: true })).rejects.toMatchObject(refusal);
		}),
	);
	it(
		'holds nothing of what was erased, neither itself nor its log',
		withStore({}, async ({ store, file }) => {
			const contact = bytesOf('a number', 90);
			await store.commit({ ...wholeCommit('ama'), cases: [caseRow('ama', { contact })] });
			await store.commit({ turn: turnRow('2', { person: idOf('ama') }), conversation: conversationRow('ama', 2) });
			const secrets = [
				...[personRow('ama').wrappedKey, personRow('ama').profile, caseRow('ama').wrappedKey, contact],
				...[
					conversationRow('ama', 1).sealed,
					conversationRow('ama', 2).sealed,
					turnRow('2').reply,
					turnRow('ama').reply,
				],
			];
			const left = () => {
				const raw = Buffer.concat([readFileSync(file), readFileSync(`${file}-wal`)]);
				return secrets.filter((secret) => raw.includes(Buffer.from(secret))).length;
			};
			expect(left()).toBe(secrets.length);
			await store.housekeeping.erase({ collection: 'persons', id: idOf('ama') });
			await store.housekeeping.erase({ collection: 'cases', id: caseRow('ama').id });
			expect(left()).toBe(0);
		}),
	);
});
