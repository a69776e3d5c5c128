import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import type { Commit, Store } from '../../../src/store/store.ts';
import { StoreUnavailable } from '../../../src/store/unavailable.ts';
import { openReply, sealReply } from '../../../src/turns/remembered.ts';
import { type GaveWay, replayInto } from '../../../src/turns/spool/replay.ts';
import { createVault } from '../../../src/vault/create-vault.ts';
import { seededChance } from '../../support/doors.ts';
import { memoryRing } from '../../vault/memory-ring.ts';
import { fullCommit } from './commits.ts';

const vault = createVault(memoryRing(), seededChance('replay'));

const [caseRow] = fullCommit.cases ?? [];
const { turn, conversation, person, tries } = fullCommit;
if (!caseRow || !turn || !conversation || !person || !tries) throw new Error('the full commit holds everything');

/** A first report, as it was spooled. */
const spooled: Commit = {
	...fullCommit,
	conversation: { ...conversation, revision: 1 },
	tries: { ...tries, revision: 1, at: [20] },
	caseChanges: [],
};
/** What was stored by somebody else meanwhile. */
const newer = { ...conversation, revision: 1, sealed: new Uint8Array([1, 1]) };
const known = { ...person, wrappedKey: new Uint8Array([99]), profile: new Uint8Array([98]) };
const otherCase = { ...caseRow, id: 'case-0' };

describe('replaying a spooled commit', () => {
	let store: Store;
	let gaveWay: GaveWay[] = [];
	let overruled: string[] = [];
	const apply = (commit: Commit) =>
		replayInto(
			{ store, vault },
			{ gaveWay: (what) => gaveWay.push(what), overruled: (id) => overruled.push(id) },
		)(commit);
	const expectReport = async () => {
		expect(await store.turn(turn.id)).toMatchObject({ id: turn.id });
		expect(await store.cases.byId(caseRow.id)).toMatchObject({ kind: caseRow.kind });
		expect(await store.outbox.count()).toBe(1);
		expect(await store.cases.events('case-of-person-1')).toHaveLength(1);
	};

	beforeEach(async () => {
		store = await openSqliteStore({ file: ':memory:', inline: true });
		gaveWay = [];
		overruled = [];
	});
	afterEach(() => store.close());

	it('stores it whole when nothing happened meanwhile', async () => {
		expect(await apply(spooled)).toBe('applied');
		await expectReport();
		expect(await store.load(person.id, conversation.id)).toMatchObject({
			person: { id: person.id },
			conversation: { revision: 1 },
		});
		expect(gaveWay).toEqual([]);
	});

	it('is done when the store has the turn already: its answer only came too late, or a drain was killed', async () => {
		await store.commit(spooled);
		expect(await apply(spooled)).toBe('applied');
		expect(await store.counts()).toMatchObject({ turns: 1, cases: 1, outbox: 1, quarantine: 1 });
		expect(gaveWay).toEqual([]);
	});

	it('keeps a case that its reporter may have gone on with, though another instance handled the turn as well', async () => {
		const theirs = { turn: { ...turn, reply: new Uint8Array([7]) }, conversation: newer };
		await store.commit(theirs);
		for (let round = 0; round < 2; round++) expect(await apply(spooled)).toBe('applied');
		expect(overruled).toEqual([conversation.id, conversation.id]);
		expect(await store.turn(turn.id)).toEqual(theirs.turn);
		expect((await store.load(person.id, conversation.id)).conversation).toEqual(newer);
		expect(await store.cases.byId(caseRow.id)).toMatchObject({ kind: caseRow.kind });
		expect(await store.cases.events('case-of-person-1')).toHaveLength(1);
		expect(await store.counts()).toMatchObject({ turns: 1, cases: 1 });
		expect(await store.records.list({ kind: 'request', most: 9 })).toEqual(spooled.records);
	});

	it('keeps a request whose code was told, though another instance handled the turn as well', async () => {
		await store.commit({ turn: { ...turn, reply: new Uint8Array([7]) }, conversation: newer });
		const { turn: own, records = [] } = spooled;
		for (let round = 0; round < 2; round++) expect(await apply({ turn: own ?? turn, records })).toBe('applied');
		expect(await store.records.list({ kind: 'request', most: 9 })).toEqual(records);
		expect(await store.counts()).toMatchObject({ turns: 1, cases: 0 });
	});

	it('keeps a newer conversation, and still stores the turn and the report', async () => {
		await store.commit({ conversation: newer });
		expect(await apply(spooled)).toBe('applied');
		await expectReport();
		const loaded = await store.load(person.id, conversation.id);
		expect([...(loaded.conversation?.sealed ?? [])]).toEqual([1, 1]);
		expect(loaded.person?.id).toBe(person.id);
		expect(gaveWay).toEqual(['conversation']);
	});

	it('leaves out what the key of a person unknown during the outage seals, and still stores the report', async () => {
		await store.commit({ person: known });
		expect(await apply(spooled)).toBe('applied');
		await expectReport();
		const loaded = await store.load(person.id, conversation.id);
		expect([...(loaded.person?.profile ?? [])]).toEqual([98]);
		expect(loaded.conversation).toBeUndefined();
		expect(gaveWay).toEqual(['person']);
	});

	it('seals a reply anew under the key that the person has by now, so that a repeat gets what was told', async () => {
		const place = { collection: 'persons', id: person.id } as const;
		const [ours, theirs] = [vault.newKey(place), vault.newKey(place)];
		const told = { text: 'It is kept.', end: true };
		await store.commit({ person: { ...person, wrappedKey: theirs.wrapped } });
		const sealed = sealReply(vault, ours.key, turn.id, told);
		const wanted = { ...spooled, person: { ...person, wrappedKey: ours.wrapped }, turn: { ...turn, reply: sealed } };
		for (let round = 0; round < 2; round++) expect(await apply(wanted)).toBe('applied');
		const stored = await store.turn(turn.id);
		expect(openReply(vault, theirs.key, turn.id, stored?.reply ?? new Uint8Array())).toEqual(told);
	});

	it('stores a report whose code another case has, under a code index that nobody can dial', async () => {
		await store.commit({ cases: [otherCase] });
		expect(await apply(spooled)).toBe('applied');
		await expectReport();
		expect(await store.cases.byCode(caseRow.codeIndex)).toMatchObject({ id: otherCase.id });
		expect(await store.cases.byCode(caseRow.id)).toMatchObject({ id: caseRow.id });
		expect(gaveWay).toEqual(['case-code']);
	});

	it('leaves a case alone that is there already', async () => {
		await store.commit({ cases: [{ ...caseRow, status: 'withdrawn' }] });
		expect(await apply(spooled)).toBe('applied');
		await expectReport();
		expect(await store.cases.byId(caseRow.id)).toMatchObject({ status: 'withdrawn', codeIndex: caseRow.codeIndex });
	});

	it('joins the tries at a code, so that an outage gives nobody more of them', async () => {
		await store.commit({ tries: { id: tries.id, revision: 1, at: [10, 20, 30] } });
		await apply({ ...spooled, tries: { id: tries.id, revision: 1, at: [10, 25] } });
		expect(await store.tries.get(tries.id)).toEqual({ id: tries.id, revision: 2, at: [10, 20, 25, 30] });
	});

	it('settles all conflicts of one commit', async () => {
		await store.commit({ conversation: newer, person: known, tries: { ...tries, revision: 1 }, cases: [otherCase] });
		expect(await apply(spooled)).toBe('applied');
		await expectReport();
		expect(gaveWay).toEqual(['conversation', 'tries', 'person', 'case-code']);
	});

	it('waits when the store is gone', async () => {
		const gone = { ...store, commit: () => Promise.reject(new StoreUnavailable('gone')) };
		expect(await replayInto({ store: gone, vault })(spooled)).toBe('retry-later');
		expect(await apply(spooled)).toBe('applied');
	});

	it('does not hide a fault of ours', async () => {
		const faulty = { ...store, commit: () => Promise.reject(new TypeError('ours')) };
		await expect(replayInto({ store: faulty, vault })(spooled)).rejects.toThrow('ours');
	});
});
