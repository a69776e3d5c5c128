import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { inspect } from 'node:util';
import { createAfricastalkingSender } from '../../../src/channels/africastalking/send-sms.ts';
import type { MessageSender, OutgoingMessage, Sent } from '../../../src/channels/sending.ts';
import { startAfricastalkingGateway } from '../../support/gateways/africastalking.ts';

type Gateway = Awaited<ReturnType<typeof startAfricastalkingGateway>>;

const apiKey = 'atsk_secret_key_5f1e';
const message: OutgoingMessage = {
	id: 'm-1',
	to: '+233241234567',
	from: '22384',
	text: "Où? C'est ici & là + 1%",
	validForSeconds: 600,
	reportsTo: '',
};
const patient = new AbortController().signal;

let gateway: Gateway;
let sender: MessageSender;
const senderAt = (baseUrl: string, timeoutMs = 15_000): Promise<MessageSender> =>
	createAfricastalkingSender({ username: 'sandbox', apiKey, timeoutMs, baseUrl });
const send = (changes: Partial<OutgoingMessage> = {}): Promise<Sent> =>
	sender.send({ ...message, ...changes }, patient);

beforeAll(async () => {
	gateway = await startAfricastalkingGateway({ seed: 'send', apiKey, senders: ['22384', 'COCOA'], lateMs: 400 });
	sender = await senderAt(gateway.url);
});
afterAll(() => gateway.stop());
beforeEach(() => {
	gateway.sent.length = 0;
	gateway.requests.length = 0;
	gateway.blacklist.clear();
	gateway.refusals.clear();
});

describe('africastalking: a text on the wire', () => {
	it('has the fields that the provider documents, once each, and no other', async () => {
		await send();
		expect(gateway.requests[0]).toMatchObject({ method: 'POST', path: '/version1/messaging' });
		expect(gateway.requests[0]?.fields).toEqual([
			['username', 'sandbox'],
			['to', '+233241234567'],
			['message', "Où? C'est ici & là + 1%"],
			['from', '22384'],
			['bulkSMSMode', '1'],
		]);
		expect(gateway.requests[0]?.headers).toMatchObject({
			apikey: apiKey,
			accept: 'application/json',
			'content-type': expect.stringContaining('application/x-www-form-urlencoded'),
		});
	});
	it('names no sender where the route has none', async () => {
		await send({ from: '' });
		expect(gateway.requests[0]?.fields.map(([name]) => name)).not.toContain('from');
	});
	it('never holds the word undefined, which the SDK writes for what it is not given', async () => {
		await send();
		await sender.inbox?.received({ to: '22384', since: 0 }, patient);
		expect(JSON.stringify(gateway.requests.map(({ fields }) => fields))).not.toContain('undefined');
	});
	it('goes to Ivorian numbers of ten digits', async () => {
		expect(await send({ to: '+2250701020304' })).toMatchObject({ outcome: 'accepted' });
	});
});

describe('africastalking: what became of a send', () => {
	it('is accepted with id, price and parts', async () => {
		expect(await send()).toEqual({
			outcome: 'accepted',
			ref: gateway.sent[0]?.id,
			price: { amount: '0.8000', currency: 'KES' },
			segments: 1,
		});
	});
	it.each<[number, Sent]>([
		[401, { outcome: 'unknown', reason: 'risk-hold' }],
		[403, { outcome: 'refused', reason: 'invalid-phone-number', retry: 'never' }],
		[404, { outcome: 'refused', reason: 'unsupported-number-type', retry: 'never' }],
		[405, { outcome: 'refused', reason: 'insufficient-balance', retry: 'later' }],
		[406, { outcome: 'refused', reason: 'user-in-blacklist', retry: 'never', optedOut: true }],
		[407, { outcome: 'refused', reason: 'could-not-route', retry: 'later' }],
		[409, { outcome: 'refused', reason: 'do-not-disturb', retry: 'never' }],
		[500, { outcome: 'refused', reason: 'internal-server-error', retry: 'later' }],
		[502, { outcome: 'refused', reason: 'rejected-by-gateway', retry: 'never' }],
		[499, { outcome: 'unknown', reason: 'unlisted' }],
	])('is told by the code %i inside a 201', async (code, sent) => {
		gateway.refusals.set(message.to, code);
		expect(await send()).toEqual(sent);
	});
	it('is a refusal of the sender id, which leaves the list of recipients empty', async () => {
		expect(await send({ from: 'OTHER' })).toEqual({ outcome: 'refused', reason: 'invalid-sender-id', retry: 'never' });
	});
	it("is a refusal of the number by the SDK's own check, and nothing is sent", async () => {
		expect(await send({ to: '+999' })).toEqual({ outcome: 'refused', reason: 'invalid-phone-number', retry: 'never' });
		expect(gateway.requests).toEqual([]);
	});
	it('is a refusal for later where the key is wrong, because keys take minutes to change', async () => {
		const other = await createAfricastalkingSender({
			username: 'sandbox',
			apiKey: 'wrong',
			timeoutMs: 15_000,
			baseUrl: gateway.url,
		});
		expect(await other.send(message, patient)).toEqual({ outcome: 'refused', reason: 'http-401', retry: 'later' });
	});
});

const accepted = { SMSMessageData: { Recipients: [{ statusCode: 101, status: 'Success', messageId: 'ATXid_9' }] } };
const withBody = (body: string): string =>
	`HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

describe('africastalking: a send that goes wrong on the way', () => {
	it.each<['reset-before' | 'reset-after', number]>([
		['reset-before', 0],
		['reset-after', 1],
	])('is unknown after a %s, because the two look alike from here', async (fault, taken) => {
		gateway.failNext(fault);
		expect(await send()).toEqual({ outcome: 'unknown', reason: 'connection-reset' });
		expect(gateway.sent).toHaveLength(taken);
	});
	it.each<['error-before' | 'error-after', string]>([
		['error-before', 'http-503'],
		['error-after', 'http-500'],
	])('is unknown after an %s', async (fault, reason) => {
		gateway.failNext(fault);
		expect(await send()).toEqual({ outcome: 'unknown', reason });
	});
	it('is unknown when the answer comes after the deadline, although the gateway took it', async () => {
		const hasty = await senderAt(gateway.url, 100);
		gateway.failNext('late');
		expect(await hasty.send(message, patient)).toEqual({ outcome: 'unknown', reason: 'timeout' });
		expect(gateway.sent).toHaveLength(1);
	});
	it('is unknown when it is aborted while the gateway has it', async () => {
		const ending = new AbortController();
		gateway.failNext('late');
		const sending = sender.send(message, ending.signal);
		while (gateway.sent.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
		ending.abort();
		expect(await sending).toEqual({ outcome: 'unknown', reason: 'aborted' });
	});
	it('is refused for later when it is aborted before anything was done', async () => {
		expect(await sender.send(message, AbortSignal.abort())).toEqual({
			outcome: 'refused',
			reason: 'aborted',
			retry: 'later',
		});
		expect(gateway.requests).toEqual([]);
	});
	it('is refused for later where nobody listens', async () => {
		const unused = createServer();
		await new Promise<void>((resolve) => unused.listen(0, '127.0.0.1', resolve));
		const { port } = unused.address() as AddressInfo;
		await new Promise((resolve) => unused.close(resolve));
		const nobody = await senderAt(`http://127.0.0.1:${port}`);
		expect(await nobody.send(message, patient)).toEqual({
			outcome: 'refused',
			reason: 'connection-refused',
			retry: 'later',
		});
	});
	it('is refused for later where the name is not known', async () => {
		const nowhere = await senderAt('http://gateway.invalid', 20_000);
		expect(await nowhere.send(message, patient)).toMatchObject({ outcome: 'refused', retry: 'later' });
	});
	it('is refused for later when the handshake of TLS never ends, since nothing was written', async () => {
		const sockets = new Set<Socket>();
		const mute = createServer((socket) => sockets.add(socket));
		await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
		const { port } = mute.address() as AddressInfo;
		const stuck = await senderAt(`https://127.0.0.1:${port}`, 150);
		expect(await stuck.send(message, patient)).toEqual({ outcome: 'refused', reason: 'timeout', retry: 'later' });
		for (const socket of sockets) socket.destroy();
		await new Promise((resolve) => mute.close(resolve));
	});
	it('closes the connection of an attempt that it gave up, or they would pile up behind a gateway that hangs', async () => {
		let close: (word: string) => void;
		const closed = new Promise<string>((resolve) => {
			close = resolve;
		});
		const mute = createServer((socket) => {
			socket.on('error', () => undefined).on('close', () => close('closed'));
			socket.resume();
		});
		await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
		const hasty = await senderAt(`http://127.0.0.1:${(mute.address() as AddressInfo).port}`, 150);
		expect(await hasty.send(message, patient)).toEqual({ outcome: 'unknown', reason: 'timeout' });
		expect(await closed).toBe('closed');
		await new Promise((resolve) => mute.close(resolve));
	});
	it.each([
		['no JSON', 'HTTP/1.1 201 Created\r\nContent-Length: 4\r\n\r\noops', { outcome: 'unknown', reason: 'bad-answer' }],
		['a 200 in place of the 201', withBody(JSON.stringify(accepted)), { outcome: 'accepted', ref: 'ATXid_9' }],
		[
			'a redirect, which would carry the key elsewhere',
			'HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n',
			{ outcome: 'refused', reason: 'http-307', retry: 'later' },
		],
		[
			'too many requests',
			'HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n',
			{ outcome: 'refused', reason: 'http-429', retry: 'later' },
		],
		[
			'a bad request',
			'HTTP/1.1 400 Bad\r\nContent-Length: 0\r\n\r\n',
			{ outcome: 'refused', reason: 'http-400', retry: 'never' },
		],
		[
			'half an answer',
			'HTTP/1.1 201 Created\r\nContent-Length: 900\r\n\r\n{',
			{ outcome: 'unknown', reason: 'bad-answer' },
		],
		[
			'a huge answer',
			`HTTP/1.1 201 Created\r\nContent-Length: 2000000\r\n\r\n${'x'.repeat(2_000_000)}`,
			{ outcome: 'unknown', reason: 'bad-answer' },
		],
	])('is what it must be after %s', async (_, answer, sent) => {
		const raw = createServer((socket) => {
			socket.on('error', () => socket.destroy());
			socket.once('data', () => socket.end(answer));
		});
		await new Promise<void>((resolve) => raw.listen(0, '127.0.0.1', resolve));
		const odd = await senderAt(`http://127.0.0.1:${(raw.address() as AddressInfo).port}`);
		expect(await odd.send(message, patient)).toMatchObject(sent);
		await new Promise((resolve) => raw.close(resolve));
	});
	it('says nothing of key, number or text in any outcome', async () => {
		const outcomes: unknown[] = [];
		for (const fault of ['reset-before', 'reset-after', 'error-before', 'error-after', undefined] as const) {
			gateway.failNext(fault);
			outcomes.push(await send());
		}
		outcomes.push(await send({ to: '+999' }), await send({ from: 'OTHER' }));
		const wrong = await senderAt('http://127.0.0.1:1');
		outcomes.push(await wrong.inbox?.received({ to: '22384', since: 0 }, patient).catch((error: unknown) => error));
		const said = inspect(outcomes, { depth: 9, showHidden: true });
		expect(said).toContain('africastalking-inbox');
		for (const secret of [apiKey, '233241234567', '+999', 'ici', 'OTHER']) expect(said).not.toContain(secret);
	});
});
