import type { Store } from '../../../src/store/store.ts';
import type { WithStore } from '../contract.ts';
import { caseRow, idOf, outboxRow, turnRow } from '../rows.ts';

const NOW = 1_795_000_000_000;
const ASK = { kinds: ['call-back'] as const, now: NOW, forMs: 1_000, most: 10 };

const messages = (count: number) => Array.from({ length: count }, (_, index) => outboxRow(`${index}`));

async function idsAttempting(store: Store): Promise<readonly string[]> {
	return (await store.outbox.attempting({ after: '', most: 100 })).map(({ id }) => id);
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
			expect(mine).toEqual(byId.slice(0, 3).map((row) => ({ row, fence: 1 })));
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
			expect(await second.outbox.attempt(sent.row.id, sent.fence)).toBe(true);
			expect(await second.outbox.attempt(concluded.row.id, concluded.fence)).toBe(true);
			expect(await second.outbox.conclude(concluded.row.id, concluded.fence, 'accepted')).toBe(true);
			for (const { row, fence } of paused) {
				expect(await store.outbox.attempt(row.id, fence)).toBe(false);
				expect(await store.outbox.conclude(row.id, fence, 'failed')).toBe(false);
			}
			expect(await second.outbox.attempt(claimed.row.id, claimed.fence)).toBe(true);
		}),
	);
	it(
		'are never claimed again once an attempt was recorded, since nobody knows how it ended',
		withStore(async ({ store, settle }) => {
			await store.commit({ turn: turnRow('one'), outbox: messages(2) });
			await settle();
			const [one, another] = await store.outbox.claim(ASK);
			if (one === undefined || another === undefined) throw new Error('two are free');
			expect(await store.outbox.attempt(one.row.id, one.fence)).toBe(true);
			expect(await store.outbox.attempt(one.row.id, one.fence)).toBe(false);
			expect(await idsAttempting(store)).toEqual([one.row.id]);
			const later = await store.outbox.claim({ ...ASK, now: NOW + 86_400_000 });
			expect(later.map(({ row }) => row.id)).toEqual([another.row.id]);
			expect(await store.outbox.conclude(one.row.id, one.fence, 'failed')).toBe(true);
			expect(await store.outbox.conclude(one.row.id, one.fence, 'accepted')).toBe(false);
			expect(await idsAttempting(store)).toEqual([]);
			expect(await store.outbox.attempt('nobody', 1)).toBe(false);
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
			for (const { row, fence } of claims) await store.outbox.attempt(row.id, fence);
			const [, , third] = claims;
			if (third === undefined) throw new Error('seven are free');
			await store.outbox.conclude(third.row.id, third.fence, 'accepted');
			const second = await other();
			const pages = [];
			for (let after = ''; ; ) {
				const page = await second.outbox.attempting({ after, most: 4 });
				if (page.length === 0) break;
				pages.push(page);
				after = page.at(-1)?.id ?? '';
			}
			expect(pages.map((page) => page.length)).toEqual([4, 2]);
			expect(pages.flat()).toEqual(claims.filter((claim) => claim !== third).map(({ row }) => row));
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
			expect(await store.outbox.attempt(claimed.row.id, claimed.fence)).toBe(true);
			await store.housekeeping.erase({ collection: 'cases', id: caseId });
			expect(await idsAttempting(store)).toEqual([]);
			expect(await store.outbox.conclude(claimed.row.id, claimed.fence, 'accepted')).toBe(false);
			const claims = await store.outbox.claim({ ...ASK, now: NOW + 1_000 });
			expect(claims.map(({ row }) => row.id)).toEqual([outboxRow('b').id]);
		}),
	);
}
