import fc from 'fast-check';
import type { WithStore } from '../contract.ts';

const NOW = 1_795_000_000_000;

export function coordinationContract(withStore: WithStore): void {
	it(
		'a lease is one holder’s until it runs out, and its fence grows with every change of holder and never falls',
		withStore(async ({ store, other }) => {
			const second = await other();
			const ask = { name: 'purge', forMs: 1_000 };
			const mine = await store.leases.take({ ...ask, holder: 'a', now: NOW });
			expect(mine).toEqual({ name: 'purge', holder: 'a', fence: 1 });
			expect(await second.leases.take({ ...ask, holder: 'b', now: NOW + 999 })).toBeUndefined();
			expect(await store.leases.take({ ...ask, holder: 'a', now: NOW + 999 })).toMatchObject({ fence: 1 });
			expect(await second.leases.take({ ...ask, holder: 'b', now: NOW + 1_998 })).toBeUndefined();
			expect(await second.leases.take({ ...ask, holder: 'b', now: NOW + 1_999 })).toMatchObject({ fence: 2 });
			expect(await store.leases.take({ ...ask, holder: 'a', now: NOW + 2_000 })).toBeUndefined();
			expect(await store.leases.take({ ...ask, name: 'another', holder: 'a', now: NOW })).toMatchObject({ fence: 1 });
		}),
	);
	it(
		'a lease that is given back is free at once, and one that was lost cannot be given back',
		withStore(async ({ store }) => {
			const ask = { name: 'purge', forMs: 1_000 };
			const lost = await store.leases.take({ ...ask, holder: 'a', now: NOW });
			const held = await store.leases.take({ ...ask, holder: 'b', now: NOW + 1_000 });
			if (lost === undefined || held === undefined) throw new Error('both were free');
			await store.leases.release(lost);
			expect(await store.leases.take({ ...ask, holder: 'c', now: NOW + 1_001 })).toBeUndefined();
			await store.leases.release(held);
			expect(await store.leases.take({ ...ask, holder: 'c', now: NOW + 1_001 })).toMatchObject({ fence: 3 });
			await store.leases.release({ name: 'nobody took it', holder: 'a', fence: 1 });
		}),
	);
	it(
		'a lease that its holder lost and took again is not given back by what is left from the first time',
		withStore(async ({ store }) => {
			const ask = { name: 'purge', forMs: 1_000 };
			const first = await store.leases.take({ ...ask, holder: 'a', now: NOW });
			await store.leases.take({ ...ask, holder: 'b', now: NOW + 1_000 });
			const again = await store.leases.take({ ...ask, holder: 'a', now: NOW + 2_000 });
			expect([first?.fence, again?.fence]).toEqual([1, 3]);
			if (first === undefined) throw new Error('it was free');
			await store.leases.release(first);
			expect(await store.leases.take({ ...ask, holder: 'c', now: NOW + 2_001 })).toBeUndefined();
		}),
	);
	it(
		'a lease, its fence and what a rate has left are there after the store was opened again',
		withStore(async ({ store, reopen }) => {
			const lease = { name: 'purge', now: NOW, forMs: 1_000 };
			const rate = { name: 'gh-sms', now: NOW, perSecond: 3, burst: 2, wanted: 2 };
			expect(await store.leases.take({ ...lease, holder: 'a' })).toMatchObject({ fence: 1 });
			expect(await store.rates.take(rate)).toBe(2);
			const later = await reopen();
			expect(await later.leases.take({ ...lease, holder: 'b' })).toBeUndefined();
			expect(await later.rates.take(rate)).toBe(0);
			expect(await later.leases.take({ ...lease, holder: 'b', now: NOW + 1_000 })).toMatchObject({ fence: 2 });
			expect(await later.rates.take({ ...rate, now: NOW + 334 })).toBe(1);
		}),
	);
	it(
		'of many who want a lease at once one gets it',
		withStore(async ({ store, other }) => {
			const stores = [store, await other()];
			for (const now of [NOW, NOW + 1_000]) {
				const asked = Array.from({ length: 20 }, (_, index) =>
					(stores[index % 2] ?? store).leases
						.take({ name: 'purge', holder: `${now}-${index}`, now, forMs: 1_000 })
						.catch(() => undefined),
				);
				expect((await Promise.all(asked)).filter((lease) => lease !== undefined)).toHaveLength(1);
			}
		}),
	);
	it(
		'no more is sent on a route than its rate allows, however many ask for it',
		withStore(async ({ store, other }) => {
			const stores = [store, await other()];
			let routes = 0;
			await fc.assert(
				fc.asyncProperty(
					fc.record({ perSecond: fc.constantFrom(0.5, 1, 3, 7, 100), burst: fc.integer({ min: 1, max: 20 }) }),
					fc.array(fc.tuple(fc.nat(400), fc.integer({ min: 1, max: 9 })), { minLength: 1, maxLength: 12 }),
					async (rate, asks) => {
						routes += 1;
						let now = NOW;
						let granted = 0;
						for (const [index, [later, wanted]] of asks.entries()) {
							now += later;
							const one = stores[index % 2] ?? store;
							const got = await one.rates.take({ name: `route ${routes}`, now, ...rate, wanted });
							expect(got).toBeLessThanOrEqual(wanted);
							if (index === 0) expect(got).toBe(Math.min(rate.burst, wanted));
							granted += got;
							expect(granted).toBeLessThanOrEqual(rate.burst + ((now - NOW) / 1_000) * rate.perSecond + 1e-6);
						}
					},
				),
				{ numRuns: 25 },
			);
		}),
	);
	it(
		'many who take from one rate at once get together what it allows',
		withStore(async ({ store, other }) => {
			const stores = [store, await other()];
			const ask = { name: 'gh-sms', now: NOW, perSecond: 10, burst: 7, wanted: 2 };
			const got = await Promise.all(
				Array.from({ length: 12 }, (_, index) => (stores[index % 2] ?? store).rates.take(ask)),
			);
			expect(got.reduce((sum, one) => sum + one, 0)).toBe(7);
			expect(await store.rates.take({ ...ask, now: NOW + 500, wanted: 9 })).toBe(5);
		}),
	);
	it(
		'a mark is what the first who set it said, for everybody and for ever',
		withStore(async ({ store, other, reopen }) => {
			const second = await other();
			expect(await store.marks.keep('key-ring', 'first')).toBe('first');
			expect(await second.marks.keep('key-ring', 'second')).toBe('first');
			expect(await (await reopen()).marks.keep('key-ring', 'third')).toBe('first');
			const values = await Promise.all(
				Array.from({ length: 10 }, (_, index) => second.marks.keep('other', `${index}`)),
			);
			expect(new Set(values).size).toBe(1);
		}),
	);
}
