import { Agent, get, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer } from 'node:net';
import type { Readiness } from '../../src/web/admin.ts';
import { createMetrics } from '../../src/web/metrics.ts';
import { type Started, type StartOptions, startListeners } from '../../src/web/start.ts';

const anyPort = { host: '127.0.0.1', port: 0 };
const ready: Readiness = { ready: true, parts: { store: 'ok', spool: 'ok' } };

async function started(changes: Partial<StartOptions>, use: (service: Started) => Promise<void>): Promise<void> {
	const service = await startListeners({
		listener: (_request, response) => response.end('public'),
		address: anyPort,
		adminAddress: anyPort,
		mostConnections: 100,
		readiness: async () => ready,
		metrics: createMetrics(),
		drain: { idle: 50, all: 5_000 },
		...changes,
	});
	try {
		await use(service);
	} finally {
		await service.stop();
	}
}

function fetchFrom(port: number, path: string, agent?: Agent): Promise<{ response: IncomingMessage; body: string }> {
	return new Promise((resolve, reject) => {
		get({ host: '127.0.0.1', port, path, agent: agent ?? false }, (response) => {
			let body = '';
			response.setEncoding('utf8').on('data', (data: string) => {
				body += data;
			});
			response.on('end', () => resolve({ response, body }));
		}).on('error', reject);
	});
}

describe("the operator's listener", () => {
	it('says that the process lives, without asking anything else', async () => {
		await started({ readiness: () => Promise.reject(new Error('store gone')) }, async ({ adminPort }) => {
			const { response, body } = await fetchFrom(adminPort, '/livez');
			expect([response.statusCode, body]).toEqual([200, 'alive\n']);
		});
	});

	it.each<[string, Readiness, number]>([
		['ready', ready, 200],
		[
			'ready without the store, because the spool keeps turns',
			{ ready: true, parts: { store: 'gone', spool: 'ok' } },
			200,
		],
		['not ready when nothing can be kept', { ready: false, parts: { store: 'gone', spool: 'full' } }, 503],
	])('says that the service is %s', async (_what, readiness, status) => {
		await started({ readiness: async () => readiness }, async ({ adminPort }) => {
			const { response, body } = await fetchFrom(adminPort, '/readyz');
			expect([response.statusCode, JSON.parse(body)]).toEqual([status, readiness]);
		});
	});

	it('is not ready, and says nothing of why, when readiness cannot be told', async () => {
		await started({ readiness: () => Promise.reject(new Error('canary')) }, async ({ adminPort }) => {
			const { response, body } = await fetchFrom(adminPort, '/readyz');
			expect([response.statusCode, body]).toEqual([503, 'Not available\n']);
		});
	});

	it('shows metrics: ours and those of the process', async () => {
		const metrics = createMetrics();
		metrics.gateway.answered('ci-ussd', 'answered', 12);
		metrics.gateway.refused(404);
		metrics.app.answered(200);
		metrics.turn({ route: 'ci-ussd', flow: 'report', outcome: 'spoken' });
		metrics.quarantined('ci-ussd', 'text-missing');
		await started({ metrics }, async ({ adminPort }) => {
			const { response, body } = await fetchFrom(adminPort, '/metrics');
			expect(response.headers['content-type']).toMatch(/^text\/plain/);
			expect(body).toContain('kasakuma_gateway_answer_seconds_bucket{le="0.02",route="ci-ussd",outcome="answered"} 1');
			expect(body).toContain('kasakuma_gateway_refusals_total{status="404"} 1');
			expect(body).toContain('kasakuma_web_answers_total{status="200"} 1');
			expect(body).toContain('kasakuma_turns_total{route="ci-ussd",flow="report",outcome="spoken"} 1');
			expect(body).toContain('kasakuma_quarantined_total{route="ci-ussd",reason="text-missing"} 1');
			expect(body).toMatch(/nodejs_eventloop_lag_p99_seconds/);
		});
	});
});

describe('starting', () => {
	it('leaves nothing open when the second address is taken', async () => {
		const { port } = await listenOn(0, async (free) => free);
		await listenOn(0, async (taken) => {
			const addresses = { address: { ...anyPort, port }, adminAddress: taken };
			await expect(started(addresses, async () => undefined)).rejects.toMatchObject({ code: 'EADDRINUSE' });
		});
		await listenOn(port, async (again) => expect(again.port).toBe(port));
	});
});

/** Holds a port of loopback for the length of `use`. */
async function listenOn<T>(port: number, use: (address: typeof anyPort) => Promise<T>): Promise<T> {
	const server = createServer();
	await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
	try {
		return await use({ ...anyPort, port: (server.address() as { port: number }).port });
	} finally {
		await new Promise((resolve) => server.close(resolve));
	}
}

describe('stopping', () => {
	/** Answers only when it is let. */
	function held(): { listener: RequestListener; arrived: Promise<void>; release: () => void } {
		let release = (): void => undefined;
		let arrive = (): void => undefined;
		const arrived = new Promise<void>((resolve) => {
			arrive = resolve;
		});
		const listener: RequestListener = (_request, response) => {
			release = () => response.end('finished');
			arrive();
		};
		return { listener, arrived, release: () => release() };
	}

	it('finishes the turn under way, is not ready meanwhile, and takes no new connection', async () => {
		const { listener, arrived, release } = held();
		await started({ listener }, async ({ port, adminPort, stop }) => {
			const turn = fetchFrom(port, '/');
			await arrived;
			const stopped = stop();
			const { response, body } = await fetchFrom(adminPort, '/readyz');
			expect([response.statusCode, body]).toEqual([503, '{"ready":false,"parts":{"service":"draining"}}\n']);
			await expect(fetchFrom(port, '/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
			release();
			expect((await turn).body).toBe('finished');
			await stopped;
			await expect(fetchFrom(adminPort, '/livez')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
		});
	});

	it('answers one more turn on a connection that is kept, and asks the gateway to close it', async () => {
		const agent = new Agent({ keepAlive: true, maxSockets: 1 });
		await started({ drain: { idle: 2_000, all: 5_000 } }, async ({ port, stop }) => {
			expect((await fetchFrom(port, '/', agent)).response.headers.connection).toBe('keep-alive');
			const stopped = stop();
			const { response, body } = await fetchFrom(port, '/', agent);
			expect([body, response.headers.connection]).toEqual(['public', 'close']);
			await stopped;
		});
		agent.destroy();
	});

	it('closes connections that stay idle, and cuts off what does not end in time', async () => {
		const { listener, arrived } = held();
		const agent = new Agent({ keepAlive: true });
		await started({ listener, drain: { idle: 10, all: 40 } }, async ({ port, stop }) => {
			const turn = fetchFrom(port, '/', agent).catch((error: NodeJS.ErrnoException) => error.code);
			await arrived;
			await Promise.all([stop(), stop()]);
			expect(await turn).toBe('ECONNRESET');
		});
		agent.destroy();
	});
});
