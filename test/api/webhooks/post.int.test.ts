import type { ServerResponse } from 'node:http';
import { isPublicAddress, type Resolve } from '../../../src/api/webhooks/addresses.ts';
import { receiving } from './receiver.ts';

const headers = { 'Content-Type': 'application/json' };

describe('an event on its way', () => {
	it('is taken by a status of 2xx, however long the answer would be', async () => {
		const endless = (response: ServerResponse) => {
			response.writeHead(200);
			response.write('x'.repeat(100_000));
		};
		await receiving(endless, async ({ url, send, received }) => {
			expect(await send({ url, headers, body: '{"a":"é"}' })).toEqual({ taken: true });
			expect(received).toEqual([expect.objectContaining({ body: '{"a":"é"}' })]);
		});
	});

	it.each([
		[302, false],
		[307, false],
		[400, false],
		[410, true],
		[500, false],
	])('is not taken by a status of %d, and no redirect is followed', async (status, gone) => {
		await receiving(
			(response) => response.writeHead(status, { Location: '/elsewhere' }).end(),
			async ({ url, send, received }) => {
				expect(await send({ url, headers, body: '{}' })).toEqual({ taken: false, reason: `status-${status}`, gone });
				expect(received).toHaveLength(1);
			},
		);
	});

	it('is given up when nothing is answered before the deadline', async () => {
		await receiving(
			() => undefined,
			async ({ url, senderWith }) => {
				const outcome = await senderWith({ deadlineMs: 200 })({ url, headers, body: '{}' });
				expect(outcome).toEqual({ taken: false, reason: 'deadline', gone: false });
			},
		);
	});

	it('never reaches an address that is not public, though its name was public a moment ago', async () => {
		await receiving(
			(response) => response.writeHead(200).end(),
			async ({ url, senderWith, connections }) => {
				const answers = [[{ address: '8.8.8.8', family: 4 }], [{ address: '127.0.0.1', family: 4 }]];
				let asked = 0;
				// Whoever asks first to check, and again to connect, is told two things.
				const rebinding: Resolve = (_name, done) => done(null, answers[Math.min(asked++, 1)] ?? []);
				rebinding('hooks.example.org', () => undefined);
				const send = senderWith({ resolve: rebinding, isAllowed: isPublicAddress });
				expect(await send({ url, headers, body: '{}' })).toEqual({
					taken: false,
					reason: 'address-refused',
					gone: false,
				});
				const { port } = new URL(url);
				for (const host of ['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '2130706433']) {
					const outcome = await send({ url: `https://${host}:${port}/`, headers, body: '{}' });
					expect([host, outcome]).toEqual([host, { taken: false, reason: 'address-refused', gone: false }]);
				}
				expect(asked).toBe(2);
				expect(connections()).toBe(0);
			},
		);
	});

	it('is not given to who cannot prove to be the host', async () => {
		await receiving(
			(response) => response.writeHead(200).end(),
			async ({ url, send, received }) => {
				const other = url.replace('hooks.example.org', 'other.example.org');
				expect(await send({ url: other, headers, body: '{}' })).toMatchObject({ taken: false });
				expect(received).toEqual([]);
			},
		);
	});
});
