import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAfricastalkingCaller } from '../../../src/channels/africastalking/call.ts';
import { createAfricastalkingSender } from '../../../src/channels/africastalking/send-sms.ts';
import { africastalkingSms } from '../../../src/channels/africastalking/sms.ts';
import { africastalkingSmsDelivery } from '../../../src/channels/africastalking/sms-delivery.ts';
import { africastalkingSmsOptOut } from '../../../src/channels/africastalking/sms-opt-out.ts';
import { africastalkingVoice } from '../../../src/channels/africastalking/voice.ts';
import type { GatewayHandler, Parsed } from '../../../src/channels/channel.ts';
import { stillClock } from '../doors.ts';
import { type AfricastalkingGateway, type GatewayOptions, startAfricastalkingGateway } from './africastalking.ts';

const person = '+233241234567';
const ours = '+233307001234';
const patient = new AbortController().signal;
const started: AfricastalkingGateway[] = [];

async function start(options: Partial<GatewayOptions> = {}): Promise<AfricastalkingGateway> {
	const gateway = await startAfricastalkingGateway({ seed: 'a', repostMs: 2, clock: stillClock(), ...options });
	started.push(gateway);
	return gateway;
}
afterEach(async () => {
	await Promise.all(started.splice(0).map((gateway) => gateway.stop()));
});

async function post(gateway: AfricastalkingGateway, fields: Record<string, string>, key = 'atsk_fake') {
	const body = new URLSearchParams({ username: 'sandbox', ...fields });
	const response = await fetch(`${gateway.url}/version1/messaging`, { method: 'POST', headers: { apiKey: key }, body });
	return { status: response.status, text: await response.text() };
}
const settled = (gateway: AfricastalkingGateway, text: string): Promise<string> =>
	post(gateway, { to: person, message: text }).then(
		({ status }) => String(status),
		() => 'reset',
	);

describe('the gateway that plays Africa’s Talking: sends', () => {
	it('answers 201 with refusals inside, None for their ids, and a cost in words', async () => {
		const gateway = await start();
		gateway.blacklist.add('+233200000000');
		const { status, text } = await post(gateway, { to: `${person},+233200000000,12`, message: 'x'.repeat(161) });
		expect(status).toBe(201);
		expect(JSON.parse(text)).toEqual({
			SMSMessageData: {
				Message: 'Sent to 1/3 Total Cost: KES 1.6000',
				Recipients: [
					{
						statusCode: 101,
						number: person,
						status: 'Success',
						cost: 'KES 1.6000',
						messageId: gateway.sent[0]?.id,
						messageParts: 2,
					},
					{ statusCode: 406, number: '+233200000000', status: 'UserInBlacklist', cost: '0', messageId: 'None' },
					{ statusCode: 403, number: '12', status: 'InvalidPhoneNumber', cost: '0', messageId: 'None' },
				],
			},
		});
		expect(gateway.sent).toHaveLength(1);
	});
	it('takes neither another key nor another account, and nothing then', async () => {
		const gateway = await start();
		expect(await post(gateway, { to: person, message: 'x' }, 'other')).toMatchObject({ status: 401 });
		expect(await post(gateway, { username: 'live', to: person, message: 'x' })).toMatchObject({ status: 401 });
		expect(await post(gateway, { to: person })).toMatchObject({ status: 400 });
		expect(gateway.sent).toEqual([]);
	});
	it('draws the same faults and ids from the same seed, and others from another', async () => {
		const faults = { 'reset-before': 0.2, 'reset-after': 0.2, 'error-before': 0.2, 'error-after': 0.2 };
		const run = async (seed: string) => {
			const gateway = await start({ seed, faults });
			const outcomes: string[] = [];
			for (let at = 0; at < 20; at += 1) outcomes.push(await settled(gateway, `m${at}`));
			return { outcomes, ids: gateway.sent.map(({ id }) => id), reports: gateway.drawReports() };
		};
		const one = await run('a');
		expect(await run('a')).toEqual(one);
		expect(await run('b')).not.toEqual(one);
		expect(new Set(one.outcomes)).toEqual(new Set(['201', 'reset', '503', '500']));
	});
	it('remembers what it took although nobody heard so, and takes nothing before that', async () => {
		const gateway = await start({ lateMs: 1 });
		gateway.failNext('reset-before', 'error-before', 'reset-after', 'error-after', 'late', undefined);
		const outcomes: string[] = [];
		for (let at = 0; at < 6; at += 1) outcomes.push(await settled(gateway, `m${at}`));
		expect(outcomes).toEqual(['reset', '503', 'reset', '500', '201', '201']);
		expect(gateway.sent.map(({ text }) => text)).toEqual(['m2', 'm3', 'm4', 'm5']);
	});
});

describe('the gateway that plays Africa’s Talking: callbacks', () => {
	const parsed: Parsed[] = [];
	/** Statuses of the next answers; 200 when there are none left. */
	const statuses: number[] = [];
	let receiver: Server;
	let origin: string;

	const handlers: readonly GatewayHandler[] = [
		africastalkingSms,
		africastalkingSmsDelivery,
		africastalkingSmsOptOut,
		africastalkingVoice,
	];
	beforeAll(async () => {
		receiver = createServer((request, response) => {
			const chunks: Buffer[] = [];
			request.on('data', (chunk: Buffer) => chunks.push(chunk));
			request.on('end', () => {
				const target = request.url ?? '';
				const handler = handlers.find(({ path }) => target.split('?')[0] === `/${path}`);
				const contentType = request.headers['content-type'] ?? '';
				const serviceCode = handler === africastalkingVoice ? ours : '22384';
				const made = handler?.parse({ body: Buffer.concat(chunks), contentType, target }, { serviceCode });
				if (made !== undefined) parsed.push(made);
				const answer = handler?.answer?.({ text: 'Bonjour', end: true }, { next: 'https://n/', audio: () => '' });
				response.writeHead(statuses.shift() ?? 200).end(answer?.body ?? 'OK');
			});
		});
		await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
		origin = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
	});
	afterAll(async () => {
		receiver.closeAllConnections();
		await new Promise((resolve) => receiver.close(resolve));
	});
	beforeEach(() => {
		parsed.length = 0;
		statuses.length = 0;
	});

	it('posts a message again with the same id until a 200 comes', async () => {
		const gateway = await start({ callbacks: { messages: `${origin}/africastalking/sms` } });
		statuses.push(503, 500, 202);
		expect(await gateway.receive({ from: person, to: '22384', text: 'enfant' })).toEqual({
			acknowledged: true,
			posts: 4,
		});
		const message = { messageId: '1001', from: person, to: '22384', text: 'enfant', network: '62001' };
		expect(parsed).toHaveLength(4);
		for (const each of parsed) expect(each).toMatchObject({ is: 'message', message });
	});
	it('gives a message up in the end', async () => {
		const gateway = await start({ callbacks: { messages: `${origin}/none` }, repostForMs: 6 });
		statuses.push(...Array.from({ length: 10 }, () => 503));
		expect(await gateway.receive({ from: person, to: '22384', text: '' })).toEqual({ acknowledged: false, posts: 4 });
	});
	it('lets an id be missing, as it may', async () => {
		const gateway = await start({ callbacks: { messages: `${origin}/africastalking/sms` } });
		await gateway.receive({ from: person, to: '22384', text: 'x', hasId: false });
		expect(parsed).toMatchObject([{ is: 'message', message: { messageId: '' } }]);
	});
	it('posts reports in the order in which it is told to, all of which our handler knows', async () => {
		const gateway = await start({ callbacks: { reports: `${origin}/africastalking/sms-delivery` } });
		await settled(gateway, 'x');
		const id = gateway.sent[0]?.id ?? '';
		expect(await gateway.report(id, ['Success', 'Sent', 'Rejected'], 'UserInBlackList')).toEqual([200, 200, 200]);
		expect(parsed).toEqual([
			{ is: 'report', report: { ref: id, state: 'delivered', word: 'Success', to: person } },
			{ is: 'report', report: { ref: id, state: 'sent', word: 'Sent', to: person } },
			{
				is: 'report',
				report: {
					ref: id,
					state: 'failed',
					word: 'Rejected',
					to: person,
					reason: 'user-in-blacklist',
					optedOut: true,
				},
			},
		]);
	});
	it('draws for each message a course of reports with a final word in it, out of order somewhere', async () => {
		const gateway = await start();
		for (let at = 0; at < 30; at += 1) await settled(gateway, `m${at}`);
		const drawn = gateway.drawReports();
		expect(drawn.map(({ id }) => id)).toEqual(gateway.sent.map(({ id }) => id));
		for (const { words } of drawn) expect(words.some((word) => !/Sent|Submitted|Buffered/.test(word))).toBe(true);
		expect(drawn.some(({ words }) => words.indexOf('Success') < words.indexOf('Sent') && words[0] === 'Success')).toBe(
			true,
		);
	});
	it('refuses whoever opted out from then on, and tells us', async () => {
		const gateway = await start({ callbacks: { optOuts: `${origin}/africastalking/sms-opt-out` } });
		expect(await gateway.optOut(person, 'COCOA')).toBe(200);
		expect(parsed).toEqual([{ is: 'opt-out', from: person, wants: 'stopped' }]);
		const sender = await createAfricastalkingSender({
			username: 'sandbox',
			apiKey: 'atsk_fake',
			timeoutMs: 5_000,
			baseUrl: gateway.url,
		});
		const message = { id: 'm', to: person, from: '', text: 'x', validForSeconds: 60, reportsTo: '' };
		expect(await sender.send(message, patient)).toMatchObject({ outcome: 'refused', optedOut: true });
	});
	it('carries a call of ours from its making to its first turn', async () => {
		const gateway = await start({ senders: [ours] });
		const caller = await createAfricastalkingCaller({
			username: 'sandbox',
			apiKey: 'atsk_fake',
			timeoutMs: 5_000,
			baseUrl: gateway.url,
			recordingHosts: [],
		});
		const made = await caller.call({ id: 'call-1', to: person, from: ours, answersTo: '', reportsTo: '' }, patient);
		const [call] = gateway.calls;
		expect(made).toEqual({ outcome: 'accepted', ref: call?.sessionId });
		const { body } = await gateway.turn(`${origin}/africastalking/voice?turn=0`, {
			isActive: '1',
			sessionId: call?.sessionId ?? '',
			direction: 'Outbound',
			callerNumber: call?.from ?? '',
			destinationNumber: call?.to ?? '',
			clientRequestId: call?.clientRequestId ?? '',
		});
		expect(body).toContain('<Say voice="en-US-Standard-C">Bonjour</Say>');
		expect(parsed).toMatchObject([{ is: 'call', call: { from: person, direction: 'outbound', ours: 'call-1' } }]);
	});
});
