import { createHash } from 'node:crypto';
import request from 'supertest';
import { ServiceError } from '../../src/shared/errors.ts';
import { StoreUnavailable } from '../../src/store/unavailable.ts';
import { createApp } from '../../src/web/app.ts';
import { failureOf } from '../../src/web/error-status.ts';
import { failurePage } from '../../src/web/pages.ts';

function app() {
	const statuses: number[] = [];
	const failures: unknown[] = [];
	const created = createApp({
		answered: (status) => statuses.push(status),
		failed: (_status, error) => failures.push(error),
	});
	return { app: created, statuses, failures };
}

/** One request to the pages. */
async function ask(
	path: string,
	init: { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: string } = {},
) {
	const pages = app();
	const method = init.method === 'POST' ? 'post' : 'get';
	const sent = request(pages.app)
		[method](path)
		.set(init.headers ?? {})
		.buffer(true);
	const { status, headers, text } = await (init.body === undefined ? sent : sent.send(init.body));
	const answer = { status, headers: new Headers(headers), text };
	return { ...answer, ...pages };
}

describe('the pages', () => {
	it('say at / what this is, in French and English, without a script or anything from elsewhere', async () => {
		const { status, headers, text } = await ask('/');
		expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
		expect(text).toContain('<html lang="fr">');
		expect(text).toContain('<section lang="en">');
		expect(text).toMatch(/<meta name="viewport"/);
		expect(text).not.toMatch(/<script|https?:|src=|href=/);
	});

	it('carry headers that let a browser do nothing but show them', async () => {
		const { headers } = await ask('/');
		expect(headers.get('content-security-policy')).toMatch(
			/^default-src 'none';style-src 'sha256-[A-Za-z0-9+/=]+';base-uri 'none';form-action 'self';frame-ancestors 'none'$/,
		);
		expect(headers.get('x-content-type-options')).toBe('nosniff');
		expect(headers.get('referrer-policy')).toBe('no-referrer');
		expect(headers.get('strict-transport-security')).toMatch(/max-age=\d{8}/);
		expect(headers.get('x-powered-by')).toBeNull();
	});

	it('have the style that their policy lets in', async () => {
		const { headers, text } = await ask('/');
		const style = /<style>(.*)<\/style>/s.exec(text)?.[1] ?? '';
		expect(headers.get('content-security-policy')).toContain(createHash('sha256').update(style).digest('base64'));
	});

	it.each(['GET', 'POST'])(
		'are a page of their own where there is none, and count in the metrics (%s)',
		async (method) => {
			const { status, text, statuses } = await ask('/nothing?a=<script>', { method });
			expect(status).toBe(404);
			expect(text).toContain('Page not found');
			expect(text).not.toContain('script');
			expect(statuses).toEqual([404]);
		},
	);

	it.each([
		['JSON that is none', 'application/json', '{"a":', 400],
		['JSON above 256 kB', 'application/json', JSON.stringify('x'.repeat(262_144)), 413],
		['a form above 256 kB', 'application/x-www-form-urlencoded', `a=${'x'.repeat(262_144)}`, 413],
		['a form of too many fields', 'application/x-www-form-urlencoded', 'a=b&'.repeat(300), 413],
	])('refuse %s with a page that quotes nothing', async (_what, type, body, refused) => {
		const { status, text, failures } = await ask('/', { method: 'POST', headers: { 'Content-Type': type }, body });
		expect(status).toBe(refused);
		expect(text).toContain('<code>bad-request</code>');
		expect(text).not.toMatch(/xxx|at .*\.js|JSON/);
		expect(failures).toHaveLength(1);
	});

	it('do not inflate what is sent compressed', async () => {
		const headers = { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' };
		expect((await ask('/', { method: 'POST', headers, body: '{}' })).status).toBe(415);
	});

	it('answer a path that cannot be decoded without an error of ours', async () => {
		expect((await ask('/%E0%A4%A')).status).toBe(404);
	});
});

describe('an error that reaches the edge', () => {
	it.each([
		[new StoreUnavailable('disk I/O error'), 503, 'store-unavailable'],
		[new ServiceError('not-found', 'no case', 'sentence'), 404, 'not-found'],
		[new ServiceError('key-ring', 'canary', 'canary'), 500, 'key-ring'],
		[Object.assign(new Error('canary'), { status: 400, type: 'entity.parse.failed' }), 400, 'bad-request'],
		[Object.assign(new Error('canary'), { status: 302 }), 500, 'Error'],
		[new TypeError('canary'), 500, 'TypeError'],
		['canary', 500, 'unknown'],
		[null, 500, 'unknown'],
	])('%p becomes a status and a code', (error, status, code) => {
		expect(failureOf(error)).toEqual({ status, code });
		expect(failurePage(status, code).body).not.toContain('canary');
	});

	it('shows no code that is not ours', () => {
		expect(failurePage(500, '<script>').body).not.toContain('script>');
	});
});
