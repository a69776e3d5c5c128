import { createAudit } from '../../src/api/audit.ts';
import type { RecordRow, RecordStore } from '../../src/store/records.ts';
import { StoreUnavailable } from '../../src/store/unavailable.ts';
import { createVault } from '../../src/vault/create-vault.ts';
import { makeSqlite } from '../store/make-sqlite.ts';
import { seededChance, stillClock } from '../support/doors.ts';
import { memoryRing } from '../vault/memory-ring.ts';
import { allRecords, aWebhook, fresh, withApi } from './support.ts';

const entry = { actor: 'a-key', action: 'doIt', target: '/it', operation: 'an-operation', change: 'digest' };

/** Refuses the nth write to the audit log and all behind it. */
function refusingFrom(nth: number): (records: RecordStore) => RecordStore {
	let count = 0;
	return (records) => ({
		...records,
		put: (row) => {
			if (row.kind === 'audit') count += 1;
			return row.kind === 'audit' && count >= nth ? Promise.reject(new StoreUnavailable('gone')) : records.put(row);
		},
	});
}

describe('the audit log', () => {
	it('has the intent and the outcome of every write, by whom, and nothing of what was written', async () => {
		await withApi(async ({ ask, key, audit }) => {
			const { id, key: bearer } = await key();
			const { body: made } = await ask('post', '/webhooks', { key: bearer, body: aWebhook, headers: fresh() });
			const stale = { key: bearer, headers: { 'If-Match': '"9"' } };
			await ask('delete', `/webhooks/${made.id}`, stale);
			const links = await audit.list({ after: 0, most: 10 });
			expect(links.map(({ actor, action, step, target }) => [actor, action, step, target])).toEqual([
				[id, 'createWebhook', 'intent', '/webhooks'],
				[id, 'createWebhook', 'done', '/webhooks'],
				[id, 'deleteWebhook', 'intent', `/webhooks/${made.id}`],
				[id, 'deleteWebhook', 'refused', `/webhooks/${made.id}`],
			]);
			expect(JSON.stringify(links)).not.toContain('example.org');
			const told = await ask('get', '/audit?most=3', { key: bearer });
			expect(told.body.items.map(({ number }: { number: number }) => number)).toEqual([1, 2, 3]);
			const rest = await ask('get', `/audit?cursor=${told.body.next}`, { key: bearer });
			expect(rest.body.items.map(({ number }: { number: number }) => number)).toEqual([4]);
			expect(await audit.verify()).toEqual(expect.objectContaining({ sound: true, first: 1, count: 4 }));
		});
	});

	it('is written before anything is done: what cannot be audited does not happen', async () => {
		await withApi(
			async ({ ask, key, records }) => {
				const { key: bearer } = await key();
				const answer = await ask('post', '/webhooks', { key: bearer, body: aWebhook, headers: fresh() });
				expect([answer.status, answer.body.code]).toEqual([503, 'audit-unavailable']);
				expect(await allRecords(records, ['webhook', 'audit'])).toEqual([]);
			},
			{},
			refusingFrom(1),
		);
	});

	it('keeps the intent when the outcome cannot be written; the caller hears what happened, and the operator of the gap', async () => {
		await withApi(
			async ({ ask, key, audit, incomplete }) => {
				const { key: bearer } = await key();
				const answer = await ask('post', '/webhooks', { key: bearer, body: aWebhook, headers: fresh() });
				expect(answer.status).toBe(201);
				expect((await audit.list({ after: 0, most: 10 })).map(({ step }) => step)).toEqual(['intent']);
				expect(incomplete).toEqual([expect.objectContaining({ code: 'audit-unavailable' })]);
			},
			{},
			refusingFrom(2),
		);
	});

	it('is one chain though several instances write to it at once', async () => {
		const made = await makeSqlite();
		try {
			const vault = createVault(memoryRing(), seededChance('vault'));
			const instances = [made.store, await made.other(), await made.other()].map(({ records }, index) =>
				createAudit({ records, vault, clock: stillClock(), chance: seededChance(`instance ${index}`) }),
			);
			const writes = instances.flatMap((audit) => Array.from({ length: 20 }, () => audit.intend(entry)));
			await Promise.all(writes);
			for (const audit of instances)
				expect(await audit.verify()).toEqual(expect.objectContaining({ sound: true, count: 60 }));
		} finally {
			await made.dispose();
		}
	});
});

/** A chain of six, and the rows of it after something was done to them. */
async function touched(touch: (rows: RecordRow[]) => RecordRow[], head?: (hashes: readonly string[]) => string) {
	let rows: RecordRow[] = [];
	const records: RecordStore = {
		put: async (row) => {
			rows.push(row);
			return 'kept';
		},
		get: async () => undefined,
		list: async ({ after = '', most, order }) => {
			const found = rows.filter(({ id }) => id > after);
			return (order === 'down' ? found.toReversed() : found).slice(0, most);
		},
		remove: async () => 0,
	};
	const vault = createVault(memoryRing(), seededChance('vault'));
	const audit = createAudit({ records, vault, clock: stillClock(), chance: seededChance('chain') });
	const heads: string[] = [];
	for (let count = 0; count < 6; count += 1) {
		await audit.intend(entry);
		const verdict = await audit.verify();
		heads.push(verdict.sound ? verdict.head : '');
	}
	rows = touch(rows);
	return audit.verify(head?.(heads));
}

function rewritten(row: RecordRow | undefined, change: (text: string) => string): RecordRow {
	if (row === undefined) throw new Error('no such row');
	return { ...row, body: Buffer.from(change(Buffer.from(row.body).toString())) };
}

describe('a chain that was touched', () => {
	it.each<[string, (rows: RecordRow[]) => RecordRow[], object]>([
		['nothing', (rows) => rows, { sound: true, first: 1, count: 6 }],
		['its beginning, as when old days are removed', (rows) => rows.slice(2), { sound: true, first: 3, count: 4 }],
		['a link taken out', (rows) => rows.toSpliced(3, 1), { sound: false, at: 4, why: 'missing' }],
		[
			'a word changed',
			(rows) =>
				rows.with(
					2,
					rewritten(rows[2], (text) => text.replace('a-key', 'b-key')),
				),
			{ sound: false, at: 3, why: 'changed' },
		],
		[
			'a link that is nothing any more',
			(rows) =>
				rows.with(
					2,
					rewritten(rows[2], () => 'null'),
				),
			{ sound: false, at: 3, why: 'damaged' },
		],
		[
			'two links that changed places',
			(rows) => rows.with(2, { ...rewritten(rows[3], String), id: rows[2]?.id ?? '' }),
			{ sound: false, at: 3, why: 'changed' },
		],
		[
			'the last link changed, which no other holds the hash of',
			(rows) =>
				rows.with(
					5,
					rewritten(rows[5], (text) => text.replace('doIt', 'didIt')),
				),
			{ sound: false, at: 6, why: 'changed' },
		],
	])('is told: %s', async (_what, touch, verdict) => {
		expect(await touched(touch)).toEqual(expect.objectContaining(verdict));
	});

	it('at its end is told to who noted the head before', async () => {
		const cut = (rows: RecordRow[]) => rows.slice(0, 4);
		expect(await touched(cut, (heads) => heads[5] ?? '')).toEqual({ sound: false, at: 5, why: 'missing' });
		expect(await touched(cut, (heads) => heads[3] ?? '')).toEqual(expect.objectContaining({ sound: true, count: 4 }));
	});
});
