import { makeSqlite } from '../make-sqlite.ts';

const ASK = { name: 'gh-sms', now: 1_795_000_000_000, perSecond: 1, burst: 10, wanted: 1 };

it('short steps that come together are each done once, though one of them cannot be done', async () => {
	const { store, dispose } = await makeSqlite();
	try {
		const [first, wrong, second] = await Promise.allSettled([
			store.rates.take(ASK),
			store.outbox.attempt({} as unknown as string, 1, 1),
			store.rates.take(ASK),
		]);
		expect([first, second]).toEqual([
			{ status: 'fulfilled', value: 1 },
			{ status: 'fulfilled', value: 1 },
		]);
		expect(wrong.status).toBe('rejected');
		expect(await store.rates.take({ ...ASK, wanted: 99 })).toBe(8);
	} finally {
		await dispose();
	}
});
