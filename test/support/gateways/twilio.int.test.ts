import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { GatewayHandler, Parsed } from '../../../src/channels/channel.ts';
import { createTwilioHandlers } from '../../../src/channels/twilio/create-handlers.ts';
import { createTwilioSender } from '../../../src/channels/twilio/send-sms.ts';
import { startTwilioGateway, type TwilioGateway, type TwilioGatewayOptions } from './twilio.ts';

const accountSid = `AC${'0a'.repeat(16)}`;
const authToken = 'loopback-token';
const publicOrigin = 'https://line.example.org';
const line = '+233201234567';
const person = '+2250701020304';
const never = new AbortController().signal;
const handlers: readonly GatewayHandler[] = Object.values(
	createTwilioHandlers({ accountSid, authTokens: [authToken], publicOrigin }),
);

interface Line {
	readonly url: string;
	readonly heard: Parsed[];
	readonly stop: () => void;
}

/** A line that hears by the handlers, and answers `statuses` before it is well. */
async function startLine(statuses: number[] = []): Promise<Line> {
	const heard: Parsed[] = [];
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const target = request.url ?? '';
			const handler = handlers.find(({ path }) => target.startsWith(`/channels/${path}/`));
			const contentType = request.headers['content-type'] ?? '';
			const given = { body: Buffer.concat(chunks), contentType, target, headers: request.headers };
			heard.push(handler?.parse(given, { serviceCode: line }) ?? { is: 'nothing' });
			response.writeHead(statuses.shift() ?? 200).end(handler?.acknowledge.body);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, heard, stop: () => server.close() };
}

const api = (
	gateway: TwilioGateway,
	path: string,
	fields?: Record<string, string>,
	key = `${accountSid}:${authToken}`,
) =>
	fetch(`${gateway.url}/2010-04-01/Accounts/${accountSid}${path}`, {
		headers: { Authorization: `Basic ${Buffer.from(key).toString('base64')}` },
		...(fields === undefined ? {} : { method: 'POST', body: new URLSearchParams(fields) }),
	});

const running: { stop: () => unknown }[] = [];
afterEach(async () => {
	for (const one of running.splice(0)) await one.stop();
});

async function start(options: Partial<TwilioGatewayOptions> = {}, statuses: number[] = []) {
	const ours = await startLine(statuses);
	const gateway = await startTwilioGateway({
		seed: 3,
		accountSid,
		authToken,
		publicOrigin,
		lineAt: ours.url,
		...options,
	});
	running.push(ours, gateway);
	return { gateway, ours };
}

const sms = { To: person, From: line, Body: 'hello' };
const webhook = `${publicOrigin}/channels/twilio/sms/s3cret`;
const statusUrl = `${publicOrigin}/channels/twilio/sms-status/s3cret`;

describe('the Twilio on loopback', () => {
	it.each([
		[{ To: 'x' }, 400, 21211],
		[{ Body: '' }, 400, 21602],
		[{ Body: 'x'.repeat(1_601) }, 400, 21617],
		[{ From: '' }, 400, 21603],
		[{ ValidityPeriod: '36001' }, 400, 20001],
		[{ ValidityPeriod: '0' }, 400, 20001],
		[{ StatusCallback: 'nowhere' }, 400, 21609],
	])('refuses %j as the real one does', async (flaw, status, code) => {
		const { gateway } = await start();
		const answer = await api(gateway, '/Messages.json', { ...sms, ...flaw });
		expect(answer.status).toBe(status);
		expect(await answer.json()).toEqual({
			code,
			status,
			message: expect.any(String),
			more_info: expect.stringContaining(`${code}`),
		});
		expect(gateway.sent).toEqual([]);
	});
	it('lets nobody in without the key, and knows no other account or path', async () => {
		const { gateway } = await start();
		expect((await api(gateway, '/Messages.json', sms, `${accountSid}:wrong`)).status).toBe(401);
		expect((await api(gateway, '/Nothing.json', sms)).status).toBe(404);
		expect((await api(gateway, '/../../../../x', sms)).status).toBe(404);
	});
	it('writes to the line with a signature that holds, over the public address', async () => {
		const { gateway, ours } = await start();
		const posted = await gateway.receive({ url: webhook, From: person, To: line, Body: 'bonjour' });
		expect(posted).toMatchObject({ status: 200, attempts: 1, body: expect.stringContaining('<Response/>') });
		expect(ours.heard).toMatchObject([{ is: 'message', message: { from: person, text: 'bonjour' } }]);
		await gateway.post(
			`${publicOrigin}/channels/twilio/voice/s3cret?turn=1`,
			gateway.callFields({ From: person, To: line, Digits: '2' }),
		);
		expect(ours.heard[1]).toMatchObject({ is: 'call', call: { turn: 1, heard: { kind: 'keys', digits: '2' } } });
	});
	it('is forged for a line that expects another token', async () => {
		const { gateway, ours } = await start({ authToken: 'another' });
		await gateway.receive({ url: webhook, From: person, To: line, Body: 'bonjour' });
		expect(ours.heard).toEqual([{ is: 'forged', reason: 'signature-wrong' }]);
	});
	it('tells what became of messages, never of their first state, in any order, and with our own id', async () => {
		const { gateway, ours } = await start({ unreachable: ['+2250799999999'] });
		const sender = createTwilioSender({ accountSid, authToken, timeoutMs: 2_000, baseUrl: gateway.url });
		const message = { from: line, text: 'hello', validForSeconds: 60, reportsTo: statusUrl };
		for (let at = 0; at < 12; at += 1) await sender.send({ ...message, id: `m-${at}`, to: person }, never);
		await sender.send({ ...message, id: 'lost', to: '+2250799999999' }, never);
		await gateway.report();
		const reports = ours.heard.flatMap((parsed) => (parsed.is === 'report' ? [parsed.report] : []));
		expect(reports).toHaveLength(26);
		expect(new Set(reports.map(({ word }) => word))).toEqual(new Set(['sent', 'delivered', 'undelivered']));
		expect(reports.find(({ word }) => word === 'undelivered')).toMatchObject({
			ours: 'lost',
			state: 'failed',
			reason: 'phone-unreachable',
		});
		const orders = Array.from({ length: 12 }, (_, at) =>
			reports
				.filter(({ ours: id }) => id === `m-${at}`)
				.map(({ word }) => word)
				.join(),
		);
		expect(new Set(orders)).toEqual(new Set(['sent,delivered', 'delivered,sent']));
		expect(reports.filter(({ ours: id }) => id === 'm-3').map(({ ref }) => ref)).toEqual([
			gateway.sent[3]?.sid,
			gateway.sent[3]?.sid,
		]);
	});
	it('comes again after an error only where the address asks for it', async () => {
		const { gateway } = await start({}, [503, 503, 503, 503, 503]);
		const fields = { From: person, To: line, Body: 'x' };
		expect(await gateway.receive({ url: webhook, ...fields })).toMatchObject({ status: 503, attempts: 1 });
		expect(await gateway.receive({ url: `${webhook}#rc=3&rp=ct,5xx`, ...fields })).toMatchObject({
			status: 503,
			attempts: 4,
		});
		expect(await gateway.receive({ url: `${webhook}#rc=3&rp=ct,5xx`, ...fields })).toMatchObject({
			status: 200,
			attempts: 1,
		});
	});
	it('comes again once when nobody listens', async () => {
		const { gateway, ours } = await start();
		ours.stop();
		expect(await gateway.receive({ url: webhook, From: person, To: line, Body: 'x' })).toMatchObject({
			status: 0,
			attempts: 2,
		});
	});
	it('posts nothing to an address off the machine', async () => {
		const { gateway } = await start({ lineAt: 'https://elsewhere.example' });
		const before = Date.now();
		expect(await gateway.receive({ url: webhook, From: person, To: line, Body: 'x' })).toMatchObject({ status: 0 });
		expect(Date.now() - before).toBeLessThan(1_000);
	});
	it('does not find a waiting message by the day it was sent', async () => {
		const { gateway } = await start();
		await api(gateway, '/Messages.json', sms);
		const listed = async (query: string) =>
			((await (await api(gateway, `/Messages.json${query}`)).json()) as { messages: unknown[] }).messages.length;
		expect(await listed('?DateSent%3E=2020-01-01')).toBe(0);
		expect(await listed(`?To=${encodeURIComponent(person)}`)).toBe(1);
		await gateway.report();
		expect(await listed('?DateSent%3E=2020-01-01')).toBe(1);
		expect(await listed('?To=%2B1')).toBe(0);
	});
	it('goes wrong in the same way for the same seed, and in another for another', async () => {
		const faults = { tooManyRequests: 0.3, serverError: 0.3, resetAfterAcceptance: 0.3 };
		const answersOf = async (seed: number) => {
			const { gateway } = await start({ seed, faults });
			for (let at = 0; at < 20; at += 1) await api(gateway, '/Messages.json', sms).catch(() => undefined);
			return gateway.answers.join();
		};
		const first = await answersOf(5);
		expect(await answersOf(5)).toBe(first);
		expect(await answersOf(6)).not.toBe(first);
		expect(new Set(first.split(','))).toEqual(new Set(['201', '429', '500', 'reset']));
	});
});
