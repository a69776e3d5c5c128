import type { OutboxClaim } from '../../../src/store/coordination.ts';
import type { Store } from '../../../src/store/store.ts';
import type { WithStore } from '../contract.ts';
import { idOf, outboxRow, turnRow } from '../rows.ts';

const NOW = Date.parse('2026-06-01T00:00:00Z');
const OLD = '2026-01-01';
const DAY = '2026-06-01';
const ENDINGS = ['accepted', 'failed', 'expired', 'suppressed', 'in-doubt', 'queued', 'attempting'] as const;

type Ending = (typeof ENDINGS)[number];

/** Commits messages of a day; gives their claims. */
async function claimed(store: Store, settle: () => Promise<void>, names: readonly string[], day: string) {
	const outbox = names.map((name) => outboxRow(name, { kind: 'message', route: 'gh-sms', day }));
	await store.commit({ turn: turnRow(`turn of ${day} ${names[0]}`), outbox });
	await settle();
	const claims = new Map<string, OutboxClaim>();
	const ask = { kinds: ['message'] as const, route: 'gh-sms', now: NOW, forMs: 1, most: names.length };
	for (const claim of await store.outbox.claim(ask)) claims.set(claim.row.id, claim);
	return (name: string): OutboxClaim => {
		const claim = claims.get(idOf(`outbox ${name}`));
		if (claim === undefined) throw new Error(`${name} was not claimed`);
		return claim;
	};
}

/** Brings a claimed message to its end. */
async function end({ outbox }: Store, { row: { id }, fence }: OutboxClaim, ending: Ending, ref = id): Promise<void> {
	const rest = { reason: 'why', at: NOW };
	if (ending === 'suppressed' || ending === 'expired') await outbox.conclude(id, fence, { state: ending, ...rest });
	else if (ending !== 'queued') {
		await outbox.attempt(id, fence, NOW);
		if (ending === 'accepted') await outbox.conclude(id, fence, { state: ending, ref: `test:${ref}`, at: NOW });
		else if (ending !== 'attempting') await outbox.conclude(id, fence, { state: ending, ...rest });
	}
}

const standing = async ({ outbox }: Store, name: string) => outbox.standing(idOf(`outbox ${name}`));

export function agingContract(withStore: WithStore): void {
	it(
		'empties messages that have ended, and says how they ended; what waits or is in doubt keeps its words',
		withStore(async ({ store, settle }) => {
			const claimOf = await claimed(store, settle, ENDINGS, OLD);
			for (const ending of ENDINGS) await end(store, claimOf(ending), ending);
			const newer = await claimed(store, settle, ['new'], DAY);
			await end(store, newer('new'), 'failed');
			expect(await store.housekeeping.purge({ outboxBodies: DAY })).toMatchObject({ outboxBodies: 4, outbox: 0 });
			for (const ending of ENDINGS) {
				const stands = await standing(store, ending);
				const isEmpty = ['accepted', 'failed', 'expired', 'suppressed'].includes(ending);
				expect([ending, stands?.state, stands?.row.sealed.length === 0]).toEqual([ending, ending, isEmpty]);
				expect(Object.keys(stands?.row ?? {}).toSorted()).toEqual(Object.keys(outboxRow('any')).toSorted());
			}
			expect((await standing(store, 'new'))?.row.sealed).not.toHaveLength(0);
			expect(await store.housekeeping.purge({ outboxBodies: DAY })).toMatchObject({ outboxBodies: 0 });
			expect(await store.outbox.count()).toBe(8);
		}),
	);
	it(
		'hears of a message that it has emptied, by its reference and by our id',
		withStore(async ({ store, settle }) => {
			const claimOf = await claimed(store, settle, ['one', 'two'], OLD);
			for (const name of ['one', 'two']) await end(store, claimOf(name), 'accepted', name);
			await store.housekeeping.purge({ outboxBodies: DAY });
			const told = { state: 'delivered', reason: '', at: NOW } as const;
			expect(await store.outbox.reported('test:one', told)).toBe('moved');
			expect(await store.outbox.reportedOn(idOf('outbox two'), 'test:two', told)).toBe('moved');
		}),
	);
	it(
		'removes what it has emptied, and a repeat of its turn makes no second message',
		withStore(async ({ store, settle }) => {
			const claimOf = await claimed(store, settle, ['ended', 'doubted'], OLD);
			await end(store, claimOf('ended'), 'failed');
			await end(store, claimOf('doubted'), 'in-doubt');
			expect(await store.housekeeping.purge({ outbox: DAY })).toMatchObject({ outbox: 0 });
			const both = { outboxBodies: DAY, outbox: DAY };
			expect(await store.housekeeping.purge(both)).toMatchObject({ outboxBodies: 1, outbox: 1 });
			expect(await standing(store, 'ended')).toBeUndefined();
			expect((await standing(store, 'doubted'))?.state).toBe('in-doubt');
			expect(await store.outbox.count()).toBe(1);
			const outbox = [outboxRow('ended', { kind: 'message', route: 'gh-sms', day: OLD })];
			const again = await store.commit({ turn: turnRow(`turn of ${OLD} ended`), outbox });
			expect(again).toMatchObject({ outcome: 'repeat' });
			await settle();
			expect(await standing(store, 'ended')).toBeUndefined();
		}),
	);
	it(
		'removes buckets that are full again, and of no other a single message',
		withStore(async ({ store }) => {
			const ask = { perSecond: 1 / 43_200, burst: 2, wanted: 2 };
			expect(await store.rates.take({ ...ask, name: 'person.a', now: NOW - 86_400_001 })).toBe(2);
			expect(await store.rates.take({ ...ask, name: 'person.b', now: NOW + 1 })).toBe(2);
			expect(await store.housekeeping.purge({ rates: DAY })).toMatchObject({ rates: 1 });
			expect(await store.rates.take({ ...ask, name: 'person.b', now: NOW + 2 })).toBe(0);
			expect(await store.rates.take({ ...ask, name: 'person.a', now: NOW + 2 })).toBe(2);
			expect(await store.housekeeping.purge({ rates: DAY })).toMatchObject({ rates: 0 });
		}),
	);
	it(
		'removes reports that nobody can claim any more, and keeps the others until they are',
		withStore(async ({ store, settle }) => {
			const told = { state: 'sent', reason: '' } as const;
			for (const state of ['sent', 'delivered'] as const)
				await store.outbox.reported('test:old', { state, reason: '', at: NOW - 1 });
			await store.outbox.reported('test:new', { ...told, at: NOW });
			expect(await store.housekeeping.purge({ earlyReports: DAY })).toMatchObject({ earlyReports: 2 });
			const claimOf = await claimed(store, settle, ['old', 'new'], DAY);
			for (const name of ['old', 'new']) await end(store, claimOf(name), 'accepted', name);
			expect((await standing(store, 'old'))?.state).toBe('accepted');
			expect((await standing(store, 'new'))?.state).toBe('sent');
		}),
	);
	it(
		'removes more buckets than one step takes',
		withStore(async ({ store }) => {
			const names = Array.from({ length: 2_100 }, (_, index) => `many ${index}`);
			const take = { now: NOW - 1, perSecond: 1, burst: 1, wanted: 1 };
			await Promise.all(names.map((name) => store.rates.take({ ...take, name })));
			expect(await store.housekeeping.purge({ rates: DAY })).toMatchObject({ rates: 2_100 });
		}),
		60_000,
	);
}
