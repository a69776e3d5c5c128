import { inspect } from 'node:util';
import type { Sdk } from 'africastalking';
import { type AfricastalkingOptions, type Guard, openGuard } from '../../../src/channels/africastalking/guard.ts';
import type { LoadedSdk } from '../../../src/channels/africastalking/load-sdk.ts';
import { addressOf } from '../../../src/channels/africastalking/origins.ts';
import type { OutgoingRequest } from '../../../src/channels/africastalking/watched-transport.ts';

type Before = Parameters<LoadedSdk['axios']['interceptors']['request']['use']>[0];

/** An SDK whose client is never reached: what it would ask is given to the guard's own hook. */
function fakeSdk() {
	const hooks: Before[] = [];
	const sdk = { SMS: {}, VOICE: {} } as Sdk;
	const loaded: LoadedSdk = {
		create: ({ apiKey }) => {
			if (apiKey === '') throw new Error('"apiKey" of secret-user is not allowed to be empty');
			return sdk;
		},
		axios: { interceptors: { request: { use: (before) => hooks.push(before) }, response: { use: () => 0 } } },
	};
	return { hooks, load: () => Promise.resolve(loaded) };
}

const open = (changes: Partial<AfricastalkingOptions>): Promise<Guard> =>
	openGuard({ username: 'live-app', apiKey: 'key', timeoutMs: 1_000, load: fakeSdk().load, ...changes });
const patient = new AbortController().signal;

describe('the guard before the SDK', () => {
	it('says nothing of what the SDK found wrong with its options, which its error quotes', async () => {
		const error: unknown = await open({ username: 'secret-user', apiKey: '' }).catch((thrown: unknown) => thrown);
		expect(error).toMatchObject({ name: 'ServiceError', code: 'africastalking-options' });
		expect(inspect(error, { showHidden: true })).not.toContain('secret-user');
	});
	it('refuses a second environment, because the SDK would turn the first client to it', async () => {
		await open({});
		await open({ username: 'another-live-app' });
		await expect(open({ username: 'Sandbox' })).rejects.toMatchObject({ code: 'africastalking-environment' });
	});
	it('hooks into a client once, however many senders use it', async () => {
		const { hooks, load } = fakeSdk();
		await open({ load });
		await open({ load });
		expect(hooks).toHaveLength(1);
	});
	it('leaves the requests of others alone', async () => {
		const { hooks, load } = fakeSdk();
		await open({ load });
		expect(hooks[0]?.({ url: 'https://elsewhere.example/' })).toEqual({ url: 'https://elsewhere.example/' });
	});
	it('gives the SDK a deadline, no redirects and an end to what it reads', async () => {
		const { hooks, load } = fakeSdk();
		const guard = await open({ load });
		let request: OutgoingRequest | undefined;
		await guard(() => {
			request = hooks[0]?.({ url: 'https://api.africastalking.com/version1/messaging' });
			return Promise.resolve('answer');
		}, patient);
		expect(request).toMatchObject({ maxRedirects: 0, maxContentLength: 1_048_576, signal: expect.any(AbortSignal) });
	});
	it('gives up at the deadline although the SDK goes on', async () => {
		const guard = await open({ timeoutMs: 20 });
		const missed = await guard(() => new Promise(() => undefined), patient);
		expect(missed).toEqual({ missed: { outcome: 'refused', reason: 'timeout', retry: 'later' } });
	});
	it('takes a rejection with a plain string for what it is, and repeats nothing of it', async () => {
		const guard = await open({});
		expect(await guard(() => Promise.reject('Invalid phone number: +233241234567'), patient)).toEqual({
			missed: { outcome: 'refused', reason: 'invalid-phone-number', retry: 'never' },
		});
	});
	it('stops a request that the SDK would send to the other environment', async () => {
		const { hooks, load } = fakeSdk();
		const guard = await open({ load });
		const ask = async (): Promise<unknown> => hooks[0]?.({ url: 'https://api.sandbox.africastalking.com/version1' });
		expect(await guard(ask, patient)).toEqual({
			missed: { outcome: 'refused', reason: 'misdirected', retry: 'later' },
		});
	});
});

describe('addressOf', () => {
	const live = { sandbox: false, baseUrl: undefined };

	it.each(['https://api.africastalking.com/version1/messaging', 'https://voice.africastalking.com/call'])(
		'lets %s pass as it is',
		(url) => {
			expect(addressOf(url, live).href).toBe(url);
		},
	);
	it.each([
		'http://api.africastalking.com/',
		'https://api.sandbox.africastalking.com/',
		'https://africastalking.com/',
		'https://api.africastalking.com:8443/',
		'https://api.africastalking.com.example/',
		'https://example/api.africastalking.com',
	])('stops %s', (url) => {
		expect(() => addressOf(url, live)).toThrow('another host');
	});
	it('keeps the path and the query on the way to a relay', () => {
		const url = 'https://api.sandbox.africastalking.com/version1/messaging?username=a%26b&keyword=undefined';
		expect(addressOf(url, { sandbox: true, baseUrl: 'http://127.0.0.1:9' }).href).toBe(
			'http://127.0.0.1:9/version1/messaging?username=a%26b',
		);
	});
});
