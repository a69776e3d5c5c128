import { Webhook } from 'standardwebhooks';
import type { PostOutcome } from '../../../src/api/webhooks/post.ts';
import { nextAttempt } from '../../../src/api/webhooks/schedule.ts';
import { type ApiTest, fresh, withApi } from '../support.ts';
import { receiving } from './receiver.ts';

const HOUR = 3_600_000;
const failing: PostOutcome = { taken: false, reason: 'status-500', gone: false };

/** A webhook with a ping that waits for it. */
async function pinged({ ask, key }: ApiTest, url: string, events: readonly string[] = ['webhook.ping']) {
	const { key: bearer } = await key();
	const { body: made } = await ask('post', '/webhooks', { key: bearer, body: { url, events }, headers: fresh() });
	const ping = async (): Promise<string> =>
		(await ask('post', `/webhooks/${made.id}/ping`, { key: bearer, headers: fresh() })).body.event;
	const told = async () => (await ask('get', `/webhooks/${made.id}/deliveries`, { key: bearer })).body.items;
	const state = async () => (await ask('get', `/webhooks/${made.id}`, { key: bearer })).body.state;
	return { id: made.id as string, secret: made.secret as string, bearer, event: await ping(), ping, told, state };
}

const url = 'https://hooks.example.org/in';

describe('a webhook', () => {
	it('is told by a signed event that its own library verifies, and that says nothing of a person', async () => {
		await receiving(
			(response) => response.writeHead(204).end(),
			async ({ url: there, send, received }) => {
				await withApi(
					async (test) => {
						const { secret, event, id, told } = await pinged(test, there);
						await test.api.deliveries.run();
						const [{ body, headers }] = received as [(typeof received)[0]];
						const signed = { ...headers } as Record<string, string>;
						// The library looks at the real clock: the time is checked here, and the signature by our own signing of it.
						const at = new Date(Number(signed['webhook-timestamp']) * 1_000);
						expect(at.getTime()).toBe(test.clock.now());
						expect(signed['webhook-signature']).toBe(new Webhook(secret).sign(event, at, body));
						expect(signed['webhook-id']).toBe(event);
						expect(JSON.parse(body)).toEqual({
							type: 'webhook.ping',
							timestamp: new Date(test.clock.now()).toISOString(),
							data: { webhook: id },
						});
						expect(await told()).toEqual([
							{ event, type: 'webhook.ping', state: 'delivered', attempts: 1, reason: '' },
						]);
						await test.api.deliveries.run();
						expect(received).toHaveLength(1);
					},
					{ send },
				);
			},
		);
	});

	it('that fails is tried again after 5 seconds and so on for 75 hours, then no more until it is replayed', async () => {
		let outcome: PostOutcome = failing;
		const ids: (string | undefined)[] = [];
		await withApi(
			async (test) => {
				const { told, event, bearer, id } = await pinged(test, url);
				const run = async (after: number) => {
					test.clock.move(after);
					await test.api.deliveries.run();
					return ids.length;
				};
				expect(await run(0)).toBe(1);
				expect(await run(4_999)).toBe(1);
				expect(await run(1_000)).toBe(2);
				for (const wait of [300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400, 86_400]) await run(wait * 1_100);
				expect(ids).toEqual(Array.from({ length: 10 }, () => event));
				expect(await told()).toEqual([
					expect.objectContaining({ state: 'failed', attempts: 10, reason: 'status-500' }),
				]);
				outcome = { taken: true };
				const replay = `/webhooks/${id}/deliveries/${event}/replay`;
				expect((await test.ask('post', replay, { key: bearer, headers: fresh() })).status).toBe(202);
				expect(await run(0)).toBe(11);
				expect([ids.at(-1), (await told())[0].state]).toEqual([event, 'delivered']);
			},
			{
				send: async ({ headers }) => {
					ids.push(headers['webhook-id']);
					return outcome;
				},
			},
		);
	});

	it('that takes nothing for five days is disabled with an alarm, and the others are told', async () => {
		await withApi(
			async (test) => {
				const other = await pinged(test, 'https://other.example.org/', ['webhook.disabled', 'webhook.ping']);
				const { id, ping, state, told } = await pinged(test, url);
				await test.api.deliveries.run();
				test.clock.move(5 * 24 * HOUR - 1);
				await test.api.deliveries.run();
				expect([await state(), test.alarms]).toEqual(['active', []]);
				test.clock.move(1);
				await ping();
				await test.api.deliveries.run();
				expect([await state(), test.alarms]).toEqual(['disabled', [`${id} failing`]]);
				const types = (await other.told()).map(({ type }: { type: string }) => type);
				expect(types).toContain('webhook.disabled');
				const actions = (await test.audit.list({ after: 0, most: 100 })).map(
					({ actor, action }) => `${actor} ${action}`,
				);
				expect(actions).toContain('service disableWebhook');
				test.clock.move(30 * HOUR);
				await test.api.deliveries.run();
				expect((await told()).map(({ state: stands }: { state: string }) => stands)).toEqual(['failed', 'failed']);
			},
			{ send: async ({ url: to }) => (to === url ? failing : { taken: true }) },
		);
	});

	it('that says that it is gone is disabled at once', async () => {
		await withApi(
			async (test) => {
				const { id, state } = await pinged(test, url);
				await test.api.deliveries.run();
				expect([await state(), test.alarms]).toEqual(['disabled', [`${id} gone`]]);
			},
			{ send: async () => ({ taken: false, reason: 'status-410', gone: true }) },
		);
	});

	it('is told again what was cut off between the attempt and its outcome: at least once', async () => {
		let crash = true;
		let sent = 0;
		await withApi(
			async (test) => {
				const { told } = await pinged(test, url);
				await expect(test.api.deliveries.run()).rejects.toThrow('killed');
				expect((await told())[0]).toMatchObject({ state: 'waiting', attempts: 1 });
				crash = false;
				await test.api.deliveries.run();
				expect(sent).toBe(1);
				test.clock.move(60_000);
				await test.api.deliveries.run();
				expect([sent, (await told())[0].state]).toEqual([2, 'delivered']);
			},
			{
				send: async () => {
					sent += 1;
					if (crash) throw new Error('killed');
					return { taken: true };
				},
			},
		);
	});

	it('that fails holds up no other, and is left alone for the rest of the run', async () => {
		const calls: string[] = [];
		await withApi(
			async (test) => {
				const broken = await pinged(test, url);
				await broken.ping();
				await broken.ping();
				const well = await pinged(test, 'https://well.example.org/');
				await well.ping();
				await test.api.deliveries.run();
				expect(calls.filter((to) => to === url)).toHaveLength(1);
				expect(calls.filter((to) => to !== url)).toHaveLength(2);
			},
			{
				send: async ({ url: to }) => {
					calls.push(to);
					return to === url ? failing : { taken: true };
				},
			},
		);
	});

	it('is told once by two instances that work side by side', async () => {
		let sent = 0;
		const send = async (): Promise<PostOutcome> => {
			sent += 1;
			return { taken: true };
		};
		await withApi(
			async (test) => {
				const { ping } = await pinged(test, url);
				for (let count = 0; count < 9; count += 1) await ping();
				const { createApi } = await import('../../../src/api/create-api.ts');
				const { seededChance } = await import('../../support/doors.ts');
				const other = createApi({ ...test.options, chance: seededChance('another instance') });
				await Promise.all([test.api.deliveries.run(), other.deliveries.run()]);
				expect(sent).toBe(10);
			},
			{ send },
		);
	});

	it('hears nothing while it is paused, nothing any more when it is deleted, and of an event once though it is published twice', async () => {
		const calls: string[] = [];
		await withApi(
			async (test) => {
				const paused = await pinged(test, url);
				const deleted = await pinged(test, 'https://deleted.example.org/');
				const pause = { url, events: ['webhook.ping'], state: 'paused' };
				const first = { 'If-Match': '"1"' };
				await test.ask('put', `/webhooks/${paused.id}`, { key: paused.bearer, body: pause, headers: first });
				await test.ask('delete', `/webhooks/${deleted.id}`, { key: deleted.bearer, headers: first });
				await test.api.deliveries.run();
				expect(calls).toEqual([]);
				const awake = await pinged(test, 'https://awake.example.org/', ['webhook.disabled']);
				const data = { webhook: deleted.id, reason: 'gone' as const };
				const event = { id: 'an-event', type: 'webhook.disabled' as const, data, at: test.clock.now() };
				await test.api.publish(event);
				await test.api.publish(event);
				expect((await awake.told()).filter(({ type }: { type: string }) => type === 'webhook.disabled')).toHaveLength(
					1,
				);
				expect(await paused.told()).toHaveLength(1);
				await test.api.deliveries.stop();
				await test.api.deliveries.run();
				expect(calls).toEqual([]);
			},
			{
				send: async ({ url: to }) => {
					calls.push(to);
					return { taken: true };
				},
			},
		);
	});
});

describe('the next attempt', () => {
	it('waits as Standard Webhooks says, a little longer by chance, and ends', () => {
		const waits = (digits: string) =>
			Array.from({ length: 10 }, (_none, index) => nextAttempt(index + 1, 0, { digits: () => digits }));
		const seconds = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
		expect(waits('000')).toEqual([...seconds.map((wait) => wait * 1_000), undefined]);
		const most = waits('999').slice(0, 9);
		expect(most.every((wait, index) => wait !== undefined && wait <= (seconds[index] ?? 0) * 1_100)).toBe(true);
		expect(most.every((wait, index) => wait !== undefined && wait > (seconds[index] ?? 0) * 1_000)).toBe(true);
	});
});
