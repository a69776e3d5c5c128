import type { RecordStore } from '../../src/store/records.ts';
import { StoreUnavailable } from '../../src/store/unavailable.ts';
import { allRecords, aWebhook, fresh, withApi } from './support.ts';

const headers = { 'Idempotency-Key': '6f1c2f0e-0001' };

describe('a request with an Idempotency-Key', () => {
	it('is done once, and a repeat gets the same answer byte for byte, secret included', async () => {
		await withApi(async ({ ask, key, clock, api }) => {
			const { key: bearer } = await key();
			const first = await ask('post', '/webhooks', { key: bearer, body: aWebhook, headers });
			clock.move(86_000_000);
			await api.removeOld();
			const again = await ask('post', '/webhooks', { key: bearer, body: aWebhook, headers });
			expect([first.status, again.status, again.text]).toEqual([201, 201, first.text]);
			expect(first.body.secret).toMatch(/^whsec_/);
			expect([first.headers['idempotency-replayed'], again.headers['idempotency-replayed']]).toEqual([
				undefined,
				'true',
			]);
			expect((await ask('get', '/webhooks', { key: bearer })).body.items).toHaveLength(1);
		});
	});

	it('is another one when its key is used for something else', async () => {
		await withApi(async ({ ask, key }) => {
			const { key: bearer } = await key();
			await ask('post', '/webhooks', { key: bearer, body: aWebhook, headers });
			const other = { ...aWebhook, url: 'https://other.example.org/' };
			const answer = await ask('post', '/webhooks', { key: bearer, body: other, headers });
			expect([answer.status, answer.body.code]).toEqual([422, 'idempotency-key-reused']);
		});
	});

	it('never meets that of another caller', async () => {
		await withApi(async ({ ask, key }) => {
			const ids = [];
			for (const { key: bearer } of [await key(), await key()])
				ids.push((await ask('post', '/webhooks', { key: bearer, body: aWebhook, headers })).body.id);
			expect(new Set(ids).size).toBe(2);
		});
	});

	it('is done once though it comes ten times at once', async () => {
		await withApi(async ({ ask, key }) => {
			const { key: bearer } = await key();
			const sent = Array.from({ length: 10 }, () => ask('post', '/webhooks', { key: bearer, body: aWebhook, headers }));
			const answers = await Promise.all(sent);
			expect(answers.filter(({ status }) => status === 201).length).toBeGreaterThan(0);
			expect(answers.filter(({ status }) => status !== 201).map(({ body }) => body.code)).toEqual(
				answers.filter(({ status }) => status !== 201).map(() => 'request-under-way'),
			);
			expect((await ask('get', '/webhooks', { key: bearer })).body.items).toHaveLength(1);
		});
	});

	it.each([
		['was cut off before its effect', 'webhook'],
		['was cut off between its effect and its result', 'api-request'],
	])('that %s is taken up again, and its effect is there once', async (_what, kind) => {
		let broken = true;
		const between = (records: RecordStore): RecordStore => ({
			...records,
			// As after a crash: nothing of this kind is written any more, and nobody hears why.
			put: async (row) => {
				const cut = broken && row.kind === kind && (kind === 'webhook' || row.revision > 1);
				return cut ? Promise.reject(new StoreUnavailable('cut off')) : records.put(row);
			},
		});
		await withApi(
			async ({ ask, key, clock, records }) => {
				const { key: bearer } = await key();
				const first = await ask('post', '/webhooks', { key: bearer, body: aWebhook, headers });
				expect(first.status).toBe(kind === 'webhook' ? 503 : 201);
				broken = false;
				clock.move(60_000);
				const again = await ask('post', '/webhooks', { key: bearer, body: aWebhook, headers });
				expect([again.status, again.headers['idempotency-replayed']]).toEqual([201, undefined]);
				if (kind !== 'webhook') expect(again.text).toBe(first.text);
				expect(await allRecords(records, ['webhook'])).toHaveLength(1);
			},
			{},
			between,
		);
	});

	it('that was cut off is not taken up while it may still be under way', async () => {
		await withApi(
			async ({ ask, key }) => {
				const { key: bearer } = await key();
				await ask('post', '/webhooks', { key: bearer, body: aWebhook, headers });
				const again = await ask('post', '/webhooks', { key: bearer, body: aWebhook, headers });
				expect([again.status, again.body.code]).toEqual([409, 'request-under-way']);
			},
			{},
			(records) => ({
				...records,
				put: (row) =>
					row.kind === 'api-request' && row.revision > 1
						? Promise.reject(new StoreUnavailable('cut off'))
						: records.put(row),
			}),
		);
	});

	it('that edits is known again though its revision has moved on by its own work', async () => {
		let broken = false;
		await withApi(
			async ({ ask, key, clock }) => {
				const { key: bearer } = await key();
				const { body: made } = await ask('post', '/webhooks', { key: bearer, body: aWebhook, headers: fresh() });
				const change = () =>
					ask('put', `/webhooks/${made.id}`, {
						key: bearer,
						body: { ...aWebhook, state: 'paused' },
						headers: { ...headers, 'If-Match': '"1"' },
					});
				broken = true;
				expect((await change()).status).toBe(200);
				broken = false;
				clock.move(60_000);
				const again = await change();
				expect([again.status, again.headers['etag']]).toEqual([200, '"2"']);
			},
			{},
			(records) => ({
				...records,
				put: (row) =>
					broken && row.kind === 'api-request' && row.revision > 1
						? Promise.reject(new StoreUnavailable('cut off'))
						: records.put(row),
			}),
		);
	});

	it('is needed where something is made, and is no counter', async () => {
		await withApi(async ({ ask, key }) => {
			const { key: bearer } = await key();
			const codeOf = async (given: Record<string, string>) =>
				(await ask('post', '/webhooks', { key: bearer, body: aWebhook, headers: given })).body.code;
			expect(await codeOf({})).toBe('idempotency-key-missing');
			expect(await codeOf({ 'Idempotency-Key': '1' })).toBe('request-malformed');
		});
	});

	it('is forgotten after a day', async () => {
		await withApi(async ({ ask, key, clock, api, records }) => {
			const { key: bearer } = await key();
			await ask('post', '/webhooks', { key: bearer, body: aWebhook, headers });
			clock.move(2 * 86_400_000);
			await api.removeOld();
			expect(await allRecords(records, ['api-request'])).toEqual([]);
		});
	});
});
