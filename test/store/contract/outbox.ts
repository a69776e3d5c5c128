import type { OutboxReport } from '../../../src/store/coordination.ts';
import type { OutboxRow, Store } from '../../../src/store/store.ts';
import type { WithStore } from '../contract.ts';
import { caseRow, idOf, outboxRow, turnRow, wholeCommit } from '../rows.ts';

const NOW = 1_795_000_000_000;
const ASK = { kinds: ['call-back'] as const, route: '', now: NOW, forMs: 1_000, most: 10 };
const PAGE = { after: '', most: 100 };

const accepted = (ref: string) => ({ state: 'accepted', ref: `test:${ref}`, at: NOW }) as const;
const failed = { state: 'failed', reason: 'no-such-number', at: NOW } as const;
const report = (state: OutboxReport['state'], at = NOW + 5) => ({ state, reason: '', at });

const messages = (count: number) => Array.from({ length: count }, (_, index) => outboxRow(`${index}`));

async function idsAttempting(store: Store): Promise<readonly string[]> {
	return (await store.outbox.inState('attempting', PAGE)).map(({ row }) => row.id);
}

export function outboxContract(withStore: WithStore): void {
	it(
		'are claimed by one at a time, until the claim runs out',
		withStore(async ({ store, other, settle }) => {
			await store.commit({ turn: turnRow('one'), outbox: messages(5) });
			await settle();
			const second = await other();
			const mine = await store.outbox.claim({ ...ASK, most: 3 });
			const byId = messages(5).toSorted((one, another) => (one.id < another.id ? -1 : 1));
			expect(mine).toEqual(byId.slice(0, 3).map((row) => ({ row, fence: 1, attempts: 0 })));
			const theirs = await second.outbox.claim(ASK);
			expect(theirs.map(({ row }) => row)).toEqual(byId.slice(3));
			expect(await second.outbox.claim({ ...ASK, now: NOW + 999 })).toEqual([]);
			const again = await second.outbox.claim({ ...ASK, now: NOW + 1_000 });
			expect(again.map(({ fence }) => fence)).toEqual([2, 2, 2, 2, 2]);
			expect(await store.outbox.claim({ ...ASK, kinds: [], now: NOW + 9_000 })).toEqual([]);
		}),
	);
	it(
		'cannot be sent by who was paused past the claim, whatever the other has done by then',
		withStore(async ({ store, other, settle }) => {
			await store.commit({ turn: turnRow('one'), outbox: messages(3) });
			await settle();
			const second = await other();
			const paused = await store.outbox.claim(ASK);
			const [claimed, sent, concluded] = await second.outbox.claim({ ...ASK, now: NOW + 1_000 });
			if (claimed === undefined || sent === undefined || concluded === undefined) throw new Error('three are free');
			expect(await second.outbox.attempt(sent.row.id, sent.fence, NOW)).toBe(true);
			expect(await second.outbox.attempt(concluded.row.id, concluded.fence, NOW)).toBe(true);
			expect(await second.outbox.conclude(concluded.row.id, concluded.fence, accepted(concluded.row.id))).toBe(true);
			for (const { row, fence } of paused) {
				expect(await store.outbox.attempt(row.id, fence, NOW)).toBe(false);
				expect(await store.outbox.conclude(row.id, fence, failed)).toBe(false);
			}
			expect(await second.outbox.attempt(claimed.row.id, claimed.fence, NOW)).toBe(true);
		}),
	);
	it(
		'are never claimed again once an attempt was recorded, since nobody knows how it ended',
		withStore(async ({ store, settle }) => {
			await store.commit({ turn: turnRow('one'), outbox: messages(2) });
			await settle();
			const [one, another] = await store.outbox.claim(ASK);
			if (one === undefined || another === undefined) throw new Error('two are free');
			expect(await store.outbox.attempt(one.row.id, one.fence, NOW)).toBe(true);
			expect(await store.outbox.attempt(one.row.id, one.fence, NOW)).toBe(false);
			expect(await idsAttempting(store)).toEqual([one.row.id]);
			const later = await store.outbox.claim({ ...ASK, now: NOW + 86_400_000 });
			expect(later.map(({ row }) => row.id)).toEqual([another.row.id]);
			expect(await store.outbox.conclude(one.row.id, one.fence, failed)).toBe(true);
			expect(await store.outbox.conclude(one.row.id, one.fence, accepted(one.row.id))).toBe(false);
			expect(await idsAttempting(store)).toEqual([]);
			expect(await store.outbox.attempt('nobody', 1, NOW)).toBe(false);
		}),
	);
	it(
		'never go to two of those who claim at once',
		withStore(async ({ store, other, settle }) => {
			await store.commit({ turn: turnRow('one'), outbox: messages(40) });
			await settle();
			const stores = [store, await other()];
			const claims = await Promise.all(
				Array.from({ length: 12 }, (_, index) =>
					(stores[index % 2] ?? store).outbox.claim({ ...ASK, most: 5 }).catch(() => []),
				),
			);
			const ids = claims.flat().map(({ row }) => row.id);
			expect(new Set(ids).size).toBe(ids.length);
			expect(ids.length).toBeGreaterThan(0);
		}),
	);
	it(
		'are listed by pages while nobody knows how their attempts ended',
		withStore(async ({ store, other, settle }) => {
			await store.commit({ turn: turnRow('one'), outbox: messages(9) });
			await settle();
			const claims = await store.outbox.claim({ ...ASK, most: 7 });
			for (const { row, fence } of claims) await store.outbox.attempt(row.id, fence, NOW);
			const [, , third] = claims;
			if (third === undefined) throw new Error('seven are free');
			await store.outbox.conclude(third.row.id, third.fence, accepted(third.row.id));
			const second = await other();
			const pages = [];
			for (let after = ''; ; ) {
				const page = await second.outbox.inState('attempting', { after, most: 4 });
				if (page.length === 0) break;
				pages.push(page);
				after = page.at(-1)?.row.id ?? '';
			}
			expect(pages.map((page) => page.length)).toEqual([4, 2]);
			expect(pages.flat().map(({ row }) => row)).toEqual(
				claims.filter((claim) => claim !== third).map(({ row }) => row),
			);
		}),
	);
	it(
		'go with the case that is erased, also while they are attempted',
		withStore(async ({ store, settle }) => {
			const caseId = idOf('case a');
			await store.commit({
				turn: turnRow('one'),
				cases: [caseRow('a')],
				outbox: [outboxRow('of a', { caseId }), outboxRow('still queued', { caseId }), outboxRow('b')],
			});
			await settle();
			const claimed = (await store.outbox.claim(ASK)).find(({ row }) => row.caseId === caseId);
			if (claimed === undefined) throw new Error('it is free');
			expect(await store.outbox.attempt(claimed.row.id, claimed.fence, NOW)).toBe(true);
			await store.housekeeping.erase({ collection: 'cases', id: caseId });
			expect(await idsAttempting(store)).toEqual([]);
			expect(await store.outbox.conclude(claimed.row.id, claimed.fence, accepted(claimed.row.id))).toBe(false);
			const claims = await store.outbox.claim({ ...ASK, now: NOW + 1_000 });
			expect(claims.map(({ row }) => row.id)).toEqual([outboxRow('b').id]);
		}),
	);
	it(
		'go by lane, then by due time, by their own route alone, and never before they are due',
		withStore(async ({ store, settle }) => {
			const row = (name: string, changes: Partial<OutboxRow>) =>
				outboxRow(name, { kind: 'message', route: 'gh-sms', ...changes });
			const late = row('late', { lane: 0, due: NOW + 1 });
			const first = row('first', { lane: 0, due: 0 });
			const [second, third] = [row('second', { lane: 1, due: 5 }), row('third', { lane: 1, due: 6 })];
			const elsewhere = row('elsewhere', { route: 'ci-sms' });
			await store.commit({ turn: turnRow('one'), outbox: [late, third, elsewhere, second, first] });
			await settle();
			const ask = { ...ASK, kinds: ['message'] as const, route: 'gh-sms' };
			expect((await store.outbox.claim(ask)).map((claim) => claim.row)).toEqual([first, second, third]);
			expect((await store.outbox.claim({ ...ask, now: NOW + 1 })).map((claim) => claim.row)).toEqual([late]);
			expect((await store.outbox.claim({ ...ask, route: 'ci-sms' })).map((claim) => claim.row)).toEqual([elsewhere]);
		}),
	);
	it(
		'are given back to be due later, before an attempt or after one that was certainly refused, and counted',
		withStore(async ({ store, settle }) => {
			await store.commit({ turn: turnRow('one'), outbox: messages(1) });
			await settle();
			const later = { state: 'queued', due: NOW + 500, reason: 'quiet-hours' } as const;
			const [one] = await store.outbox.claim(ASK);
			if (one === undefined) throw new Error('one is free');
			expect(await store.outbox.conclude(one.row.id, one.fence, later)).toBe(true);
			expect(await store.outbox.claim({ ...ASK, now: NOW + 499 })).toEqual([]);
			const [again] = await store.outbox.claim({ ...ASK, now: NOW + 500 });
			if (again === undefined) throw new Error('it is due');
			expect(await store.outbox.attempt(again.row.id, again.fence, NOW)).toBe(true);
			expect(await store.outbox.conclude(again.row.id, again.fence, later)).toBe(true);
			const [third] = await store.outbox.claim({ ...ASK, now: NOW + 500 });
			expect(third).toMatchObject({ fence: 3, attempts: 1 });
			expect(await store.outbox.conclude(one.row.id, one.fence, later)).toBe(false);
		}),
	);
	it(
		'may end without an attempt, or by one, and nothing moves them from their final state',
		withStore(async ({ store, settle }) => {
			await store.commit({ turn: turnRow('one'), outbox: messages(3) });
			await settle();
			const [one, two, three] = await store.outbox.claim(ASK);
			if (one === undefined || two === undefined || three === undefined) throw new Error('three are free');
			const suppressed = { state: 'suppressed', reason: 'opted-out', at: NOW + 1 } as const;
			expect(await store.outbox.conclude(one.row.id, one.fence, failed)).toBe(false);
			expect(await store.outbox.conclude(one.row.id, one.fence, suppressed)).toBe(true);
			expect(await store.outbox.attempt(one.row.id, one.fence, NOW)).toBe(false);
			for (const { row, fence } of [two, three]) await store.outbox.attempt(row.id, fence, NOW);
			expect(await store.outbox.conclude(two.row.id, two.fence, suppressed)).toBe(false);
			expect(await store.outbox.conclude(two.row.id, two.fence, failed)).toBe(true);
			expect(await store.outbox.conclude(three.row.id, three.fence, accepted('three'))).toBe(true);
			expect(await store.outbox.standing(one.row.id)).toEqual({
				row: one.row,
				state: 'suppressed',
				attempts: 0,
				ref: '',
				reason: 'opted-out',
				attemptingAt: 0,
				acceptedAt: 0,
				sentAt: 0,
				finalAt: NOW + 1,
			});
			expect(await store.outbox.standing(three.row.id)).toMatchObject({ state: 'accepted', ref: 'test:three' });
			expect(await store.outbox.reportedOn(two.row.id, 'test:two', report('delivered'))).toBe('stale');
			expect(await store.outbox.standing(two.row.id)).toMatchObject({ state: 'failed', reason: 'no-such-number' });
			expect(await store.outbox.standing('nobody')).toBeUndefined();
		}),
	);
	it(
		'rise by reports and never fall, in whatever order those come',
		withStore(async ({ store, settle }) => {
			await store.commit({ turn: turnRow('one'), outbox: messages(1) });
			await settle();
			const [one] = await store.outbox.claim(ASK);
			if (one === undefined) throw new Error('one is free');
			await store.outbox.attempt(one.row.id, one.fence, NOW);
			await store.outbox.conclude(one.row.id, one.fence, accepted('one'));
			expect(await store.outbox.reported('test:one', report('sent', NOW + 2))).toBe('moved');
			expect(await store.outbox.reported('test:one', report('accepted', NOW + 3))).toBe('stale');
			expect(await store.outbox.reported('test:one', report('delivered', NOW + 4))).toBe('moved');
			for (const state of ['sent', 'failed', 'delivered', 'expired'] as const)
				expect(await store.outbox.reported('test:one', report(state, NOW + 9))).toBe('stale');
			expect(await store.outbox.standing(one.row.id)).toMatchObject({
				state: 'delivered',
				attemptingAt: NOW,
				acceptedAt: NOW,
				sentAt: NOW + 2,
				finalAt: NOW + 4,
			});
		}),
	);
	it(
		'take a report that came before their acceptance was recorded',
		withStore(async ({ store, other, settle }) => {
			await store.commit({ turn: turnRow('one'), outbox: messages(1) });
			await settle();
			const [one] = await store.outbox.claim(ASK);
			if (one === undefined) throw new Error('one is free');
			await store.outbox.attempt(one.row.id, one.fence, NOW);
			const second = await other();
			expect(await second.outbox.reported('test:one', report('delivered', NOW + 2))).toBe('early');
			expect(await second.outbox.reported('test:one', report('sent', NOW + 1))).toBe('early');
			expect(await second.outbox.reported('test:nobody', report('sent'))).toBe('early');
			expect(await store.outbox.conclude(one.row.id, one.fence, accepted('one'))).toBe(true);
			expect(await store.outbox.standing(one.row.id)).toMatchObject({ state: 'delivered', finalAt: NOW + 2 });
		}),
	);
	it(
		'are in doubt when nobody can be waiting for their answer, until a report or somebody ends the doubt',
		withStore(async ({ store, settle }) => {
			await store.commit({ turn: turnRow('one'), outbox: messages(4) });
			await settle();
			const claims = await store.outbox.claim(ASK);
			const [one, two, three, four] = claims.map(({ row }) => row.id);
			if (one === undefined || two === undefined || three === undefined || four === undefined)
				throw new Error('four are free');
			for (const [index, { row, fence }] of claims.entries()) await store.outbox.attempt(row.id, fence, NOW + index);
			expect(await store.outbox.doubt(NOW + 3)).toBe(3);
			expect((await store.outbox.inState('in-doubt', PAGE)).map(({ row }) => row.id)).toEqual([one, two, three]);
			expect(await store.outbox.claim({ ...ASK, now: NOW + 86_400_000 })).toEqual([]);
			expect(await store.outbox.reportedOn(one, 'test:one', report('accepted'))).toBe('moved');
			expect(await store.outbox.reported('test:one', report('delivered'))).toBe('moved');
			expect(await store.outbox.resolve(two, { state: 'queued', due: 0, reason: 'not-there' })).toBe(true);
			expect(await store.outbox.resolve(three, failed)).toBe(true);
			for (const id of [one, two, three, four])
				expect(await store.outbox.resolve(id, { state: 'queued', due: 0, reason: '' })).toBe(false);
			expect(await store.outbox.reportedOn('nobody', 'test:x', report('sent'))).toBe('unknown');
			expect((await store.outbox.claim({ ...ASK, now: NOW + 2_000 })).map(({ row }) => row.id)).toEqual([two]);
		}),
	);
	it(
		'leave alone who wants none: the newest wish counts, at once, and outlives the person’s row',
		withStore(async ({ store, other, settle }) => {
			const id = idOf('a');
			expect(await store.optOuts.get(id)).toBeUndefined();
			await store.commit({ ...wholeCommit('a'), optOuts: [{ id, wants: 'none', day: '2026-11-25' }] });
			const second = await other();
			expect(await second.optOuts.get(id)).toEqual({ id, wants: 'none', day: '2026-11-25' });
			await settle();
			expect(await store.optOuts.get(id)).toEqual({ id, wants: 'none', day: '2026-11-25' });
			await store.commit({ optOuts: [{ id, wants: 'some', day: '2026-11-26' }] });
			await settle();
			expect((await second.optOuts.get(id))?.wants).toBe('some');
			await store.commit({ optOuts: [{ id, wants: 'none', day: '2026-11-27' }] });
			await settle();
			await store.housekeeping.erase({ collection: 'persons', id });
			expect((await store.optOuts.get(id))?.wants).toBe('none');
		}),
	);
}
