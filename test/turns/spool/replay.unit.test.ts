import type { Commit } from '../../../src/store/store.ts';
import { type GaveWay, replayInto } from '../../../src/turns/spool/replay.ts';
import { fullCommit } from './commits.ts';
import { FakeStore } from './fake-store.ts';

const [caseRow] = fullCommit.cases ?? [];
if (caseRow === undefined) throw new Error('the full commit opens a case');
const { turn, conversation, person, tries } = fullCommit;
const first: Commit = {
	...fullCommit,
	...(conversation && { conversation: { ...conversation, revision: 1 } }),
	...(tries && { tries: { ...tries, revision: 1, at: [20] } }),
};

function rig() {
	const store = new FakeStore();
	const gaveWay: GaveWay[] = [];
	return { store, gaveWay, apply: replayInto(store, (what) => gaveWay.push(what)) };
}

describe('replaying a spooled commit', () => {
	it('stores it whole when nothing happened meanwhile', async () => {
		const { store, apply, gaveWay } = rig();
		expect(await apply(first)).toBe('applied');
		expect([store.turns.size, store.conversations.size, store.people.size, store.caseRows.size]).toEqual([1, 1, 1, 1]);
		expect(gaveWay).toEqual([]);
	});

	it('is done when the store has the turn already: its answer only came too late, or a drain was killed', async () => {
		const { store, apply } = rig();
		await store.commit(first);
		expect(await apply(first)).toBe('applied');
		expect(store.caseRows.size).toBe(1);
	});

	it('keeps a newer conversation, and still stores the turn and the report', async () => {
		const { store, apply, gaveWay } = rig();
		const newer = { id: conversation?.id ?? '', revision: 7, sealed: new Uint8Array([1]), day: '2026-11-26' };
		store.conversations.set(newer.id, newer);
		expect(await apply(first)).toBe('applied');
		expect(store.conversations.get(newer.id)).toEqual(newer);
		expect(store.turns.has(turn?.id ?? '')).toBe(true);
		expect(store.people.has(person?.id ?? '')).toBe(true);
		expect(store.caseRows.has(caseRow.id)).toBe(true);
		expect(gaveWay).toEqual(['conversation']);
	});

	it('leaves out what the key of a person unknown during the outage seals, and still stores the report', async () => {
		const { store, apply, gaveWay } = rig();
		const known = {
			id: person?.id ?? '',
			wrappedKey: new Uint8Array([99]),
			profile: new Uint8Array(1),
			seenDay: '2026-11-01',
		};
		store.people.set(known.id, known);
		expect(await apply(first)).toBe('applied');
		expect(store.people.get(known.id)).toEqual(known);
		expect(store.conversations.size).toBe(0);
		expect(store.caseRows.has(caseRow.id)).toBe(true);
		expect(gaveWay).toEqual(['person']);
	});

	it('stores a report whose code another case has, under a code index that nobody can dial', async () => {
		const { store, apply, gaveWay } = rig();
		const other = { ...caseRow, id: 'case-0' };
		store.caseRows.set(other.id, other);
		expect(await apply(first)).toBe('applied');
		expect(store.caseRows.get(other.id)).toEqual(other);
		expect(store.caseRows.get(caseRow.id)).toEqual({ ...caseRow, codeIndex: caseRow.id });
		expect(gaveWay).toEqual(['case-code']);
	});

	it('leaves a case alone that is there already', async () => {
		const { store, apply } = rig();
		store.caseRows.set(caseRow.id, { ...caseRow, status: 'withdrawn' });
		expect(await apply(first)).toBe('applied');
		expect(store.caseRows.get(caseRow.id)?.status).toBe('withdrawn');
		expect(store.turns.size).toBe(1);
	});

	it('joins the tries at a code, so that an outage gives nobody more of them', async () => {
		const { store, apply } = rig();
		store.triesRows.set('code-1', { id: 'code-1', revision: 4, at: [10, 20, 30] });
		await apply({ ...first, tries: { id: 'code-1', revision: 2, at: [10, 25] } });
		expect(store.triesRows.get('code-1')).toEqual({ id: 'code-1', revision: 5, at: [10, 20, 25, 30] });
	});

	it('settles all conflicts of one commit', async () => {
		const { store, apply, gaveWay } = rig();
		store.conversations.set('person-1.ussd', { id: 'person-1.ussd', revision: 9, sealed: new Uint8Array(1), day: 'd' });
		store.people.set('person-1', {
			id: 'person-1',
			wrappedKey: new Uint8Array([1]),
			profile: new Uint8Array(1),
			seenDay: 'd',
		});
		store.triesRows.set('code-1', { id: 'code-1', revision: 4, at: [1] });
		store.caseRows.set('case-0', { ...caseRow, id: 'case-0' });
		expect(await apply(first)).toBe('applied');
		expect(gaveWay).toEqual(['conversation', 'person', 'tries', 'case-code']);
		expect(store.events.size).toBe(fullCommit.caseEvents?.length);
	});

	it('waits when the store is gone', async () => {
		const { store, apply } = rig();
		store.gone = true;
		expect(await apply(first)).toBe('retry-later');
		store.gone = false;
		expect(await apply(first)).toBe('applied');
	});

	it('does not hide a fault of ours', async () => {
		const { cases, tries: triesOf } = new FakeStore();
		const apply = replayInto({ cases, tries: triesOf, commit: () => Promise.reject(new TypeError('ours')) });
		await expect(apply(first)).rejects.toThrow('ours');
	});
});
