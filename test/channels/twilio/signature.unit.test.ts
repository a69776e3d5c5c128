import fc from 'fast-check';
import { createTwilioHandlers } from '../../../src/channels/twilio/create-handlers.ts';
import { createSignatureCheck } from '../../../src/channels/twilio/signature.ts';
import {
	accountSid,
	authToken,
	type Fields,
	handlers,
	publicOrigin,
	request,
	route,
	secondToken,
	signatureOf,
	signed,
	sms,
	smsTarget,
	status,
	statusTarget,
	turn,
	voiceTarget,
} from './requests.ts';

const genuine = [
	{ name: 'sms', handler: handlers.sms, target: smsTarget, fields: sms, is: 'message' },
	{ name: 'status', handler: handlers.smsStatus, target: statusTarget, fields: status, is: 'report' },
	{ name: 'voice', handler: handlers.voice, target: `${voiceTarget}?turn=3`, fields: turn, is: 'call' },
] as const;

describe('what Twilio signed', () => {
	it('is taken as in the example that Twilio publishes', () => {
		const check = createSignatureCheck({ authTokens: ['12345'], publicOrigin: 'https://mycompany.com' });
		const fields: Fields = {
			CallSid: 'CA1234567890ABCDE',
			Caller: '+12349013030',
			Digits: '1234',
			From: '+12349013030',
			To: '+18005551212',
		};
		/** Its query comes with no `AccountSid` behind it, so where the query ends is not certain: signed all the same. */
		expect(check(request('/myapp.php?foo=1&bar=2', Object.entries(fields), '0/KCTR6DLpKmkAf8muzZqo1nDgQ='))).toEqual({
			is: 'odd',
			reason: 'query-ambiguous',
		});
		expect(check(request('/myapp.php?foo=1&bar=2', Object.entries(fields), '1/KCTR6DLpKmkAf8muzZqo1nDgQ='))).toEqual({
			is: 'forged',
			reason: 'signature-wrong',
		});
	});
	it.each(genuine)('is taken: $name, by either token while they are changed', ({ handler, target, fields, is }) => {
		expect(handler.parse(signed(target, fields), route).is).toBe(is);
		expect(handler.parse(signed(target, fields, secondToken), route).is).toBe(is);
		expect(handler.parse(signed(target, fields, 'another token'), route).is).toBe('forged');
	});
	it('is taken without the fragment of its URL, and whatever host the request speaks of', () => {
		const given = signed(smsTarget, sms);
		const headers = {
			...given.headers,
			host: 'evil.example',
			'x-forwarded-host': 'evil.example',
			'x-forwarded-proto': 'http',
		};
		expect(handlers.sms.parse({ ...given, headers, target: `${smsTarget}#rc=3` }, route).is).toBe('message');
	});
	it('is forged when it was signed for another scheme, host, path or query', () => {
		for (const url of ['http://line.example.org', 'https://evil.example'])
			expect(
				handlers.sms.parse(
					request(smsTarget, Object.entries(sms), signatureOf(smsTarget.replace(/^/, url), sms)),
					route,
				).is,
			).toBe('forged');
		for (const target of [
			'/channels/twilio/sms/other',
			`${smsTarget}?turn=1`,
			`${smsTarget}?`,
			'/channels/twilio/sms/s3cret/',
		])
			expect(handlers.sms.parse(request(target, Object.entries(sms), signatureOf(smsTarget, sms)), route).is).toBe(
				'forged',
			);
	});
	it.each([
		['no signature', {}],
		['an empty one', { 'x-twilio-signature': '' }],
		['two of them', { 'x-twilio-signature': [signatureOf(smsTarget, sms), signatureOf(smsTarget, sms)] }],
		['two in one line', { 'x-twilio-signature': `${signatureOf(smsTarget, sms)}, ${signatureOf(smsTarget, sms)}` }],
	])('is forged with %s', (_name, headers) => {
		expect(handlers.sms.parse({ ...request(smsTarget, Object.entries(sms)), headers }, route).is).toBe('forged');
	});
	it.each([
		undefined,
		'',
		'no path',
		'//evil.example/sms',
		'/a/../b',
		'/a/./b',
		'/sms?turn=%31',
		'/sms?turn=1&',
		'/sm s',
		'/sms\\x',
	])('is forged at the target "%s", which Twilio might have signed in another spelling', (target) => {
		const { target: _target, ...rest } = signed(smsTarget, sms);
		expect(handlers.sms.parse(target === undefined ? rest : { ...rest, target }, route).is).toBe('forged');
	});
	it('is odd, not forged, when it has a field twice: nothing tells which one is meant', () => {
		const twice = [...Object.entries(sms), ['Body', sms['Body'] ?? '']] as [string, string][];
		expect(handlers.sms.parse(request(smsTarget, twice, signatureOf(smsTarget, sms)), route)).toEqual({
			is: 'odd',
			reason: 'field-repeated',
		});
	});
	it('passes over fields that nobody listed, since Twilio adds some without notice', () => {
		for (const { handler, target, fields } of genuine)
			for (const name of ['Zone', 'NewField', 'ToRegion', 'AccountTier', 'constructor', 'x'])
				if (name !== 'AccountTier' || handler !== handlers.sms)
					expect(handler.parse(signed(target, { ...fields, [name]: 'x' }), route)).toEqual(
						handler.parse(signed(target, fields), route),
					);
	});
	it('is not for an account that is not ours', () => {
		const other = `AC${'f'.repeat(32)}`;
		for (const { handler, target, fields } of genuine)
			expect(handler.parse(signed(target, { ...fields, AccountSid: other }), route).is).toBe('odd');
	});
	it('needs a public origin and tokens that can be right', () => {
		for (const origin of ['line.example.org', 'https://line.example.org/', 'https://line.example.org/a', ''])
			expect(() => createTwilioHandlers({ accountSid, authTokens: [authToken], publicOrigin: origin })).toThrow(
				'origin',
			);
		for (const authTokens of [[], ['']])
			expect(() => createTwilioHandlers({ accountSid, authTokens, publicOrigin })).toThrow('token');
	});
});

describe('what Twilio did not sign', () => {
	it.each(genuine)(
		'has no effect when one value, name or the URL was altered: $name',
		({ handler, target, fields }) => {
			const signature = signatureOf(target, fields);
			const names = Object.keys(fields);
			fc.assert(
				fc.property(fc.constantFrom(...names), fc.string({ minLength: 1 }), fc.nat(3), (name, noise, how) => {
					const altered = new Map(Object.entries(fields));
					if (how === 0) altered.set(name, (fields[name] ?? '') + noise);
					if (how === 1) altered.delete(name);
					if (how === 2) altered.set(`${name}${noise}`, '');
					if (how === 3) altered.set(name, noise);
					const same = altered.size === names.length && names.every((one) => altered.get(one) === fields[one]);
					const parsed = handler.parse(request(target, altered, signature), route);
					const empty = how === 1 && fields[name] === '';
					if (!same && !empty) expect(['forged', 'odd']).toContain(parsed.is);
				}),
				{ numRuns: 1_000 },
			);
		},
	);
	it('is forged whatever the bytes, and never throws', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), fc.string(), (body, target, signature) => {
				for (const { handler } of genuine) {
					const parsed = handler.parse(
						{
							body: Buffer.from(body),
							contentType: 'application/x-www-form-urlencoded',
							target,
							headers: { 'x-twilio-signature': signature },
						},
						route,
					);
					expect(parsed).toEqual({ is: 'forged', reason: expect.stringMatching(/^[a-z-]+$/) });
				}
			}),
			{ numRuns: 500 },
		);
	});
});
