import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { lastWords } from '../../src/service/last-words.ts';
import { loadWords } from '../../src/service/load-words.ts';

const FOLDER = resolve('deploy');
const config = readFileSync(join(FOLDER, 'haproxy.cfg'), 'utf8');
const inTheMiddle = readFileSync(join(FOLDER, 'last-words.http'), 'utf8').split('\r\n\r\n')[1] ?? '';

/** Characters of a USSD screen, without the gateway's `END `. */
const SCREEN_MOST = 160;

describe('the last words of the balancer', () => {
	it('are the service’s own where none of its instances is there, so that they stay in step', () => {
		const { words, programme } = loadWords(process.cwd(), '');
		for (const { id } of programme.routes) {
			expect(config).toContain(`"END ${lastWords(words, id, 'nav.not-kept').text}"`);
		}
	});

	it('fit a screen in the middle of a turn as well, with the first help line for children of each country', () => {
		const { words, programme } = loadWords(process.cwd(), '');
		expect(inTheMiddle).toMatch(/^END /);
		expect(inTheMiddle.length - 'END '.length).toBeLessThanOrEqual(SCREEN_MOST);
		for (const { id } of programme.routes) {
			const first = words.hotlines(words.route(id).country).find(({ forChildren }) => forChildren);
			expect(inTheMiddle).toContain(first?.number);
		}
	});
});

const hasProxy = spawnSync('haproxy', ['-v']).status === 0;
const describeOnProxy = hasProxy ? describe : describe.skip;

/** An instance as the balancer sees one: ready, and answering turns in its own way. */
async function listen(turn: RequestListener, port = 0): Promise<Server> {
	const server = createServer((request, response) => {
		if (request.url === '/readyz') return void response.end('{}');
		turn(request, response);
	}).listen(port, '127.0.0.1');
	await once(server, 'listening');
	return server;
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

async function close(server: Server): Promise<void> {
	server.closeAllConnections();
	server.close();
	await once(server, 'close');
}

async function freePort(): Promise<number> {
	const server = await listen(() => undefined);
	const port = portOf(server);
	await close(server);
	return port;
}

/** The balancer of `deploy/` before instances on these ports. */
async function startBalancer(folder: string, ports: readonly number[]): Promise<{ child: ChildProcess; url: string }> {
	const port = await freePort();
	const file = join(folder, 'haproxy.cfg');
	writeFileSync(
		file,
		config
			.replace('default-path config', `default-path origin ${FOLDER}`)
			.replace('bind :3000', `bind 127.0.0.1:${port}`)
			.replaceAll('app-1:3000', `127.0.0.1:${ports[0]}`)
			.replaceAll('app-2:3000', `127.0.0.1:${ports[1]}`)
			.replace('check port 3001 inter 1s', 'check inter 100ms')
			.replace('timeout server 5s', 'timeout server 2s'),
	);
	const child = spawn('haproxy', ['-f', file], { stdio: ['ignore', 'pipe', 'pipe'] });
	const url = `http://127.0.0.1:${port}/channels/africastalking/ussd/a-secret-that-stands-in-no-log`;
	while (!(await answers(url))) if (child.exitCode !== null) throw new Error('haproxy ended');
	return { child, url };
}

const answers = (url: string) =>
	fetch(url).then(
		() => true,
		() => new Promise<boolean>((done) => setTimeout(done, 50, false)),
	);

const dial = async (url: string, phoneNumber: string): Promise<{ status: number; text: string }> => {
	const response = await fetch(url, {
		method: 'POST',
		body: new URLSearchParams({ sessionId: 's', phoneNumber, text: '' }),
	});
	return { status: response.status, text: await response.text() };
};

const PHONES = Array.from({ length: 16 }, (_, index) => `+2250700000${String(index).padStart(3, '0')}`);

describeOnProxy(`the balancer${hasProxy ? '' : ' (left out: HAProxy is not installed)'}`, () => {
	const folder = mkdtempSync(join(tmpdir(), 'kasakuma-balancer-'));
	let log = '';
	let servers: Server[] = [];
	let balancer: { child: ChildProcess; url: string };
	beforeAll(async () => {
		const named = (name: string) => listen((_request, response) => void response.end(`CON ${name}`));
		servers = [await named('one'), await named('two')];
		balancer = await startBalancer(folder, servers.map(portOf));
		balancer.child.stdout?.on('data', (chunk: Buffer) => {
			log += chunk.toString();
		});
	});
	afterAll(async () => {
		balancer.child.kill('SIGKILL');
		for (const server of servers) await close(server);
		rmSync(folder, { recursive: true, force: true });
	});

	const replace = async (index: number, turn: RequestListener) => {
		const old = servers[index] as Server;
		const port = portOf(old);
		await close(old);
		servers[index] = await listen(turn, port);
	};
	const dialAll = () => Promise.all(PHONES.map((phone) => dial(balancer.url, phone)));

	it('keeps a phone at one instance, which has its conversation at hand', async () => {
		const [first, second] = [await dialAll(), await dialAll()];
		expect(second).toEqual(first);
		expect(new Set(first.map(({ text }) => text))).toEqual(new Set(['CON one', 'CON two']));
	});

	it('gives the phones of an instance that is gone to the other at once', async () => {
		const [one] = servers;
		const port = portOf(one as Server);
		await close(one as Server);
		expect(new Set((await dialAll()).map(({ text }) => text))).toEqual(new Set(['CON two']));
		servers[0] = await listen((_request, response) => void response.end('CON one'), port);
	});

	it('sends a turn that reached an instance to no other, and has last words for its caller', async () => {
		let reached = 0;
		await replace(0, () => {
			reached += 1;
		});
		await replace(1, () => {
			reached += 1;
		});
		const answered = await dialAll();
		expect(answered).toEqual(answered.map(() => ({ status: 200, text: inTheMiddle })));
		expect(reached).toBeLessThanOrEqual(PHONES.length);
	});

	it('has last words in the caller’s own language when no instance is there, and never an error', async () => {
		const ports = servers.map(portOf);
		for (const server of servers) await close(server);
		const own = /^END La ligne ne répond pas : .*116/;
		let answer = await dial(balancer.url, '+2250700000001');
		for (let round = 0; round < 100 && !own.test(answer.text); round++) {
			expect(answer).toEqual({ status: 200, text: inTheMiddle });
			answer = await dial(balancer.url, '+2250700000001');
		}
		expect(answer).toEqual({ status: 200, text: expect.stringMatching(own) });
		expect((await dial(balancer.url, '+233240000001')).text).toMatch(/^END The line does not answer: .*0800 800 800/);
		servers = await Promise.all(ports.map((port) => listen(() => undefined, port)));
	});

	it('logs neither the secret of a route nor what a person said', () => {
		expect(log).toMatch(/after \d+ ms/);
		expect(log).not.toMatch(/a-secret|phoneNumber|\+?225/);
	});
});
