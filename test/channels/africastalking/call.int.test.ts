import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { createAfricastalkingCaller } from '../../../src/channels/africastalking/call.ts';
import type { CallMaker, OutgoingCall, Sent } from '../../../src/channels/sending.ts';
import { startAfricastalkingGateway } from '../../support/gateways/africastalking.ts';

const apiKey = 'atsk_secret_key_77aa';
const from = '+233307001234';
const call: OutgoingCall = { id: 'call-7', to: '+233241234567', from, answersTo: '', reportsTo: '' };
const patient = new AbortController().signal;
const host = 'recordings.africastalking.com';

let gateway: Awaited<ReturnType<typeof startAfricastalkingGateway>>;
let recordings: Server;
let caller: CallMaker;
const asked: { url: string; headers: unknown }[] = [];

beforeAll(async () => {
	gateway = await startAfricastalkingGateway({ seed: 'call', apiKey, senders: [from] });
	recordings = createServer((request, response) => {
		asked.push({ url: request.url ?? '', headers: request.headers });
		if (request.url === '/gone.mp3') response.writeHead(404).end();
		else if (request.url === '/moved.mp3') response.writeHead(302, { location: '/short.mp3' }).end();
		else if (request.url === '/slow.mp3') response.writeHead(200).write('a');
		else response.end(Buffer.alloc(request.url === '/long.mp3' ? 2_097_153 : 2_097_152, 7));
	});
	await new Promise<void>((resolve) => recordings.listen(0, '127.0.0.1', resolve));
	const { port } = recordings.address() as AddressInfo;
	caller = await createAfricastalkingCaller({
		username: 'sandbox',
		apiKey,
		timeoutMs: 4_000,
		baseUrl: gateway.url,
		recordingHosts: [host],
		/** The TLS of the real host, played by none on loopback. */
		fetch: (url, init) => fetch((url as string).replace(`https://${host}`, `http://127.0.0.1:${port}`), init),
	});
});
afterAll(async () => {
	await gateway.stop();
	recordings.closeAllConnections();
	await new Promise((resolve) => recordings.close(resolve));
});
beforeEach(() => {
	asked.length = 0;
	gateway.requests.length = 0;
});

const make = (changes: Partial<OutgoingCall> = {}): Promise<Sent> => caller.call({ ...call, ...changes }, patient);

describe('africastalking: a call', () => {
	it('has the fields that the provider documents, with our id among them', async () => {
		expect(await make()).toEqual({ outcome: 'accepted', ref: gateway.calls[0]?.sessionId });
		expect(gateway.requests[0]).toMatchObject({ method: 'POST', path: '/call', headers: { apikey: apiKey } });
		expect(gateway.requests[0]?.fields).toEqual([
			['username', 'sandbox'],
			['to', '+233241234567'],
			['from', from],
			['clientRequestId', 'call-7'],
		]);
	});
	it('is refused where our number is none of the account, and the sentence that quotes it is not repeated', async () => {
		expect(await make({ from: '+233307009999' })).toEqual({
			outcome: 'refused',
			reason: 'invalid-caller-id',
			retry: 'never',
		});
	});
	it("is refused by the SDK's own check of the number", async () => {
		expect(await make({ to: '+999' })).toEqual({ outcome: 'refused', reason: 'invalid-phone-number', retry: 'never' });
		expect(gateway.requests).toEqual([]);
	});
	it.each<['reset-after' | 'error-after', string]>([
		['reset-after', 'connection-reset'],
		['error-after', 'http-500'],
	])('is unknown after a %s, because the phone may ring', async (fault, reason) => {
		gateway.failNext(fault);
		expect(await make()).toEqual({ outcome: 'unknown', reason });
	});
});

describe('africastalking: a recording', () => {
	const fetched = (url: string, signal = patient): Promise<unknown> =>
		caller.fetchRecording(url, signal).catch((error: unknown) => error);

	it('is fetched whole up to two megabytes, and without the key', async () => {
		const bytes = await caller.fetchRecording(`https://${host}/short.mp3`, patient);
		expect(Buffer.alloc(2_097_152, 7).equals(bytes)).toBe(true);
		expect(JSON.stringify(asked)).not.toContain(apiKey);
	});
	it.each<[string, string]>([
		[`https://${host}/long.mp3`, 'recording-too-large'],
		[`https://${host}/gone.mp3`, 'recording-unreachable'],
		[`https://${host}/moved.mp3`, 'recording-unreachable'],
		[`https://${host}/slow.mp3`, 'recording-unreachable'],
	])('is not had from %s', async (url, code) => {
		const error = await fetched(url);
		expect(error).toMatchObject({ name: 'ServiceError', code });
		expect(inspect(error, { showHidden: true, depth: 9 })).not.toContain(host);
	});
	it.each([
		`http://${host}/short.mp3`,
		`https://${host}:8443/short.mp3`,
		`https://user:word@${host}/short.mp3`,
		`https://${host}.example/short.mp3`,
		'https://169.254.169.254/latest/meta-data',
		'file:///etc/passwd',
		'nonsense',
	])('is not even asked for at %s, because a callback may be forged', async (url) => {
		expect(await fetched(url)).toMatchObject({ code: 'recording-address' });
		expect(asked).toEqual([]);
	});
	it('is not asked for when nobody waits any more', async () => {
		expect(await fetched(`https://${host}/short.mp3`, AbortSignal.abort())).toMatchObject({
			code: 'recording-unreachable',
		});
		expect(asked).toEqual([]);
	});
});
