import fc from 'fast-check';
import type { GatewayAnswer } from '../../src/channels/channel.ts';
import type { GatewayCall, GatewayObserver } from '../../src/web/gateway-exchange.ts';
import { createGatewayListener, type GatewayListenerOptions } from '../../src/web/gateway-listener.ts';
import { createRouteFinder } from '../../src/web/gateway-routes.ts';
import { sendRaw, serving } from './harness.ts';

const ci = { id: 'ci', path: 'africastalking/ussd', secret: 'ci-secret-0123456789ab' };
const gh = { id: 'gh', path: 'africastalking/ussd', secret: 'gh-secret-0123456789ab' };
type Route = typeof ci;
type Options = GatewayListenerOptions<Route>;

const webhook = `/channels/${ci.path}/${ci.secret}`;
const form = 'application/x-www-form-urlencoded';
const say = (body: string): GatewayAnswer => ({ contentType: 'text/plain; charset=utf-8', body });
const lastResort = say('END 116');

interface Seen {
	readonly calls: GatewayCall<Route>[];
	readonly outcomes: string[];
	readonly failures: unknown[];
	readonly refusals: number[];
}

/** A listener whose `serve` echoes the route, and what it told its observer. */
function listening(changes: Partial<Options> = {}) {
	const seen: Seen = { calls: [], outcomes: [], failures: [], refusals: [] };
	const observer: GatewayObserver = {
		answered: (route, outcome) => seen.outcomes.push(`${route} ${outcome}`),
		failed: (_route, error) => seen.failures.push(error),
		refused: (status) => seen.refusals.push(status),
	};
	const listener = createGatewayListener<Route>({
		routes: [ci, gh],
		serve: async (call) => {
			seen.calls.push(call);
			return say(`CON ${call.route.id}`);
		},
		lastResort: () => lastResort,
		elsewhere: (_request, response) => response.end('elsewhere'),
		deadline: 4_000,
		stopwatch: () => 0,
		observer,
		...changes,
	});
	return { listener, seen };
}

const post = (port: number, path: string, body = 'text=1', headers: Record<string, string> = {}) =>
	fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body, headers: { 'Content-Type': form, ...headers } });

describe('a webhook with a right secret', () => {
	it('is served with its route, its body and its content type', async () => {
		const { listener, seen } = listening();
		await serving(listener, async (port) => {
			const answer = await post(port, `/channels/${gh.path}/${gh.secret}?from=anywhere`, 'text=bless%C3%A9');
			expect(answer.status).toBe(200);
			expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
			expect(answer.headers.get('cache-control')).toBe('no-store');
			expect(await answer.text()).toBe('CON gh');
		});
		expect(seen.calls).toEqual([
			{
				route: gh,
				request: {
					body: Buffer.from('text=bless%C3%A9'),
					contentType: form,
					target: `/channels/${gh.path}/${gh.secret}?from=anywhere`,
					headers: expect.objectContaining({ 'content-type': form }),
				},
				fault: undefined,
			},
		]);
		expect(seen.outcomes).toEqual(['gh answered']);
	});

	it('gets the length of its answer in bytes, because accents are two', async () => {
		const { listener } = listening({ serve: async () => say('END blessé') });
		await serving(listener, async (port) => {
			const answer = await post(port, webhook);
			expect(answer.headers.get('content-length')).toBe('11');
			expect(await answer.text()).toBe('END blessé');
		});
	});

	it.each<[string, Options['serve']]>([
		['rejects', () => Promise.reject(new Error('canary'))],
		[
			'throws at once',
			() => {
				throw new Error('canary');
			},
		],
	])('gets the last resort when the turn %s, never a 5xx', async (_how, serve) => {
		const { listener, seen } = listening({ serve });
		await serving(listener, async (port) => {
			const answer = await post(port, webhook);
			expect([answer.status, await answer.text()]).toEqual([200, lastResort.body]);
		});
		expect(seen.outcomes).toEqual(['ci fault']);
		expect(seen.failures).toHaveLength(1);
	});

	it('gets the last resort when the turn has nothing to say, because an empty body is an error to a gateway', async () => {
		const { listener } = listening({ serve: async () => say('') });
		await serving(listener, async (port) => expect(await (await post(port, webhook)).text()).toBe(lastResort.body));
	});

	it('gets the last resort at the deadline, and the turn that comes later changes nothing', async () => {
		let finish: (answer: GatewayAnswer) => void = () => undefined;
		const late = new Promise<GatewayAnswer>((resolve) => {
			finish = resolve;
		});
		const { listener, seen } = listening({ serve: () => late, deadline: 20 });
		await serving(listener, async (port) => {
			const answer = await post(port, webhook);
			expect([answer.status, await answer.text()]).toEqual([200, lastResort.body]);
			finish(say('CON late'));
			await late;
			expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('elsewhere');
		});
		expect(seen.outcomes).toEqual(['ci deadline']);
	});

	it('gets the last resort at the deadline when its body never ends, and the connection is closed', async () => {
		const { listener, seen } = listening({ deadline: 20 });
		await serving(listener, async (port) => {
			const answer = await sendRaw(port, `POST ${webhook} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\ntext=`);
			expect(answer).toMatchObject({
				status: 200,
				body: lastResort.body,
				head: expect.stringMatching(/connection: close/i),
			});
		});
		expect(seen.calls).toEqual([]);
	});

	it.each([
		['at 16 kB', 16_384, undefined, 16_384],
		['above 16 kB', 16_385, 'body-too-long', 16_384],
		['far above', 900_000, 'body-too-long', 16_384],
	])('is answered with a body %s, of which the first 16 kB are kept', async (_size, sent, fault, kept) => {
		const { listener, seen } = listening();
		await serving(listener, async (port) => {
			const answer = await post(port, webhook, 'x'.repeat(sent));
			expect([answer.status, await answer.text()]).toEqual([200, 'CON ci']);
		});
		expect(seen.calls.map(({ fault, request }) => [fault, request.body.length])).toEqual([[fault, kept]]);
	});

	it('is answered before a body without end was read, and the connection is closed', async () => {
		const { listener, seen } = listening();
		await serving(listener, async (port) => {
			const chunk = Buffer.alloc(1_100_000, 'x');
			const head = `POST ${webhook} HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n\r\n`;
			expect(await sendRaw(port, head, chunk)).toMatchObject({ status: 200, body: 'CON ci' });
		});
		expect(seen.calls.map(({ fault }) => fault)).toEqual(['body-too-long']);
	});

	it('is not inflated: a compressed body is marked, so that it is kept as it came', async () => {
		const { listener, seen } = listening();
		await serving(listener, async (port) => {
			expect((await post(port, webhook, 'bomb', { 'Content-Encoding': 'gzip' })).status).toBe(200);
			expect((await post(port, webhook, 'plain', { 'Content-Encoding': 'identity' })).status).toBe(200);
		});
		expect(seen.calls.map(({ fault, request }) => [fault, request.body.toString()])).toEqual([
			['body-encoded', 'bomb'],
			[undefined, 'plain'],
		]);
	});

	it('may come in pieces and without a body', async () => {
		const { listener, seen } = listening();
		await serving(listener, async (port) => {
			const head = `POST ${webhook} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n`;
			expect(
				await sendRaw(port, `${head}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n`, '2\r\nde\r\n0\r\n\r\n'),
			).toMatchObject({ status: 200 });
			expect(await sendRaw(port, `${head}\r\n`)).toMatchObject({ status: 200 });
		});
		expect(seen.calls.map(({ request }) => request.body.toString())).toEqual(['abcde', '']);
		expect(seen.calls.map(({ request }) => request.contentType)).toEqual(['', '']);
	});
});

describe('a webhook without a right secret', () => {
	const wrong = [
		['a wrong secret', `/channels/${ci.path}/ci-secret-0123456789aX`],
		['a secret with something after it', `${webhook}x`],
		['a secret cut short', webhook.slice(0, -1)],
		[
			'a secret in other letters',
			webhook.toUpperCase().replace('/CHANNELS/AFRICASTALKING/USSD', '/channels/africastalking/ussd'),
		],
		['an escaped secret', webhook.replace('-', '%2D')],
		['a secret of another path', `/channels/twilio/sms/${ci.secret}`],
		['a slash after it', `${webhook}/`],
		['no secret', `/channels/${ci.path}/`],
		['no secret and no slash', `/channels/${ci.path}`],
		['no path', '/channels/'],
		['a path that is a name of a method', `/channels/constructor/${ci.secret}`],
		['a very long secret', `/channels/${ci.path}/${'x'.repeat(4_000)}`],
	] as const;

	it.each(wrong)('is refused in the same words: %s', async (_what, path) => {
		const { listener, seen } = listening();
		await serving(listener, async (port) => {
			const answer = await post(port, path);
			const headers = [...answer.headers.keys()].filter((name) => name !== 'date').sort();
			expect([answer.status, await answer.text(), headers]).toEqual([
				404,
				'Not found\n',
				['cache-control', 'connection', 'content-length', 'content-type', 'keep-alive'],
			]);
		});
		expect(seen).toEqual({ calls: [], outcomes: [], failures: [], refusals: [404] });
	});

	it.each(['GET', 'PUT', 'DELETE', 'OPTIONS'])(
		'is refused for its method %s alike, whether or not the secret is right',
		async (method) => {
			const { listener, seen } = listening();
			await serving(listener, async (port) => {
				for (const path of [webhook, `${webhook}x`]) {
					const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method });
					expect([answer.status, answer.headers.get('allow'), await answer.text()]).toEqual([
						405,
						'POST',
						'Method not allowed\n',
					]);
				}
			});
			expect(seen.calls).toEqual([]);
		},
	);

	it('is not read when it is long or of unknown length: the connection is closed', async () => {
		const { listener } = listening();
		const head = `POST ${webhook}x HTTP/1.1\r\nHost: x\r\n`;
		await serving(listener, async (port) => {
			expect(await sendRaw(port, `${head}Content-Length: 16385\r\n\r\n`)).toMatchObject({
				status: 413,
				body: 'Too large\n',
			});
			expect(await sendRaw(port, `${head}Transfer-Encoding: chunked\r\n\r\n`)).toMatchObject({
				status: 404,
				body: 'Not found\n',
			});
		});
	});
});

describe('the listener', () => {
	it('leaves all that is not below /channels/ to the pages', async () => {
		const { listener, seen } = listening();
		await serving(listener, async (port) => {
			for (const path of ['/', '/channels', '/Channels/x', '/console?next=/channels/', '//channels/']) {
				expect(await (await post(port, path)).text()).toBe('elsewhere');
			}
		});
		expect(seen.refusals).toEqual([]);
	});

	it.each([
		['unfit for a URL', [{ ...ci, secret: 'a/b' }]],
		['missing', [{ ...ci, secret: '' }]],
		['too long', [{ ...ci, secret: 'x'.repeat(129) }]],
		['that of another route of its path', [ci, { ...gh, secret: ci.secret }]],
	])('does not start with a secret that is %s', (_why, routes) => {
		expect(() => listening({ routes })).toThrow(expect.objectContaining({ code: 'route-secret' }));
	});

	it('does not start with a route that would have nothing to say', () => {
		expect(() => listening({ lastResort: () => say(' ') })).toThrow(expect.objectContaining({ code: 'last-resort' }));
	});
});

describe('the finder of routes', () => {
	const secret = fc.stringMatching(/^[A-Za-z0-9._~-]{1,128}$/);
	const path = fc.constantFrom('africastalking/ussd', 'africastalking/sms', 'hubtel/ussd');

	it('finds a route by its own path and secret, and by no other', () => {
		const routes = fc
			.uniqueArray(fc.record({ path, secret }), {
				minLength: 1,
				maxLength: 8,
				selector: ({ path, secret }) => `${path}/${secret}`,
			})
			.map((list) => list.map((route, at) => ({ ...route, id: `route-${at}` })));
		fc.assert(
			fc.property(routes, path, secret, (list, otherPath, otherSecret) => {
				const find = createRouteFinder(list);
				for (const route of list) expect(find(`/channels/${route.path}/${route.secret}`)).toBe(route);
				const meant = list.find((route) => route.path === otherPath && route.secret === otherSecret);
				expect(find(`/channels/${otherPath}/${otherSecret}`)).toBe(meant);
			}),
		);
	});

	it('does not take the beginning of a long secret for the whole', () => {
		const longest = { ...ci, secret: 'x'.repeat(128) };
		const find = createRouteFinder([longest]);
		expect(find(`/channels/${ci.path}/${longest.secret}`)).toBe(longest);
		expect(find(`/channels/${ci.path}/${longest.secret}x`)).toBeUndefined();
	});
});
