import { type KeyRow, NOTHING_PURGED, type Store } from '../../../src/store/store.ts';
import type { WithStore } from '../contract.ts';
import {
	bytesOf,
	caseRow,
	conversationRow,
	eventRow,
	idOf,
	outboxRow,
	personRow,
	quarantineRow,
	turnRow,
	wholeCommit,
} from '../rows.ts';

async function allKeys(store: Store, most: number): Promise<readonly KeyRow[]> {
	const found: KeyRow[] = [];
	for (;;) {
		const after = found.at(-1);
		const page = await store.housekeeping.keys({ ...(after === undefined ? {} : { after }), most });
		expect(page.length).toBeLessThanOrEqual(most);
		if (page.length === 0) return found;
		found.push(...page);
	}
}

export function housekeepingContract(withStore: WithStore): void {
	it(
		'lists every wrapped key once, by collection and id, whatever the size of a page',
		withStore(async ({ store, settle }) => {
			const names = ['ama', 'kofi', 'efua', 'yaa', 'adjoa'];
			for (const name of names) await store.commit(wholeCommit(name));
			await settle();
			const expected = [
				...names.map(
					(name): KeyRow => ({ collection: 'cases', id: caseRow(name).id, wrappedKey: caseRow(name).wrappedKey }),
				),
				...names.map(
					(name): KeyRow => ({ collection: 'persons', id: idOf(name), wrappedKey: personRow(name).wrappedKey }),
				),
			].sort((a, b) => (`${a.collection} ${a.id}` < `${b.collection} ${b.id}` ? -1 : 1));
			for (const most of [1, 2, 3, 5, 100]) expect(await allKeys(store, most)).toEqual(expected);
		}),
	);
	for (const collection of ['persons', 'cases'] as const) {
		it(
			`wraps a key of ${collection} again only while it is still the one that was read`,
			withStore(async ({ store, settle }) => {
				await store.commit(wholeCommit('ama'));
				await settle();
				const key = (await allKeys(store, 9)).find((one) => one.collection === collection);
				if (key === undefined) throw new Error('no key is listed');
				const again = { ...key, wrappedKey: bytesOf('wrapped again', 61) };
				expect(await store.housekeeping.rewrap(again, bytesOf('not it', 61))).toBe(false);
				expect(await store.housekeeping.rewrap(again, key.wrappedKey)).toBe(true);
				expect(await store.housekeeping.rewrap({ ...key }, key.wrappedKey)).toBe(false);
				expect(await allKeys(store, 9)).toContainEqual(again);
			}),
		);
	}
	it(
		'erasing a person leaves no key, profile, conversation or reply, and a repeat of theirs still does nothing',
		withStore(async ({ store, settle }) => {
			for (const name of ['ama', 'kofi']) await store.commit(wholeCommit(name));
			await store.commit({ conversation: conversationRow('ama', 1, { id: `${idOf('ama')}.voice` }) });
			await settle();
			const kofi = await store.load(idOf('kofi'), conversationRow('kofi', 1).id);
			await store.housekeeping.erase({ collection: 'persons', id: idOf('ama') });
			expect(await store.load(idOf('ama'), conversationRow('ama', 1).id)).toEqual({});
			expect(await store.load(idOf('ama'), `${idOf('ama')}.voice`)).toEqual({});
			const turn = { ...turnRow('ama'), person: '', reply: new Uint8Array(0) };
			expect(await store.turn(turn.id)).toEqual(turn);
			expect(await store.commit(wholeCommit('ama'))).toEqual({ outcome: 'repeat', turn });
			expect(await store.load(idOf('kofi'), conversationRow('kofi', 1).id)).toEqual(kofi);
			expect(await store.turn(turnRow('kofi').id)).toEqual(wholeCommit('kofi').turn);
			expect(await store.counts()).toMatchObject({ persons: 1, conversations: 1, turns: 2, cases: 2 });
			await store.housekeeping.erase({ collection: 'persons', id: idOf('ama') });
		}),
	);
	it(
		'erasing a case leaves its open part as a tombstone that takes no more contact',
		withStore(async ({ store, settle }) => {
			const contact = bytesOf('contact');
			for (const name of ['ama', 'kofi']) {
				await store.commit({ ...wholeCommit(name), cases: [caseRow(name, { contact })] });
			}
			await settle();
			const before = await store.cases.byId(caseRow('ama').id);
			await store.housekeeping.erase({ collection: 'cases', id: caseRow('ama').id });
			const changes = { contact, status: 'withdrawn', pinIndex: idOf('pin') } as const;
			await store.commit({ turn: turnRow('later'), caseChanges: [{ caseId: caseRow('ama').id, changes }] });
			await settle();
			const none = new Uint8Array(0);
			const tombstone = { ...before, wrappedKey: none, contact: none, pinIndex: '' };
			expect(await store.cases.byId(caseRow('ama').id)).toEqual(tombstone);
			expect(await store.cases.byCode(caseRow('ama').codeIndex)).toEqual(tombstone);
			expect(await store.cases.events(caseRow('ama').id)).toEqual([]);
			expect(await store.cases.events(caseRow('kofi').id)).toHaveLength(2);
			expect((await store.outbox.list({ after: '', most: 9 })).map(({ caseId }) => caseId)).toEqual([
				caseRow('kofi').id,
			]);
			expect((await allKeys(store, 9)).map(({ id }) => id)).not.toContain(caseRow('ama').id);
			expect(await store.counts()).toMatchObject({ cases: 2, outbox: 1 });
		}),
	);
	it(
		'purges what is older than a day, kind by kind, and says how much',
		withStore(async ({ store, settle }) => {
			for (const [name, day] of [
				['old', '2026-01-01'],
				['edge', '2026-06-01'],
				['new', '2026-06-02'],
			] as const) {
				await store.commit({
					turn: turnRow(name, { person: idOf(name), day }),
					conversation: conversationRow(name, 1, { day }),
					person: personRow(name, { seenDay: day }),
					quarantine: [quarantineRow(name, { day })],
					tries: { id: name, revision: 1, at: [Date.parse(day)] },
					cases: [caseRow(name, { openedDay: day })],
					caseEvents: [eventRow(name, name)],
					outbox: [outboxRow(name, { day })],
				});
			}
			await settle();
			const none = NOTHING_PURGED;
			expect(await store.housekeeping.purge({})).toEqual(none);
			expect(await store.housekeeping.purge({ replies: '2026-06-01' })).toEqual({ ...none, replies: 1 });
			const day = '2026-06-01';
			const all = { conversations: day, replies: day, persons: day, quarantine: day, tries: day };
			expect(await store.housekeeping.purge(all)).toEqual({
				...none,
				conversations: 1,
				replies: 0,
				persons: 1,
				quarantine: 1,
				tries: 1,
			});
			expect(await store.housekeeping.purge(all)).toEqual(none);
			expect(await store.counts()).toEqual({
				persons: 2,
				conversations: 2,
				turns: 3,
				cases: 3,
				outbox: 3,
				quarantine: 2,
			});
			expect(await store.turn(turnRow('old').id)).toMatchObject({ reply: new Uint8Array(0), person: '' });
			expect((await store.turn(turnRow('edge').id))?.reply).not.toHaveLength(0);
			expect(await store.commit({ turn: turnRow('old') })).toMatchObject({ outcome: 'repeat' });
			expect(await store.tries.get('edge')).toBeDefined();
		}),
	);
	it(
		"purges a person's conversations with them, since nobody could open them any more",
		withStore(async ({ store }) => {
			await store.commit({
				person: personRow('ama', { seenDay: '2026-01-01' }),
				conversation: conversationRow('ama', 1),
			});
			await store.commit({ person: personRow('kofi'), conversation: conversationRow('kofi', 1) });
			expect(await store.housekeeping.purge({ persons: '2026-06-01' })).toMatchObject({ persons: 1, conversations: 1 });
			expect(await store.load(idOf('ama'), conversationRow('ama', 1).id)).toEqual({});
			expect(await store.counts()).toMatchObject({ persons: 1, conversations: 1 });
		}),
	);
	it(
		'purges more than one step takes',
		withStore(async ({ store, settle }) => {
			const many = Array.from({ length: 2500 }, (_, index) => `old ${index}`);
			const day = '2026-01-01';
			for (let from = 0; from < many.length; from += 500) {
				const quarantine = many.slice(from, from + 500).map((name) => quarantineRow(name, { day }));
				await store.commit({ turn: turnRow(`batch ${from}`, { day }), quarantine });
			}
			await Promise.all(many.map((name) => store.commit({ turn: turnRow(name, { day }) })));
			await store.commit({ turn: turnRow('new'), quarantine: [quarantineRow('new')] });
			await settle();
			const gone = await store.housekeeping.purge({ replies: DAY_AFTER, quarantine: DAY_AFTER });
			expect(gone).toMatchObject({ replies: 2505, quarantine: 2500 });
			expect(await store.counts()).toMatchObject({ turns: 2506, quarantine: 1 });
		}),
		60_000,
	);
}

const DAY_AFTER = '2026-01-02';
