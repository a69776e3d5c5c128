import { type CatalogueStore, createCatalogueStore } from '../../../src/programmes/catalogue/catalogue-store.ts';
import type { Entry } from '../../../src/programmes/catalogue/entry.ts';
import { refOf } from '../../../src/programmes/catalogue/lifecycle.ts';
import { RECORD_KIND } from '../../../src/programmes/catalogue/version-record.ts';
import type { RecordStore } from '../../../src/store/records.ts';
import { makeSqlite } from '../../store/make-sqlite.ts';
import { example } from './example.ts';

const AT = Date.UTC(2026, 5, 15, 12);
const ama = { by: 'ama', at: AT };
const asking = { by: 'kofi', at: AT, languages: ['en', 'fr'], byAnother: true };
const grant: Entry = example;

async function onSqlite(test: (store: CatalogueStore, records: RecordStore) => Promise<void>): Promise<void> {
	const made = await makeSqlite();
	try {
		await test(createCatalogueStore(made.store.records), made.store.records);
	} finally {
		await made.dispose();
	}
}

async function refsIn(store: CatalogueStore): Promise<readonly string[]> {
	const refs: string[] = [];
	for await (const version of store.list()) refs.push(`${refOf(version)} ${version.state}`);
	return refs;
}

describe('keeping an entry', () => {
	it('makes a version of every change, and none of the same words again', () =>
		onSqlite(async (store) => {
			expect(await store.save(grant, ama)).toEqual({ ref: 'gh-demo-grant@1', outcome: 'new' });
			const reordered: unknown = Object.fromEntries(Object.entries(grant).toReversed());
			expect(await store.save(reordered as Entry, ama)).toEqual({ ref: 'gh-demo-grant@1', outcome: 'unchanged' });
			expect((await store.save({ ...grant, owner: 'Another desk' }, ama)).outcome).toBe('changed');
			expect(await refsIn(store)).toEqual(['gh-demo-grant@1 draft', 'gh-demo-grant@2 draft']);
			expect((await store.get('gh-demo-grant@1'))?.entry).toEqual(grant);
			expect((await store.get('gh-demo-grant'))?.entry.owner).toBe('Another desk');
		}));

	it('tells ids apart that begin alike', () =>
		onSqlite(async (store) => {
			for (const id of ['a', 'a-b', 'ab']) await store.save({ ...grant, id }, ama);
			expect((await store.get('a'))?.entry.id).toBe('a');
			expect((await store.save({ ...grant, id: 'a', owner: 'Another' }, ama)).ref).toBe('a@2');
			expect(await store.get('a-')).toBeUndefined();
		}));

	it('lets one of two editors win, and tells the other', () =>
		onSqlite(async (store) => {
			await store.save(grant, ama);
			const both = ['one', 'other'].map((owner) => store.save({ ...grant, owner }, ama, 1));
			const ends = await Promise.allSettled(both);
			expect(ends.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
			expect(ends.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'entry-changed' } });
			expect(await refsIn(store)).toHaveLength(2);
		}));

	it('refuses what began with an older version than the newest', () =>
		onSqlite(async (store) => {
			await store.save(grant, ama);
			await store.save({ ...grant, owner: 'Another desk' }, ama, 1);
			await expect(store.save({ ...grant, owner: 'Mine' }, ama, 1)).rejects.toMatchObject({ code: 'entry-changed' });
		}));

	it('never keeps what could not be read again', () =>
		onSqlite(async (store) => {
			await expect(store.save({ ...grant, id: 'NO' }, ama)).rejects.toMatchObject({ code: 'reference-invalid' });
			expect(await refsIn(store)).toEqual([]);
		}));
});

describe('publishing an entry', () => {
	it('is done by another than its author, once', () =>
		onSqlite(async (store) => {
			await store.save(grant, ama);
			await expect(store.publish('gh-demo-grant@1', { ...asking, by: 'ama' })).rejects.toMatchObject({
				code: 'entry-unfit',
				message: expect.stringContaining('author'),
			});
			const ends = await Promise.allSettled([
				store.publish('gh-demo-grant@1', asking),
				store.publish('gh-demo-grant@1', { ...asking, by: 'yaa' }),
			]);
			expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
			expect(await refsIn(store)).toEqual(['gh-demo-grant@1 published']);
		}));

	it('may be done by its author where the deployment lets them', () =>
		onSqlite(async (store) => {
			await store.save(grant, ama);
			const version = await store.publish('gh-demo-grant', { ...asking, by: 'ama', byAnother: false });
			expect(version).toMatchObject({ state: 'published', publisher: 'ama' });
		}));

	const without = <Whole extends object>(whole: Whole, name: keyof Whole): Whole =>
		Object.fromEntries(Object.entries(whole).filter(([one]) => one !== name)) as Whole;
	const silent = without(example.wording.fr, 'call');
	it.each<[string, Entry, string]>([
		['no source', { ...grant, sources: [] }, 'sources'],
		['no owner', without(grant, 'owner'), 'owner'],
		['sources that contradict each other', { ...grant, disputed: 'April or June' }, 'April or June'],
		['no words in a language that is offered', { ...grant, wording: { en: example.wording.en } }, 'wording.fr'],
		['a part that one language lacks', { ...grant, wording: { ...grant.wording, fr: silent } }, 'wording.fr.call'],
		['a last day that is past', { ...grant, validUntil: '2026-06-14' }, 'validUntil'],
	])('is refused for %s', (_, entry, why) =>
		onSqlite(async (store) => {
			await store.save(entry, ama);
			await expect(store.publish(entry.id, asking)).rejects.toMatchObject({
				code: 'entry-unfit',
				message: expect.stringContaining(why),
			});
			expect((await store.get(entry.id))?.state).toBe('draft');
		}),
	);

	it('ends by taking it back, or by its last day', () =>
		onSqlite(async (store) => {
			for (const id of ['taken', 'over', 'open']) {
				await store.save({ ...grant, id, validUntil: id === 'over' ? '2026-06-20' : '2026-12-31' }, ama);
				await store.publish(id, asking);
			}
			await store.withdraw('taken', ama);
			expect(await store.expire(Date.UTC(2026, 5, 20, 23, 59))).toEqual([]);
			expect((await store.expire(Date.UTC(2026, 5, 21))).map(refOf)).toEqual(['over@1']);
			expect(await refsIn(store)).toEqual(['open@1 published', 'over@1 expired', 'taken@1 withdrawn']);
			await expect(store.publish('taken@1', asking)).rejects.toMatchObject({ code: 'entry-unfit' });
		}));

	it.each(['nothing', 'gh-demo-grant@2', 'gh-demo-grant@', '@1', 'gh-demo-grant@1e3', ''])('finds no entry %p', (ref) =>
		onSqlite(async (store) => {
			await store.save(grant, ama);
			await expect(store.publish(ref, asking)).rejects.toMatchObject({ code: 'no-entry' });
		}),
	);
});

describe('the list of entries', () => {
	it('goes on over its pages', () =>
		onSqlite(async (store) => {
			const ids = Array.from({ length: 401 }, (_, index) => `entry-${String(index).padStart(3, '0')}`);
			for (const id of ids) await store.save({ ...grant, id }, ama);
			expect(await refsIn(store)).toEqual(ids.map((id) => `${id}@1 draft`));
		}));

	it('names a record that was damaged, rather than showing it', () =>
		onSqlite(async (store, records) => {
			const body = new TextEncoder().encode('{"entry":');
			await records.put({
				kind: RECORD_KIND,
				id: 'x@000001',
				revision: 1,
				state: 'published',
				day: '2026-06-15',
				body,
			});
			await expect(refsIn(store)).rejects.toMatchObject({
				code: 'reference-invalid',
				message: expect.stringContaining('x@000001'),
			});
		}));
});
