import { createServer, type Server, type Socket } from 'node:net';
import type { OutgoingMessage } from '../../../src/channels/sending.ts';
import { createTwilioSender, type TwilioSenderOptions } from '../../../src/channels/twilio/send-sms.ts';
import { startTwilioGateway, type TwilioGateway, type TwilioGatewayOptions } from '../../support/gateways/twilio.ts';
import { accountSid, authToken, line, person } from './requests.ts';

const never = new AbortController().signal;
const message: OutgoingMessage = {
	id: 'abc-DEF_1',
	to: person,
	from: line,
	text: "L'enfant est en sécurité.",
	validForSeconds: 3_600,
	reportsTo: 'https://line.example.org/channels/twilio/sms-status/s3cret',
};

let gateway: TwilioGateway;
afterEach(async () => {
	await gateway.stop();
});

async function start(options: Partial<TwilioGatewayOptions> = {}, senderOptions: Partial<TwilioSenderOptions> = {}) {
	gateway = await startTwilioGateway({ seed: 1, accountSid, authToken, ...options });
	return createTwilioSender({ accountSid, authToken, timeoutMs: 15_000, baseUrl: gateway.url, ...senderOptions });
}

describe('twilio: a text that is sent', () => {
	it('is accepted with its id, and asks for reports that come again after an error', async () => {
		const sender = await start();
		const sent = await sender.send(message, never);
		expect(sent).toEqual({ outcome: 'accepted', ref: gateway.sent[0]?.sid, segments: 1 });
		expect(gateway.sent.map(({ fields }) => fields)).toEqual([
			{
				To: person,
				From: line,
				Body: message.text,
				ValidityPeriod: '3600',
				SmartEncoded: 'false',
				StatusCallback: `${message.reportsTo}?m=abc-DEF_1#rc=3&rp=ct,5xx`,
			},
		]);
	});
	it('goes by a Messaging Service where there is one, and asks for no report where none is wanted', async () => {
		const sender = await start({}, { messagingServiceSid: `MG${'0'.repeat(32)}` });
		await sender.send({ ...message, from: '', reportsTo: '' }, never);
		expect(gateway.sent[0]?.fields).toMatchObject({ MessagingServiceSid: `MG${'0'.repeat(32)}` });
		expect(gateway.sent[0]?.fields).not.toHaveProperty('StatusCallback');
		expect(gateway.sent[0]?.fields).not.toHaveProperty('From');
	});
	it.each([
		[0.5, '1'],
		[86_400, '36000'],
		[59.9, '59'],
	])('is valid for %s seconds as far as Twilio lets it', async (validForSeconds, period) => {
		const sender = await start();
		await sender.send({ ...message, validForSeconds }, never);
		expect(gateway.sent[0]?.fields['ValidityPeriod']).toBe(period);
	});
	it('carries every character of a text unchanged', async () => {
		const sender = await start();
		const text = 'é ɛ ɔ + & = % 😀 \n "1" <2>';
		await sender.send({ ...message, text }, never);
		expect(gateway.sent[0]?.body).toBe(text);
	});
});

describe('twilio: a text that is refused', () => {
	it.each([
		[{ to: '0701020304' }, 'invalid-phone-number'],
		[{ text: ' ' }, 'text-empty'],
		[{ text: 'x'.repeat(1_601) }, 'text-too-long'],
	])('is not even handed over: %j', async (flaw, reason) => {
		const sender = await start();
		expect(await sender.send({ ...message, ...flaw }, never)).toEqual({ outcome: 'refused', reason, retry: 'never' });
		expect(gateway.answers).toEqual([]);
	});
	it.each([
		[
			'to somebody who told Twilio to stop',
			{ optedOut: [person] },
			{},
			{ reason: 'opted-out', retry: 'never', optedOut: true },
		],
		['to a landline', { landlines: [person] }, {}, { reason: 'not-a-mobile', retry: 'never' }],
		['from a sender that is not ours', { senders: ['KASAKUMA'] }, {}, { reason: 'sender-not-ours', retry: 'later' }],
		['with a wrong token', {}, { authToken: 'wrong' }, { reason: 'unauthorised', retry: 'later' }],
		[
			'on an account that is not there',
			{},
			{ accountSid: `AC${'9'.repeat(32)}` },
			{ reason: 'unauthorised', retry: 'later' },
		],
		['among too many', { faults: { tooManyRequests: 1 } }, {}, { reason: 'too-many-requests', retry: 'later' }],
	])('is said to be so %s', async (_name, options, senderOptions, refusal) => {
		const sender = await start(options, senderOptions);
		expect(await sender.send(message, never)).toEqual({ outcome: 'refused', ...refusal });
		expect(gateway.sent).toEqual([]);
		expect(gateway.answers.length).toBeLessThanOrEqual(1);
	});
	it('may be sent later when nobody listened, because nothing was handed over', async () => {
		const sender = await start();
		await gateway.stop();
		expect(await sender.send(message, never)).toEqual({ outcome: 'refused', reason: 'econnrefused', retry: 'later' });
	});
	it('may be sent later when the host has no address', async () => {
		const sender = await start({}, { baseUrl: 'http://nowhere.invalid' });
		expect(await sender.send(message, never)).toMatchObject({ outcome: 'refused', retry: 'later' });
	});
	it('may be sent later when it was called off before it began', async () => {
		const sender = await start();
		expect(await sender.send(message, AbortSignal.abort())).toEqual({
			outcome: 'refused',
			reason: 'aborted',
			retry: 'later',
		});
	});
	it('may be sent later when the other side does not speak TLS', async () => {
		const plain = await listen((socket) => socket.end('not TLS'));
		const sender = await start({}, { baseUrl: `https://127.0.0.1:${plain.port}` });
		expect(await sender.send(message, never)).toMatchObject({ outcome: 'refused', retry: 'later' });
		plain.server.close();
	});
});

describe('twilio: a text of which nobody knows', () => {
	it.each([
		['whose answer was lost', { resetAfterAcceptance: 1 }, 'econnreset', 1],
		['that was reset before it was read, which cannot be told from it', { resetBeforeReading: 1 }, 'econnreset', 0],
		['whose answer was late', { lateAnswer: 1 }, 'timeout', 1],
		['behind a proxy that failed', { badGatewayAfterAcceptance: 1 }, 'http-502', 1],
		['after an error of the server', { serverError: 1 }, 'http-500', 0],
	])('is one %s', async (_name, faults, reason, taken) => {
		const sender = await start({ faults, lateMs: 600 }, { timeoutMs: 300 });
		await sender.send({ ...message, to: 'x' }, never);
		const sent = await sender.send(message, never);
		expect(sent).toEqual({ outcome: 'unknown', reason });
		expect(gateway.sent).toHaveLength(taken);
	});
	it('is one that was called off after it was handed over', async () => {
		const sender = await start({ latencyMs: 2_000 });
		const stop = new AbortController();
		const sending = sender.send(message, stop.signal);
		setTimeout(() => stop.abort(), 500);
		expect(await sending).toEqual({ outcome: 'unknown', reason: 'aborted' });
	});
	it.each(['{}', 'nonsense', '{"sid":"SM1"}', '[]', 'null', '{"sid":7}'])(
		'is one that was answered by %s',
		async (body) => {
			const odd = await answering(body);
			const sender = await start({}, { baseUrl: `http://127.0.0.1:${odd.port}` });
			expect(await sender.send(message, never)).toEqual({ outcome: 'unknown', reason: 'answer-implausible' });
			await expect(sender.sentTo?.(person, 0, never)).rejects.toMatchObject({ code: 'twilio-list' });
			odd.server.close();
		},
	);
	it('is none where it was created and given up in the same breath', async () => {
		const body = JSON.stringify({ sid: `SM${'0'.repeat(32)}`, status: 'failed', error_code: 21610 });
		const strange = await answering(body);
		const sender = await start({}, { baseUrl: `http://127.0.0.1:${strange.port}` });
		const refusal = { outcome: 'refused', reason: 'opted-out', retry: 'never', optedOut: true };
		expect(await sender.send(message, never)).toEqual(refusal);
		strange.server.close();
	});
	it('can be looked up by its number and time, also while it waits', async () => {
		let now = Date.UTC(2026, 10, 25, 10);
		const sender = await start({ faults: { resetAfterAcceptance: 1 }, now: () => now });
		await sender.send({ ...message, text: 'long ago' }, never);
		now += 60_000;
		await sender.send(message, never);
		await sender.send({ ...message, to: '+2250799999999' }, never);
		const ref = gateway.sent[1]?.sid;
		expect(await sender.sentTo?.(person, now - 1_000, never)).toEqual([
			{ ref, to: person, text: message.text, at: now, report: { ref, to: person, state: 'accepted', word: 'queued' } },
		]);
		await gateway.report();
		expect(await sender.sentTo?.(person, now - 1_000, never)).toMatchObject([
			{ report: { state: 'delivered', word: 'delivered', price: { amount: '0.00750', currency: 'USD' } } },
		]);
		expect(await sender.sentTo?.(person, 0, never)).toHaveLength(2);
	});
	it('is never handed over twice by one attempt, whatever goes wrong', async () => {
		const chances = {
			resetBeforeReading: 0.2,
			tooManyRequests: 0.2,
			serverError: 0.2,
			badGatewayAfterAcceptance: 0.2,
			resetAfterAcceptance: 0.2,
		};
		const sender = await start({ seed: 42, faults: chances });
		const outcomes = new Map<string, number>();
		for (let at = 0; at < 60; at += 1) {
			const before = gateway.sent.length;
			const sent = await sender.send(message, never);
			const taken = gateway.sent.length - before;
			outcomes.set(sent.outcome, (outcomes.get(sent.outcome) ?? 0) + 1);
			if (sent.outcome === 'accepted') expect(taken).toBe(1);
			if (sent.outcome === 'refused') expect(taken).toBe(0);
			expect(gateway.answers).toHaveLength(at + 1);
		}
		expect([...outcomes.keys()].sort()).toEqual(['accepted', 'refused', 'unknown']);
	});
	it('leaves no key, number or word in an error', async () => {
		const sender = await start();
		await gateway.stop();
		const error = await sender.sentTo?.(person, 0, never).catch((reason: unknown) => reason);
		const all = `${String(error)} ${JSON.stringify(error)} ${(error as Error).stack} ${String((error as Error).cause)}`;
		for (const secret of [person, person.slice(1), authToken, accountSid, 'Basic']) expect(all).not.toContain(secret);
	});
});

const answering = (body: string) =>
	listen((socket) =>
		socket.once('data', () => socket.end(`HTTP/1.1 201 Created\r\nContent-Length: ${body.length}\r\n\r\n${body}`)),
	);

async function listen(onSocket: (socket: Socket) => void): Promise<{ server: Server; port: number }> {
	const server = createServer((socket) => {
		socket.on('error', () => undefined);
		onSocket(socket);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	return { server, port: typeof address === 'object' && address !== null ? address.port : 0 };
}
