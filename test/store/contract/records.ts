import type { RecordPage, RecordRow } from '../../../src/store/records.ts';
import { RECORD_BYTES_MOST } from '../../../src/store/records.ts';
import type { Store } from '../../../src/store/store.ts';
import type { WithStore } from '../contract.ts';
import { bytesOf, recordRow, turnRow } from '../rows.ts';

/** Rounds until a database that another process holds locked lets us in. */
const ROUNDS_MOST = 200;

/** In the order of their bytes, which is no language's: signs, digits, capitals and small letters lie between each other. */
const IDS = ['!', '-', '0', '10', '2', 'A', 'Z', '_', 'a', 'a-', 'a0', 'aA', 'aa', 'b', 'z', '|', '~', '~~'];

/** As a caller does it who is told that the store was away: the very same row again. */
async function putAtLast(store: Store, row: RecordRow): Promise<'kept' | 'conflict'> {
	for (let round = 0; ; round++) {
		try {
			return await store.records.put(row);
		} catch (error) {
			if ((error as { code?: string }).code !== 'store-unavailable' || round === ROUNDS_MOST) throw error;
		}
	}
}

const putAll = async (store: Store, rows: readonly RecordRow[]): Promise<void> => {
	expect(new Set(await Promise.all(rows.map((row) => putAtLast(store, row))))).toEqual(new Set(['kept']));
};

const idsOf = async (store: Store, page: Omit<RecordPage, 'kind'>): Promise<readonly string[]> =>
	(await store.records.list({ kind: 'programme', ...page })).map(({ id }) => id);

export function recordsContract(withStore: WithStore): void {
	describe('are kept', () => keptContract(withStore));
	describe('of which several write one', () => severalContract(withStore));
	describe('are listed', () => listedContract(withStore));
	describe('are removed', () => removedContract(withStore));
}

function keptContract(withStore: WithStore): void {
	it(
		'each revision in the place of the one before, byte for byte, and survive a restart',
		withStore(async ({ store, reopen }) => {
			const [first, second] = [
				recordRow('one'),
				recordRow('one', { revision: 2, state: 'published', body: bytesOf('2') }),
			];
			expect(await store.records.get('programme', 'one')).toBeUndefined();
			expect(await store.records.put(first)).toBe('kept');
			expect(await store.records.get('programme', 'one')).toEqual(first);
			expect(await store.records.put(second)).toBe('kept');
			const again = await reopen();
			expect(await again.records.get('programme', 'one')).toEqual(second);
			expect(await again.records.list({ kind: 'programme', most: 9 })).toEqual([second]);
		}),
	);
	it(
		'apart by their kinds: one id of two kinds is two records',
		withStore(async ({ store }) => {
			const [one, other] = [recordRow('one'), recordRow('one', { kind: 'programme-2', body: bytesOf('other') })];
			await putAll(store, [one, other]);
			expect(await store.records.get('programme', 'one')).toEqual(one);
			expect(await store.records.get('programme-2', 'one')).toEqual(other);
			expect(await store.records.get('program', 'one')).toBeUndefined();
			expect(await store.records.list({ kind: 'programme', most: 9 })).toEqual([one]);
		}),
	);
	it.each([0, 1, 70_000, RECORD_BYTES_MOST])('whole with a body of %d bytes', (length) =>
		withStore(async ({ store }) => {
			// A part of a larger buffer, as a parser gives it.
			const body = new Uint8Array([7, ...bytesOf('body', length), 7]).subarray(1, length + 1);
			for (const revision of [1, 2]) expect(await store.records.put(recordRow('one', { revision, body }))).toBe('kept');
			const found = await store.records.get('programme', 'one');
			// Jest compares megabytes one by one.
			expect([found?.revision, Buffer.compare(found?.body ?? new Uint8Array(9), body)]).toEqual([2, 0]);
		})(),
	);
	it(
		'not at all when they are larger than that, and what is there stays',
		withStore(async ({ store }) => {
			const row = recordRow('one');
			await store.records.put(row);
			const body = new Uint8Array(RECORD_BYTES_MOST + 1);
			for (const larger of [recordRow('two', { body }), recordRow('one', { revision: 2, body })])
				await expect(store.records.put(larger)).rejects.toMatchObject({ code: 'record-too-large' });
			expect(await store.records.list({ kind: 'programme', most: 9 })).toEqual([row]);
		}),
	);
	it.each<[string, Partial<RecordRow>]>([
		['kind', { kind: '' }],
		['kind', { kind: 'a b' }],
		['id', { id: '' }],
		['id', { id: 'a b' }],
		['id', { id: 'é' }],
		['id', { id: 'x'.repeat(201) }],
		['state', { state: 'Draft of Ama' }],
		['day', { day: '2026-11-25T10:00' }],
		['revision', { revision: 0 }],
		['revision', { revision: 1.5 }],
	])('not at all with another %s than all stores can keep: %j', (field, changes) =>
		withStore(async ({ store }) => {
			const refused = store.records.put(recordRow('one', changes));
			await expect(refused).rejects.toMatchObject({
				code: 'record-refused',
				message: `a record has no fitting ${field}`,
			});
			expect(await store.records.list({ kind: 'programme', most: 9 })).toEqual([]);
		})(),
	);
}

function severalContract(withStore: WithStore): void {
	it(
		'is one’s alone: of all writers of a revision one hears that it was kept, and it was',
		withStore(async ({ store, other }) => {
			const stores = [store, await other()];
			for (const revision of [1, 2, 3]) {
				const rows = Array.from({ length: 16 }, (_, writer) =>
					recordRow('one', { revision, body: bytesOf(`${writer}`) }),
				);
				const outcomes = await Promise.all(rows.map((row, index) => putAtLast(stores[index % 2] ?? store, row)));
				const kept = rows.filter((_, index) => outcomes[index] === 'kept');
				expect(kept).toHaveLength(1);
				for (const one of stores) expect(await one.records.get('programme', 'one')).toEqual(kept[0]);
			}
		}),
	);
	it(
		'stays as it was where the revision is not the next one',
		withStore(async ({ store, other }) => {
			const second = await other();
			await putAll(store, [recordRow('one')]);
			const row = recordRow('one', { revision: 2 });
			await putAll(store, [row]);
			for (const revision of [1, 2, 4, 9]) {
				const late = recordRow('one', { revision, state: 'published', day: '2030-01-01', body: bytesOf('late') });
				expect(await second.records.put(late)).toBe('conflict');
			}
			expect(await store.records.get('programme', 'one')).toEqual(row);
			expect(await store.records.put(recordRow('never-there', { revision: 2 }))).toBe('conflict');
			expect(await store.records.get('programme', 'never-there')).toBeUndefined();
			expect(await store.records.list({ kind: 'programme', state: 'published', most: 9 })).toEqual([]);
		}),
	);
	it.each([1, 2])(
		'is kept when the very same row is put again at revision %d, since its answer may have been lost',
		(revision) =>
			withStore(async ({ store, other }) => {
				const second = await other();
				for (let before = 1; before < revision; before++)
					await store.records.put(recordRow('one', { revision: before }));
				const row = recordRow('one', { revision, body: bytesOf('mine') });
				for (const one of [store, second, store]) expect(await one.records.put(row)).toBe('kept');
				const changes = [{ state: 'published' }, { day: '2026-11-26' }, { body: bytesOf('yours') }];
				for (const change of changes) expect(await second.records.put({ ...row, ...change })).toBe('conflict');
				expect(await store.records.get('programme', 'one')).toEqual(row);
			})(),
	);
	it(
		'keep no turn waiting: a turn goes through while large ones are kept',
		withStore(async ({ store }) => {
			const rows = IDS.map((id) => recordRow(id, { body: bytesOf(id, RECORD_BYTES_MOST) }));
			const kept = putAll(store, rows);
			expect(await store.commit({ turn: turnRow('between') })).toEqual({ outcome: 'committed' });
			await kept;
			expect(await idsOf(store, { most: 3 })).toEqual(IDS.slice(0, 3));
		}),
	);
}

function listedContract(withStore: WithStore): void {
	it(
		'by the bytes of their ids, up or down, page by page, of one kind alone',
		withStore(async ({ store, other }) => {
			const strangers = ['programm', 'programme-', 'programme0', 'programmf'].map((kind) => recordRow('a', { kind }));
			await putAll(store, [...strangers, ...IDS.toReversed().map((id) => recordRow(id))]);
			for (const one of [store, await other()]) {
				for (const [order, expected] of [
					['up', IDS],
					['down', IDS.toReversed()],
				] as const) {
					const pages: string[] = [];
					for (let after: string | undefined; pages.length < IDS.length; after = pages.at(-1)) {
						const page = await idsOf(one, { order, most: 5, ...(after !== undefined && { after }) });
						expect(page).toHaveLength(Math.min(5, IDS.length - pages.length));
						pages.push(...page);
					}
					expect(pages).toEqual(expected);
					expect(await idsOf(one, { order, most: 5, after: pages.at(-1) ?? '' })).toEqual([]);
				}
			}
			expect(await idsOf(store, { most: 99 })).toEqual(IDS);
		}),
	);
	it(
		'from an id that is not there, as a cursor is whose record was removed',
		withStore(async ({ store }) => {
			await putAll(
				store,
				['a', 'c', 'e'].map((id) => recordRow(id)),
			);
			expect(await idsOf(store, { after: 'b', most: 9 })).toEqual(['c', 'e']);
			expect(await idsOf(store, { after: 'd', order: 'down', most: 9 })).toEqual(['c', 'a']);
			expect(await idsOf(store, { after: '', most: 9 })).toEqual(['a', 'c', 'e']);
			expect(await idsOf(store, { after: 'é', order: 'down', most: 9 })).toEqual(['e', 'c', 'a']);
			expect(await idsOf(store, { after: 'é', most: 9 })).toEqual([]);
		}),
	);
	it(
		'by state, as it is now',
		withStore(async ({ store }) => {
			const states = ['draft', 'published', '', 'draft-2'];
			const stateOf = (index: number) => states[index % states.length] ?? '';
			await putAll(
				store,
				IDS.map((id, index) => recordRow(id, { state: stateOf(index) })),
			);
			for (const state of states) {
				const expected = IDS.filter((_, index) => stateOf(index) === state);
				expect(await idsOf(store, { state, most: 99 })).toEqual(expected);
				expect(await idsOf(store, { state, order: 'down', most: 2 })).toEqual(expected.toReversed().slice(0, 2));
				expect(await idsOf(store, { state, after: expected[1] ?? '', most: 2 })).toEqual(expected.slice(2, 4));
			}
			const [first = ''] = IDS;
			await putAll(store, [recordRow(first, { revision: 2, state: 'published' })]);
			expect((await idsOf(store, { state: 'draft', most: 99 })).includes(first)).toBe(false);
			expect(await idsOf(store, { state: 'published', most: 1 })).toEqual([first]);
		}),
	);
}

function removedContract(withStore: WithStore): void {
	/** More than one step of a removal. */
	const many = Array.from({ length: 100 }, (_, index) => `${index}`.padStart(3, '0'));
	const dayOf = (index: number) => `2026-11-${index % 2 === 0 ? '24' : '25'}`;
	const before = '2026-11-25';

	it(
		'by their kind and the day of their last write, and how many is told',
		withStore(async ({ store, other }) => {
			await putAll(
				store,
				many.map((id, index) => recordRow(id, { day: dayOf(index) })),
			);
			await putAll(store, [recordRow('000', { kind: 'api-key', day: '2020-01-01' })]);
			await putAll(store, [recordRow('002', { revision: 2, day: '2026-11-25' })]);
			expect(await store.records.remove({ kind: 'programme', before: '2026-11-24' })).toBe(0);
			expect(await store.records.remove({ kind: 'programme', before })).toBe(49);
			const left = many.filter((id, index) => index % 2 === 1 || id === '002');
			expect(await idsOf(await other(), { most: 999 })).toEqual(left);
			expect(await store.records.get('api-key', '000')).toBeDefined();
			expect(await store.records.remove({ kind: 'programme', before })).toBe(0);
		}),
	);
	it(
		'by their state where one is given',
		withStore(async ({ store }) => {
			const stateOf = (index: number) => (index % 4 === 0 ? 'revoked' : '');
			await putAll(
				store,
				many.map((id, index) => recordRow(id, { day: dayOf(index), state: stateOf(index) })),
			);
			expect(await store.records.remove({ kind: 'programme', state: 'revoked', before })).toBe(25);
			expect(await store.records.remove({ kind: 'programme', state: 'draft', before })).toBe(0);
			expect(await store.records.remove({ kind: 'programme', state: '', before })).toBe(25);
			expect(await idsOf(store, { most: 999 })).toEqual(many.filter((_, index) => index % 2 === 1));
		}),
	);
	it(
		'so that they begin anew: what was removed is no revision any more',
		withStore(async ({ store }) => {
			await putAll(store, [recordRow('one', { day: '2026-11-24' })]);
			expect(await store.records.remove({ kind: 'programme', before })).toBe(1);
			expect(await store.records.put(recordRow('one', { revision: 2 }))).toBe('conflict');
			expect(await store.records.put(recordRow('one', { body: bytesOf('anew') }))).toBe('kept');
		}),
	);
}
