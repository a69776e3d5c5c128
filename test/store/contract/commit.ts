import { BEGUN_BYTES_MOST } from '../../../src/store/records.ts';
import type { WithStore } from '../contract.ts';
import {
	begunRow,
	bytesOf,
	caseRow,
	conversationRow,
	eventRow,
	idOf,
	outboxRow,
	personRow,
	turnRow,
	wholeCommit,
} from '../rows.ts';
import { snapshotOf } from './snapshot.ts';

export function commitContract(withStore: WithStore): void {
	it(
		'keeps everything that one turn leaves behind, byte for byte',
		withStore(async ({ store, settle }) => {
			const commit = wholeCommit('ama');
			expect(await store.commit(commit)).toEqual({ outcome: 'committed' });
			await settle();
			const [kept] = (await snapshotOf(store, 'ama')).people;
			expect(kept?.loaded).toEqual({ person: commit.person, conversation: commit.conversation });
			expect(kept?.turn).toEqual(commit.turn);
			expect(kept?.tries).toEqual(commit.tries);
			expect(kept?.events).toEqual(commit.caseEvents);
			const byCode = await store.cases.byCode(idOf('code ama'));
			expect(byCode).toEqual({ ...commit.cases[0], status: 'received', position: expect.any(Number) });
			expect(await store.outbox.list({ after: '', most: 9 })).toEqual(commit.outbox);
			expect(await store.quarantine.list({ after: '', most: 9 })).toEqual(commit.quarantine);
			expect(await store.records.list({ kind: 'request', most: 9 })).toEqual(commit.records);
		}),
	);
	it(
		'keeps a value of no bytes as that, since an empty contact means that there is none',
		withStore(async ({ store, settle }) => {
			const empty = new Uint8Array(0);
			await store.commit({
				turn: turnRow('a', { person: idOf('a'), reply: empty }),
				conversation: conversationRow('a', 1, { sealed: empty }),
				person: personRow('a', { profile: empty }),
				cases: [caseRow('a', { contact: empty })],
			});
			await settle();
			expect((await store.turn(turnRow('a').id))?.reply).toHaveLength(0);
			expect((await store.cases.byId(idOf('case a')))?.contact).toHaveLength(0);
			const loaded = await store.load(idOf('a'), conversationRow('a', 1).id);
			expect(loaded).toEqual({
				person: personRow('a', { profile: empty }),
				conversation: conversationRow('a', 1, { sealed: empty }),
			});
		}),
	);
	it(
		'keeps bytes that are a slice of a larger buffer, and only those',
		withStore(async ({ store, settle }) => {
			const sealed = Buffer.from(bytesOf('pool', 4096)).subarray(100, 400);
			await store.commit({ turn: turnRow('b', { reply: sealed }), caseEvents: [{ ...eventRow('b', 'b'), sealed }] });
			await settle();
			expect(Buffer.from((await store.turn(turnRow('b').id))?.reply ?? []).equals(sealed)).toBe(true);
			expect(Buffer.from((await store.cases.events(idOf('case b')))[0]?.sealed ?? []).equals(sealed)).toBe(true);
		}),
	);
	it(
		'of a turn that was committed before changes nothing, though its content differs, and gives the row of then',
		withStore(async ({ store, settle }) => {
			await store.commit(wholeCommit('ama'));
			await settle();
			const before = await snapshotOf(store, 'ama', 'kofi');
			const again = {
				...wholeCommit('kofi'),
				turn: turnRow('ama', { person: idOf('kofi'), reply: bytesOf('another reply') }),
			};
			expect(await store.commit(again)).toEqual({ outcome: 'repeat', turn: wholeCommit('ama').turn });
			await settle();
			expect(await snapshotOf(store, 'ama', 'kofi')).toEqual(before);
		}),
	);
	it(
		'repeated many times at once happens once',
		withStore(async ({ store, settle }) => {
			const results = await Promise.all(Array.from({ length: 20 }, () => store.commit(wholeCommit('ama'))));
			await settle();
			expect(results.filter(({ outcome }) => outcome === 'committed')).toHaveLength(1);
			expect(results.filter(({ outcome }) => outcome === 'repeat')).toHaveLength(19);
			expect(await store.counts()).toEqual({
				persons: 1,
				conversations: 1,
				turns: 1,
				cases: 1,
				outbox: 1,
				quarantine: 1,
			});
		}),
	);
	it(
		'adds an event or a message once, however often a relay brings it',
		withStore(async ({ store, settle }) => {
			const rows = { caseEvents: [eventRow('one', 'ama')], outbox: [outboxRow('one')] };
			await store.commit({ turn: turnRow('1'), ...rows });
			await store.commit({ turn: turnRow('2'), ...rows });
			await settle();
			expect(await store.cases.events(idOf('case ama'))).toHaveLength(1);
			expect(await store.outbox.count()).toBe(1);
		}),
	);
	it(
		'begins a record once, and leaves it as it is by then however often a relay brings it',
		withStore(async ({ store, settle, other }) => {
			const [begun, next] = [begunRow('one'), begunRow('one', { revision: 2, state: 'sent', body: bytesOf('next') })];
			await store.commit({ turn: turnRow('1'), records: [begun] });
			await settle();
			expect(await store.records.put(next)).toBe('kept');
			for (const one of [store, await other()]) {
				await one.commit({ turn: turnRow(`2 ${one === store}`), records: [begun, begunRow('two')] });
				await one.commit({ records: [begun, begunRow('two', { body: bytesOf('other') })] });
			}
			await settle();
			expect(await store.records.get('request', begun.id)).toEqual(next);
			expect(await store.records.get('request', begunRow('two').id)).toEqual(begunRow('two'));
		}),
	);
	it.each([
		['of a later revision', 'record-refused', { revision: 2 }],
		['of another kind than all stores can keep', 'record-refused', { kind: 'A kind' }],
		['larger than several may be together', 'record-too-large', { body: new Uint8Array(BEGUN_BYTES_MOST + 1) }],
	])('is refused whole with a record %s', (_what, code, changes) =>
		withStore(async ({ store, settle }) => {
			const commit = { ...wholeCommit('ama'), records: [begunRow('ama'), begunRow('one', changes)] };
			await expect(store.commit(commit)).rejects.toMatchObject({ code });
			await settle();
			expect((await snapshotOf(store, 'ama')).people[0]).toMatchObject({ loaded: {}, turn: undefined });
			expect(await store.records.list({ kind: 'request', most: 9 })).toEqual([]);
		})(),
	);
	it(
		'keeps records that are a slice of a larger buffer, of no bytes and of as many as a commit may begin',
		withStore(async ({ store, settle }) => {
			const bodies = [
				Buffer.from(bytesOf('pool', 4096)).subarray(9, 40),
				bytesOf('', 0),
				bytesOf('x', BEGUN_BYTES_MOST),
			];
			const records = bodies.map((body, index) => begunRow(`${index}`, { body }));
			await store.commit({ turn: turnRow('1'), records });
			await settle();
			for (const { id, body } of records) {
				const found = await store.records.get('request', id);
				expect(Buffer.compare(found?.body ?? Buffer.of(9), body)).toBe(0);
			}
		}),
	);
	it(
		'replaces profile and day of a person, and never the key that everything of theirs is sealed with',
		withStore(async ({ store }) => {
			await store.commit({ person: personRow('ama') });
			const later = personRow('ama', { profile: bytesOf('later', 120), seenDay: '2026-12-01' });
			expect(await store.commit({ person: later })).toEqual({ outcome: 'committed' });
			expect(await store.persons.get(later.id)).toEqual(later);
			expect(await store.persons.count()).toBe(1);
		}),
	);
	it(
		'changes what it names of a case and leaves the rest',
		withStore(async ({ store, settle }) => {
			await store.commit({ turn: turnRow('1'), cases: [caseRow('a'), caseRow('b')] });
			const contact = bytesOf('contact');
			const changes = { dangerNow: true, kind: 'chemicals', district: '', pinIndex: idOf('new pin'), contact } as const;
			await store.commit({
				turn: turnRow('2'),
				caseChanges: [
					{ caseId: idOf('case a'), changes: { status: 'not-solved' } },
					{ caseId: idOf('case a'), changes },
					{ caseId: idOf('case nobody'), changes },
				],
			});
			await settle();
			expect(await store.cases.byId(idOf('case a'))).toMatchObject({
				...caseRow('a'),
				...changes,
				status: 'not-solved',
			});
			expect(await store.cases.byId(idOf('case b'))).toMatchObject(caseRow('b'));
		}),
	);
	it(
		'leaves a case as it is where its status speaks against a change, since another phone may have been first',
		withStore(async ({ store, settle }) => {
			await store.commit({ turn: turnRow('1'), cases: [caseRow('a', { status: 'withdrawn' })] });
			await store.commit({
				turn: turnRow('2'),
				caseChanges: [
					{ caseId: idOf('case a'), unless: ['not-solved', 'withdrawn'], changes: { status: 'received' } },
					{ caseId: idOf('case a'), unless: ['incomplete', 'received'], changes: { kind: 'chemicals' } },
				],
			});
			await settle();
			expect(await store.cases.byId(idOf('case a'))).toMatchObject({ status: 'withdrawn', kind: 'chemicals' });
		}),
	);
	it(
		'is there after the store was opened again',
		withStore(async ({ store, settle, reopen }) => {
			await store.commit(wholeCommit('ama'));
			await store.commit({ turn: turnRow('second'), conversation: conversationRow('ama', 2) });
			await settle();
			const before = await snapshotOf(store, 'ama');
			expect(await snapshotOf(await reopen(), 'ama')).toEqual(before);
		}),
	);
}
