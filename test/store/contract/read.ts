import type { WithStore } from '../contract.ts';
import { caseRow, conversationRow, eventRow, idOf, outboxRow, personRow, quarantineRow, turnRow } from '../rows.ts';

const names = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `no ${index}`);

/** Reads a list to its end by its cursor. */
async function walk<Row, Cursor>(
	list: (page: { readonly after: Cursor; readonly most: number }) => Promise<readonly Row[]>,
	cursorOf: (row: Row) => Cursor,
	after: Cursor,
): Promise<readonly (readonly Row[])[]> {
	const page = await list({ after, most: 3 });
	const last = page.at(-1);
	return last === undefined ? [] : [page, ...(await walk(list, cursorOf, cursorOf(last)))];
}

export function readContract(withStore: WithStore): void {
	it(
		'what is not there gives nothing',
		withStore(async ({ store }) => {
			expect(await store.load('nobody', 'nobody.ussd')).toEqual({});
			expect(await store.turn('none')).toBeUndefined();
			expect(await store.persons.get('nobody')).toBeUndefined();
			expect(await store.cases.byCode('none')).toBeUndefined();
			expect(await store.cases.byId('none')).toBeUndefined();
			expect(await store.cases.events('none')).toEqual([]);
			expect(await store.tries.get('none')).toBeUndefined();
			expect(await store.outbox.list({ after: '', most: 9 })).toEqual([]);
			expect(await store.counts()).toEqual({
				persons: 0,
				conversations: 0,
				turns: 0,
				cases: 0,
				outbox: 0,
				quarantine: 0,
			});
		}),
	);
	it(
		'gives a person without a conversation and a conversation without a person',
		withStore(async ({ store }) => {
			await store.commit({ person: personRow('ama') });
			await store.commit({ conversation: conversationRow('kofi', 1) });
			expect(await store.load(idOf('ama'), `${idOf('ama')}.ussd`)).toEqual({ person: personRow('ama') });
			expect(await store.load(idOf('kofi'), `${idOf('kofi')}.ussd`)).toEqual({
				conversation: conversationRow('kofi', 1),
			});
		}),
	);
	it(
		'gives cases page by page in the order in which they came, each once',
		withStore(async ({ store, settle }) => {
			for (const name of names(8)) await store.commit({ turn: turnRow(name), cases: [caseRow(name)] });
			await settle();
			const pages = await walk(store.cases.list, ({ position }) => position, 0);
			expect(pages.map(({ length }) => length)).toEqual([3, 3, 2]);
			expect(pages.flat().map(({ id }) => id)).toEqual(names(8).map((name) => caseRow(name).id));
			expect(await store.cases.count()).toBe(8);
		}),
	);
	it(
		'gives messages and quarantine page by page, each once',
		withStore(async ({ store, settle }) => {
			const outbox = names(8).map((name) => outboxRow(name));
			const quarantine = names(8).map((name) => quarantineRow(name));
			await store.commit({ turn: turnRow('one'), outbox, quarantine });
			await settle();
			const byId = (a: { readonly id: string }, b: { readonly id: string }) => (a.id < b.id ? -1 : 1);
			const messages = await walk(store.outbox.list, ({ id }) => id, '');
			const odd = await walk(store.quarantine.list, ({ id }) => id, '');
			expect(messages.map(({ length }) => length)).toEqual([3, 3, 2]);
			expect(messages.flat()).toEqual([...outbox].sort(byId));
			expect(odd.flat()).toEqual([...quarantine].sort(byId));
			expect([await store.outbox.count(), await store.quarantine.count()]).toEqual([8, 8]);
		}),
	);
	it(
		"gives a case's events in the order in which they happened, since the case is their fold",
		withStore(async ({ store, settle }) => {
			for (const name of names(12)) {
				await store.commit({ turn: turnRow(name), caseEvents: [eventRow(name, 'a'), eventRow(`other ${name}`, 'b')] });
			}
			await settle();
			expect(await store.cases.events(idOf('case a'))).toEqual(names(12).map((name) => eventRow(name, 'a')));
		}),
	);
	it(
		'counts tries by revision and keeps their times exactly',
		withStore(async ({ store }) => {
			const at = [1_795_000_000_000, 1_795_000_000_001, 0];
			await store.commit({ tries: { id: 'code', revision: 1, at: [] } });
			await store.commit({ tries: { id: 'code', revision: 2, at } });
			expect(await store.tries.get('code')).toEqual({ id: 'code', revision: 2, at });
		}),
	);
	it(
		'a store that can be written to says so, and one that is closed rejects everything',
		withStore(async ({ store }) => {
			await expect(store.ping()).resolves.toBeUndefined();
			await store.close();
			const asked = [
				store.ping(),
				store.turn('t'),
				store.commit({ turn: turnRow('t') }),
				store.load('p', 'c'),
				store.counts(),
			];
			for (const one of await Promise.allSettled(asked)) {
				expect(one).toEqual({ status: 'rejected', reason: expect.objectContaining({ code: 'store-unavailable' }) });
			}
			await expect(store.close()).resolves.toBeUndefined();
		}),
	);
}
