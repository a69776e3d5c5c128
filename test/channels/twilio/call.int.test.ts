import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTwilioCaller, type TwilioCallerOptions } from '../../../src/channels/twilio/call.ts';
import { startTwilioGateway, type TwilioGateway, type TwilioGatewayOptions } from '../../support/gateways/twilio.ts';
import { accountSid, authToken, line, person } from './requests.ts';

const never = new AbortController().signal;
const call = {
	id: 'call-1',
	to: person,
	from: line,
	answersTo: 'https://line.example.org/channels/twilio/voice/s3cret',
	reportsTo: 'https://line.example.org/channels/twilio/voice/s3cret',
};

let gateway: TwilioGateway;
afterEach(async () => {
	await gateway.stop();
});

async function start(options: Partial<TwilioGatewayOptions> = {}, callerOptions: Partial<TwilioCallerOptions> = {}) {
	gateway = await startTwilioGateway({ seed: 2, accountSid, authToken, ...options });
	const recordingOrigins = [gateway.url];
	return createTwilioCaller({
		accountSid,
		authToken,
		timeoutMs: 10_000,
		baseUrl: gateway.url,
		ringSeconds: 30,
		recordingOrigins,
		...callerOptions,
	});
}

describe('twilio: a call of ours', () => {
	it('says where its words and its end are, with our own id', async () => {
		const caller = await start();
		expect(await caller.call(call, never)).toEqual({ outcome: 'accepted', ref: gateway.calls[0]?.sid });
		expect(gateway.calls[0]?.fields).toEqual({
			To: person,
			From: line,
			Url: `${call.answersTo}?m=call-1`,
			Method: 'POST',
			FallbackUrl: `${call.answersTo}?m=call-1`,
			FallbackMethod: 'POST',
			StatusCallback: `${call.reportsTo}?m=call-1#rc=3&rp=ct,5xx`,
			StatusCallbackMethod: 'POST',
			Timeout: '30',
		});
	});
	it('is refused, in doubt or never handed over as a text is', async () => {
		const refused = await start();
		expect(await refused.call({ ...call, to: '' }, never)).toEqual({
			outcome: 'refused',
			reason: 'invalid-phone-number',
			retry: 'never',
		});
		expect(gateway.answers).toEqual([]);
		await gateway.stop();
		expect(await refused.call(call, never)).toEqual({ outcome: 'refused', reason: 'econnrefused', retry: 'later' });
		const lost = await start({ faults: { resetAfterAcceptance: 1 } });
		expect(await lost.call(call, never)).toEqual({ outcome: 'unknown', reason: 'econnreset' });
	});
});

describe('twilio: a recording', () => {
	it('is fetched, and deleted, and to delete it again is no error', async () => {
		const caller = await start();
		const url = gateway.record(Buffer.from('RIFF words'));
		expect(Buffer.from(await caller.fetchRecording(url, never)).toString()).toBe('RIFF words');
		await caller.deleteRecording?.(url, never);
		expect(gateway.recordings.size).toBe(0);
		await caller.deleteRecording?.(url, never);
		await expect(caller.fetchRecording(url, never)).rejects.toMatchObject({ code: 'recording-http-404' });
	});
	it('may have two megabytes and not a byte more', async () => {
		const caller = await start();
		const most = gateway.record(Buffer.alloc(2_000_000));
		expect((await caller.fetchRecording(most, never)).length).toBe(2_000_000);
		await expect(caller.fetchRecording(gateway.record(Buffer.alloc(2_000_001)), never)).rejects.toMatchObject({
			code: 'recording-answer-too-long',
		});
	});
	it('is waited for no longer than was said', async () => {
		const caller = await start({ latencyMs: 1_000 }, { timeoutMs: 150 });
		await expect(caller.fetchRecording(gateway.record(Buffer.alloc(1)), never)).rejects.toMatchObject({
			code: 'recording-timeout',
		});
	});
	it('is fetched nowhere but from the listed origins and our own account, since the key goes along', async () => {
		const caller = await start();
		const url = gateway.record(Buffer.from('x'));
		const path = new URL(url).pathname;
		const host = new URL(gateway.url).host;
		for (const address of [
			`https://evil.example${path}`,
			`https://${host}${path}`,
			`http://user:key@${host}${path}`,
			`http://${host}@evil.example${path}`,
			`${url}?x=1`,
			`${url}/../../../Messages.json`,
			url.replace(accountSid, `AC${'9'.repeat(32)}`),
			'nonsense',
			'',
		])
			for (const attempt of [caller.fetchRecording(address, never), caller.deleteRecording?.(address, never)])
				await expect(attempt).rejects.toMatchObject({ code: expect.stringMatching(/^recording-(host|address)$/) });
		expect(gateway.recordings.size).toBe(1);
	});
	it('is followed to a listed origin without the key, and to no other', async () => {
		const keys: (string | undefined)[] = [];
		const other = await serve((path, key) => {
			keys.push(key);
			return path === '/media' ? { status: 200, body: 'sound' } : { status: 302, location: path };
		});
		const first = await serve((path) => ({
			status: 307,
			location: path.includes('RE0') ? `${other.url}/media` : `${other.url}/again`,
		}));
		const caller = await start({}, { recordingOrigins: [first.url, other.url] });
		const path = `/2010-04-01/Accounts/${accountSid}/Recordings/RE`;
		expect(Buffer.from(await caller.fetchRecording(`${first.url}${path}${'0'.repeat(32)}`, never)).toString()).toBe(
			'sound',
		);
		expect(keys).toEqual([undefined]);
		await expect(caller.fetchRecording(`${first.url}${path}${'1'.repeat(32)}`, never)).rejects.toMatchObject({
			code: 'recording-redirects',
		});
		await gateway.stop();
		const narrow = await start({}, { recordingOrigins: [first.url] });
		await expect(narrow.fetchRecording(`${first.url}${path}${'0'.repeat(32)}`, never)).rejects.toMatchObject({
			code: 'recording-host',
		});
		first.close();
		other.close();
	});
	it('leaves neither address nor key in an error', async () => {
		const caller = await start({}, { authToken: 'another-token' });
		const url = gateway.record(Buffer.from('x'));
		const error: unknown = await caller.fetchRecording(url, never).catch((reason: unknown) => reason);
		expect(error).toMatchObject({ code: 'recording-http-401' });
		const all = `${String(error)} ${JSON.stringify(error)} ${(error as Error).stack}`;
		for (const secret of [url, accountSid, 'another-token', 'Basic']) expect(all).not.toContain(secret);
	});
});

interface Answer {
	readonly status: number;
	readonly body?: string;
	readonly location?: string;
}

async function serve(
	answer: (path: string, key: string | undefined) => Answer,
): Promise<{ url: string; close: () => void }> {
	const server = createServer((request, response) => {
		const { status, body = '', location } = answer(request.url ?? '', request.headers.authorization);
		response.writeHead(status, location === undefined ? {} : { Location: location }).end(body);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}
