import { rmSync, writeFileSync } from 'node:fs';
import { jest } from '@jest/globals';
import type { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import type { Store } from '../../../src/store/store.ts';
import { storeContract } from '../contract.ts';
import { makeSqlite } from '../make-sqlite.ts';
import { bytesOf, recordRow, turnRow } from '../rows.ts';
import { buildStore } from './built.ts';

const built = buildStore('kasakuma-store');
const { openSqliteStore: open } = (await import(built.open)) as { openSqliteStore: typeof openSqliteStore };
afterAll(built.remove);

const unavailable = expect.objectContaining({ code: 'store-unavailable' });

const make = (options: Parameters<typeof makeSqlite>[0] = {}) => makeSqlite({ inline: false, ...options }, open);

/** Asks until it is answered: the store says by itself when it is back. */
async function back(store: Store): Promise<void> {
	for (;;) {
		const [asked] = await Promise.allSettled([store.ping()]);
		if (asked.status === 'fulfilled') return;
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
}

/** The contract is about what happens, not about how fast a busy machine's disk is. */
const PATIENT_MS = 20_000;
jest.setTimeout(2 * PATIENT_MS);

describe('in a thread of its own', () => storeContract(() => make({ timeoutMs: PATIENT_MS })));

describe('a thread that is busy', () => {
	it('is given what came meanwhile as one, so that it shares one transaction', async () => {
		const sizes: number[] = [];
		const { store, file, dispose } = await make({ timeoutMs: PATIENT_MS, onBatch: (size) => sizes.push(size) });
		await store.ping();
		writeFileSync(`${file}.hang`, '');
		const asked = [];
		for (let turn = 0; turn < 12; turn++) {
			asked.push(store.commit({ turn: turnRow(`turn ${turn}`) }));
			await new Promise((resolve) => setImmediate(resolve));
		}
		rmSync(`${file}.hang`);
		await Promise.all(asked);
		expect(sizes).toEqual([1, 11]);
		await dispose();
	});
});

describe('a thread that crashes', () => {
	it('takes down what was asked of it and nothing else, and is started again', async () => {
		const { store, file, dispose } = await make();
		await store.commit({ turn: turnRow('before') });
		for (const crash of ['first', 'second']) {
			writeFileSync(`${file}.crash`, '');
			await expect(store.commit({ turn: turnRow(crash) })).rejects.toEqual(unavailable);
			await expect(store.commit({ turn: turnRow(crash) })).rejects.toEqual(unavailable);
			await back(store);
			expect(await store.turn(turnRow('before').id)).toBeDefined();
			expect(await store.turn(turnRow(crash).id)).toBeUndefined();
			expect(await store.commit({ turn: turnRow(`after ${crash}`) })).toEqual({ outcome: 'committed' });
		}
		await dispose();
	});
	it('is not started again once the store is closed', async () => {
		const { store, file, dispose } = await make();
		writeFileSync(`${file}.crash`, '');
		await expect(store.ping()).rejects.toEqual(unavailable);
		await store.close();
		await expect(store.ping()).rejects.toEqual(unavailable);
		await dispose();
	});
});

describe('a disk that hangs', () => {
	it('holds up neither the event loop nor an answer, and what was given up is stored or not, but never twice', async () => {
		const { store, file, dispose } = await make({ timeoutMs: 150, maxQueued: 20 });
		await store.ping();
		writeFileSync(`${file}.hang`, '');
		let ticks = 0;
		const ticking = setInterval(() => {
			ticks += 1;
		}, 5);
		const asked = await Promise.allSettled(
			Array.from({ length: 25 }, (_, index) => store.commit({ turn: turnRow(`hung ${index}`) })),
		);
		clearInterval(ticking);
		expect(asked.every(({ status }) => status === 'rejected')).toBe(true);
		expect(ticks).toBeGreaterThan(5);
		// What hangs keeps its place: nobody else is let in behind it.
		await expect(store.commit({ turn: turnRow('behind') })).rejects.toThrow('too many wait');
		rmSync(`${file}.hang`);
		await back(store);
		const again = await Promise.all(
			Array.from({ length: 15 }, (_, index) => store.commit({ turn: turnRow(`hung ${index}`) })),
		);
		expect(again.every(({ outcome }) => outcome === 'repeat')).toBe(true);
		expect(await store.counts()).toMatchObject({ turns: 20 });
		await dispose();
	});
});

describe('a record whose write has no answer', () => {
	it.each(['hang', 'crash'] as const)('is kept once when the same is put again (%s)', async (sabotage) => {
		const { store, file, dispose } = await make({ timeoutMs: 150 });
		await store.records.put(recordRow('one'));
		writeFileSync(`${file}.${sabotage}`, '');
		const row = recordRow('one', { revision: 2, body: bytesOf('mine') });
		await expect(store.records.put(row)).rejects.toEqual(unavailable);
		rmSync(`${file}.${sabotage}`, { force: true });
		await back(store);
		const there = await store.records.get('programme', 'one');
		expect(there?.revision).toBe(sabotage === 'hang' ? 2 : 1);
		expect(await store.records.put(row)).toBe('kept');
		expect(await store.records.put({ ...row, body: bytesOf('yours') })).toBe('conflict');
		expect(await store.records.get('programme', 'one')).toEqual(row);
		await dispose();
	});
});

describe('a database that cannot be opened', () => {
	it('is refused with the error that it would be refused with in this thread', async () => {
		const { store, file, dispose } = await make();
		await store.close();
		writeFileSync(file, 'x'.repeat(8192));
		await expect(open({ file })).rejects.toEqual(unavailable);
		await expect(open({ file: `${file}/nowhere.db` })).rejects.toEqual(unavailable);
		await dispose();
	});
});
