import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { drive } from '../../../scripts/bench/drive.ts';
import type { LoadPlan, LoadResult } from '../../../scripts/bench/load-plan.ts';

/** Puts a short load on a server of the test's own. */
async function driven(listener: RequestListener, plan: Partial<LoadPlan> = {}): Promise<LoadResult> {
	const server = createServer(listener).listen(0, '127.0.0.1');
	await once(server, 'listening');
	try {
		return await drive({
			port: (server.address() as AddressInfo).port,
			path: '/ussd',
			serviceCode: '*384*1234#',
			country: 'GH',
			connections: 4,
			answers: ['1', '1', '1'],
			callers: { first: 0, count: 1000, stride: 1 },
			run: 'feed',
			warmUpSeconds: 0,
			seconds: 0.2,
			...plan,
		});
	} finally {
		server.closeAllConnections();
		server.close();
	}
}

/** Answers once the body is read, as every server of the bench does. */
function answering(body: string, status = 200, headers: Readonly<Record<string, string>> = {}): RequestListener {
	return (request, response) => {
		request.resume();
		request.on('end', () => {
			response.writeHead(status, { 'Content-Length': Buffer.byteLength(body), ...headers });
			response.end(body);
		});
	};
}

describe('the load generator', () => {
	it('counts the turns of a server that answers', async () => {
		const result = await driven(answering('CON Welcome'));
		expect(result.faults).toEqual({});
		expect(result.turns).toBeGreaterThan(4);
		expect(result.p99).toBeGreaterThanOrEqual(result.median);
	});

	it.each([
		['a status that is not 200', answering('CON Welcome', 500), 'status 500'],
		['a body that a gateway would end the session for', answering('Welcome'), 'neither CON nor END'],
		['an empty body', answering(''), 'neither CON nor END'],
		['a connection that breaks', ((request) => request.socket.destroy()) as RequestListener, 'connection closed'],
	])('reports %s, since a fast wrong answer is no figure', async (_, listener, fault) => {
		const { faults } = await driven(listener);
		expect(Object.keys(faults)).toEqual([fault]);
		expect(faults[fault]).toBeGreaterThan(0);
	});

	it('reads an answer that comes in pieces', async () => {
		const { faults, turns } = await driven((request, response) => {
			request.resume();
			request.on('end', () => {
				response.writeHead(200, { 'Content-Length': 11 });
				response.write('CON');
				setImmediate(() => response.end(' Welcome'));
			});
		});
		expect(faults).toEqual({});
		expect(turns).toBeGreaterThan(0);
	});

	it('opens a new connection when the server asks for it', async () => {
		const { faults, turns } = await driven(answering('CON Welcome', 200, { Connection: 'close' }));
		expect(faults).toEqual({});
		expect(turns).toBeGreaterThan(4);
	});

	it('tells of sessions that the service ended early, since their later turns were never measured', async () => {
		expect((await driven(answering('END Goodbye'))).endedEarly).toBeGreaterThan(0);
	});

	it('keeps to its rate in an open loop, whatever the server could take', async () => {
		const result = await driven(answering('CON Welcome'), { turnsPerSecond: 100, seconds: 0.5 });
		expect(result.turnsPerSecond).toBeLessThan(115);
		expect(result.turns).toBeGreaterThan(20);
	});

	it('counts the waiting of turns that were due, so that a slow server cannot hide behind a slow load', async () => {
		const slow: RequestListener = (request, response) => {
			request.resume();
			request.on('end', () => setTimeout(() => response.end('CON Welcome'), 100));
			response.writeHead(200, { 'Content-Length': 11 });
		};
		const { largest } = await driven(slow, { turnsPerSecond: 100, connections: 1, seconds: 1 });
		expect(largest).toBeGreaterThan(300_000);
	});
});
