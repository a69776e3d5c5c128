import request from 'supertest';
import { StoreUnavailable } from '../../src/store/unavailable.ts';
import { aWebhook, fresh, withApi } from './support.ts';

const problemType = /^application\/problem\+json/;

describe('the API', () => {
	it('tells a caller of its own key, and nothing that opens the door', async () => {
		await withApi(async ({ ask, key }) => {
			const made = await key(['audit:read']);
			const { status, body, headers } = await ask('get', '/keys/self', { key: made.key });
			expect([status, body.id, body.scopes]).toEqual([200, made.id, ['audit:read']]);
			expect(Object.keys(body).sort()).toEqual(['expiresAt', 'id', 'name', 'scopes']);
			expect(headers['cache-control']).toBe('no-store');
		});
	});

	it.each([
		['no key', undefined],
		['what is no key', 'letmein'],
		['a key that nobody made', `kk_${'a'.repeat(22)}_${'b'.repeat(43)}`],
	])('refuses %s with one and the same problem', async (_what, text) => {
		await withApi(async ({ ask }) => {
			const { status, body, headers } = await ask('get', '/keys/self', text === undefined ? {} : { key: text });
			expect([status, body.code]).toEqual([401, 'key-refused']);
			expect(headers['content-type']).toMatch(problemType);
			expect(headers['www-authenticate']).toMatch(/^Bearer/);
		});
	});

	it('refuses a key with a wrong secret, one that has expired, and one that was revoked, from the next request on', async () => {
		await withApi(async ({ ask, key, clock, options }) => {
			const { createApiKeys } = await import('../../src/api/keys.ts');
			const [first, second] = [await key([], 1), await key()];
			const wrong = `${first.key.slice(0, -1)}${first.key.endsWith('A') ? 'B' : 'A'}`;
			const statusOf = async (text: string) => (await ask('get', '/keys/self', { key: text })).status;
			expect([await statusOf(wrong), await statusOf(first.key), await statusOf(second.key)]).toEqual([401, 200, 200]);
			expect(await createApiKeys(options).revoke(second.id)).toBe(true);
			expect(await statusOf(second.key)).toBe(401);
			clock.move(86_400_000);
			expect(await statusOf(first.key)).toBe(401);
		});
	});

	it('remembers the day on which a key was last used, and no finer time', async () => {
		await withApi(async ({ ask, key, options }) => {
			const { createApiKeys } = await import('../../src/api/keys.ts');
			const made = await key();
			await ask('get', '/keys/self', { key: made.key });
			const [kept] = await createApiKeys(options).list({ after: '', most: 10 });
			expect(kept?.lastUsed).toBe('2026-11-25');
		});
	});

	it.each([
		['get', '/audit', ['webhooks:write']],
		['post', '/webhooks', ['webhooks:read']],
		['get', '/webhooks', ['audit:read']],
	] as const)(
		'refuses %s %s to a key without its scope, before it looks at anything else',
		async (method, path, scopes) => {
			await withApi(async ({ ask, key }) => {
				const { status, body } = await ask(method, path, { key: (await key(scopes)).key });
				expect([status, body.code]).toEqual([403, 'scope-missing']);
			});
		},
	);

	it('lets whoever may write read too', async () => {
		await withApi(async ({ ask, key }) => {
			expect((await ask('get', '/webhooks', { key: (await key(['webhooks:write'])).key })).status).toBe(200);
		});
	});

	it.each([
		['a path that is not there', 'get', '/nothing', {}, 404, 'not-found'],
		['a method that is not there', 'delete', '/webhooks', {}, 405, 'method-not-allowed'],
		[
			'OPTIONS, which browsers ask before they let another origin in',
			'options',
			'/webhooks',
			{},
			405,
			'method-not-allowed',
		],
		['a reader that wants no JSON', 'get', '/keys/self', { Accept: 'text/html' }, 406, 'not-acceptable'],
	] as const)('answers %s with a problem', async (_what, method, path, headers, status, code) => {
		await withApi(async ({ ask, key }) => {
			const answer = await ask(method, path, { key: (await key()).key, headers });
			expect([answer.status, answer.body.code, answer.body.status]).toEqual([status, code, status]);
			expect(answer.headers['content-type']).toMatch(problemType);
			if (status === 405) expect(answer.headers['allow']).toMatch(/GET/);
		});
	});

	it('has no header that lets the pages of another origin in', async () => {
		await withApi(async ({ ask, key }) => {
			for (const method of ['get', 'options'] as const) {
				const headers = { Origin: 'https://elsewhere.example', 'Access-Control-Request-Method': 'GET' };
				const answer = await ask(method, '/keys/self', { key: (await key()).key, headers });
				expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
			}
		});
	});

	it.each([
		['text', { 'Content-Type': 'text/plain' }, '{}', 415, 'media-type-unsupported'],
		['another alphabet', { 'Content-Type': 'application/json; charset=utf-16' }, '{}', 415, 'media-type-unsupported'],
		[
			'what is compressed',
			{ 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' },
			'{}',
			415,
			'media-type-unsupported',
		],
		['what is no JSON', { 'Content-Type': 'application/json' }, '{"canary":', 400, 'request-malformed'],
		['no body', { 'Content-Type': 'application/json' }, '', 400, 'request-invalid'],
		['a field too many', { 'Content-Type': 'application/json' }, '{"canary":1}', 400, 'request-invalid'],
		[
			'a name of prototypes',
			{ 'Content-Type': 'application/json' },
			'{"url":{"__proto__":{"canary":1}}}',
			400,
			'request-malformed',
		],
		[
			'depth',
			{ 'Content-Type': 'application/json' },
			`${'['.repeat(400_000)}${']'.repeat(400_000)}`,
			400,
			'request-malformed',
		],
		[
			'more than a megabyte',
			{ 'Content-Type': 'application/json' },
			JSON.stringify('canary'.repeat(200_000)),
			413,
			'body-too-large',
		],
	])('refuses a body of %s, and quotes nothing of it', async (_what, headers, sent, status, code) => {
		await withApi(async ({ app, key, audit }) => {
			const made = await key();
			const answer = await request(app)
				.post('/api/v1/webhooks')
				.set({ ...headers, ...fresh(), Authorization: `Bearer ${made.key}` })
				.send(sent);
			expect([answer.status, answer.body.code]).toEqual([status, code]);
			expect(answer.text).not.toContain('canary');
			expect(await audit.list({ after: 0, most: 10 })).toEqual([]);
		});
	});

	it('names the fields that are wrong, by our names only', async () => {
		await withApi(async ({ ask, key }) => {
			const body = { url: 'http://canary.example', events: ['canary'], 'a canary': 1 };
			const answer = await ask('post', '/webhooks', { key: (await key()).key, body, headers: fresh() });
			const pointers = answer.body.errors.map(({ pointer }: { pointer: string }) => pointer);
			expect(pointers).toEqual(expect.arrayContaining(['/body/url', '/body/events/0']));
			expect(answer.text).not.toContain('canary');
		});
	});

	it('refuses more requests than a key may make, and says when to come back', async () => {
		await withApi(
			async ({ ask, key }) => {
				const [one, other] = [await key(), await key()];
				const statuses = [];
				for (let count = 0; count < 4; count += 1) statuses.push((await ask('get', '/keys/self', one)).status);
				expect(statuses).toEqual([200, 200, 200, 429]);
				expect((await ask('get', '/keys/self', other)).status).toBe(200);
				expect((await ask('get', '/keys/self', other)).status).toBe(200);
				const refused = await ask('get', '/keys/self', other);
				// Six of one address, keys or none.
				expect([refused.status, refused.body.code]).toEqual([429, 'too-many-requests']);
				expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
			},
			{ perMinute: 3 },
		);
	});

	it('counts the callers behind a trusted proxy apart', async () => {
		await withApi(
			async ({ ask }) => {
				const statuses = [];
				for (const address of ['196.1.1.1', '196.1.1.1', '196.1.1.1', '196.2.2.2']) {
					const headers = { 'X-Forwarded-For': `1.1.1.1, ${address}` };
					statuses.push((await ask('get', '/keys/self', { headers })).status);
				}
				expect(statuses).toEqual([401, 401, 429, 401]);
			},
			{ perMinute: 1 },
		);
	});

	it('says that it is away for a moment when the store is, and what is ours to know stays ours', async () => {
		await withApi(
			async ({ ask, refused }) => {
				const text = `kk_${'a'.repeat(22)}_${'b'.repeat(43)}`;
				const answer = await ask('get', '/keys/self', { key: text });
				expect([answer.status, answer.body.code, answer.headers['retry-after']]).toEqual([
					503,
					'store-unavailable',
					'5',
				]);
				expect(answer.text).not.toContain('canary');
				expect(refused).toHaveLength(1);
			},
			{},
			(records) => ({ ...records, get: () => Promise.reject(new StoreUnavailable('canary')) }),
		);
	});

	it('shows nothing of an error of ours', async () => {
		await withApi(
			async ({ ask }) => {
				const answer = await ask('get', '/keys/self', { key: `kk_${'a'.repeat(22)}_${'b'.repeat(43)}` });
				expect([answer.status, answer.body.code]).toEqual([500, 'internal-error']);
				expect(answer.text).not.toMatch(/canary|\.ts/);
			},
			{},
			(records) => ({ ...records, get: () => Promise.reject(new TypeError('canary')) }),
		);
	});
});

describe('an edit', () => {
	it('needs the ETag of what was read, and only then changes it', async () => {
		await withApi(async ({ ask, key }) => {
			const { key: bearer } = await key();
			const made = await ask('post', '/webhooks', { key: bearer, body: aWebhook, headers: fresh() });
			expect([made.status, made.headers['etag'], made.headers['location']]).toEqual([
				201,
				'"1"',
				`/api/v1/webhooks/${made.body.id}`,
			]);
			const path = `/webhooks/${made.body.id}`;
			const body = { ...aWebhook, state: 'paused' };
			const codeOf = async (headers: Record<string, string>) => {
				const { status, body: told } = await ask('put', path, { key: bearer, body, headers });
				return [status, told.code];
			};
			expect(await codeOf({})).toEqual([428, 'revision-missing']);
			expect(await codeOf({ 'If-Match': '*' })).toEqual([428, 'revision-missing']);
			expect(await codeOf({ 'If-Match': '"2"' })).toEqual([412, 'revision-stale']);
			expect(await codeOf({ 'If-Match': 'W/"1"' })).toEqual([412, 'revision-stale']);
			expect(await codeOf({ 'If-Match': '"7", "1"' })).toEqual([200, undefined]);
			expect(await codeOf({ 'If-Match': '"1"' })).toEqual([412, 'revision-stale']);
			const read = await ask('get', path, { key: bearer });
			expect([read.body.state, read.headers['etag']]).toEqual(['paused', '"2"']);
			expect((await ask('get', path, { key: bearer, headers: { 'If-None-Match': '"2"' } })).status).toBe(304);
			expect((await ask('delete', path, { key: bearer, headers: { 'If-Match': '"2"' } })).status).toBe(204);
			expect((await ask('get', path, { key: bearer })).status).toBe(404);
		});
	});

	it('happens once when two callers read the same and both change it', async () => {
		await withApi(async ({ ask, key }) => {
			const { key: bearer } = await key();
			const { body: made } = await ask('post', '/webhooks', { key: bearer, body: aWebhook, headers: fresh() });
			const change = (state: string) =>
				ask('put', `/webhooks/${made.id}`, {
					key: bearer,
					body: { ...aWebhook, state },
					headers: { 'If-Match': '"1"' },
				});
			const answers = await Promise.all(['paused', 'active', 'paused', 'active'].map(change));
			const statuses = answers.map(({ status }) => status);
			expect(statuses.toSorted((one, other) => one - other)).toEqual([200, 412, 412, 412]);
		});
	});
});

describe('a list', () => {
	it('goes by cursors that nobody else can make and that belong to it alone', async () => {
		await withApi(async ({ ask, key }) => {
			const { key: bearer } = await key();
			for (let count = 0; count < 5; count += 1)
				await ask('post', '/webhooks', { key: bearer, body: aWebhook, headers: fresh() });
			const seen: string[] = [];
			let cursor = '';
			do {
				const { body } = await ask('get', `/webhooks?most=2${cursor}`, { key: bearer });
				seen.push(...body.items.map(({ id }: { id: string }) => id));
				cursor = body.next === null ? '' : `&cursor=${body.next}`;
			} while (cursor !== '');
			expect(seen).toHaveLength(5);
			expect(new Set(seen).size).toBe(5);
			const { body } = await ask('get', '/webhooks?most=2', { key: bearer });
			const changed = `${body.next.slice(0, -1)}${body.next.endsWith('A') ? 'B' : 'A'}`;
			for (const path of [`/audit?cursor=${body.next}`, `/webhooks?cursor=${changed}`, '/webhooks?cursor=a.b']) {
				const answer = await ask('get', path, { key: bearer });
				expect([path, answer.status, answer.body.code]).toEqual([path, 400, 'cursor-invalid']);
			}
		});
	});

	it('refuses what it is not filtered by', async () => {
		await withApi(async ({ ask, key }) => {
			const { key: bearer } = await key();
			for (const query of ['?most=0', '?most=201', '?most=1&most=2', '?other=1', '?most=x'])
				expect([query, (await ask('get', `/webhooks${query}`, { key: bearer })).status]).toEqual([query, 400]);
		});
	});
});
