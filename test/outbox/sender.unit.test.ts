import type { Sent } from '../../src/channels/sending.ts';
import { type SenderOptions, startSender } from '../../src/outbox/sender.ts';
import { StoreUnavailable } from '../../src/store/unavailable.ts';
import { type Desk, withDesk } from './support/desk.ts';

/** So long that a test which relies on a look without a poke never ends. */
const NEVER_MS = 3_600_000;

/** A provider that answers when it is told to. */
function slowProvider(desk: Desk) {
	const waiting: ((sent: Sent) => void)[] = [];
	let arrived = () => {};
	let answered = 0;
	const send = () =>
		new Promise<Sent>((resolve) => {
			waiting.push(resolve);
			arrived();
		});
	return {
		route: { ...desk.route, sender: { send } },
		waiting,
		/** Resolves when so many messages are with the provider. */
		has: async (count: number) => {
			while (waiting.length < count) {
				await new Promise<void>((resolve) => {
					arrived = resolve;
				});
			}
		},
		answer: () => {
			for (const resolve of waiting.splice(0)) resolve({ outcome: 'accepted', ref: `ref-${answered++}` });
		},
	};
}

/** Resolves when so many messages have ended. */
function endings(desk: Desk, count: number): Promise<void> {
	return new Promise((resolve) => {
		const push = desk.endings.push.bind(desk.endings);
		desk.endings.push = (...items: string[]) => {
			const length = push(...items);
			if (length >= count) resolve();
			return length;
		};
	});
}

const start = (desk: Desk, options: Partial<SenderOptions> = {}, route = desk.route) =>
	startSender(route, desk.parts, {
		pollMs: NEVER_MS,
		onTrouble: (error) => {
			throw error;
		},
		...options,
	});

describe('a sender', () => {
	it(
		'sends what lies there when it starts, and what is committed afterwards when it is poked',
		withDesk(async (desk) => {
			await desk.queue({ text: 'one' });
			const first = endings(desk, 1);
			const sender = start(desk);
			await first;
			const second = endings(desk, 2);
			await desk.queue({ text: 'two' });
			sender.poke();
			await second;
			await sender.stop();
			expect(desk.provider.calls.map(({ text }) => text)).toEqual(['one', 'two']);
		}),
	);
	it(
		'forgets no poke that comes while it looks',
		withDesk(async (desk) => {
			const ended = endings(desk, 1);
			const { claim } = desk.store.outbox;
			let looks = 0;
			const outbox: typeof desk.store.outbox = {
				...desk.store.outbox,
				claim: async (ask) => {
					const claims = await claim(ask);
					looks += 1;
					if (looks === 1) {
						await desk.queue();
						sender.poke();
					}
					return claims;
				},
			};
			const parts = { ...desk.parts, store: { ...desk.store, outbox } };
			const sender = startSender(desk.route, parts, { pollMs: NEVER_MS, onTrouble: () => {} });
			await ended;
			await sender.stop();
			expect(desk.provider.calls).toHaveLength(1);
		}),
	);
	it(
		'looks by itself for what others committed and what is due by now',
		withDesk(async (desk) => {
			const ended = endings(desk, 1);
			const sender = start(desk, { pollMs: 5 });
			await desk.queue();
			await ended;
			await sender.stop();
			expect([...desk.endings]).toEqual(['accepted']);
		}),
	);
	it(
		'leaves with the provider at most as many as it may, and goes on as places come free',
		withDesk(async (desk) => {
			for (let index = 0; index < 7; index += 1) await desk.queue({ class: 'reply', text: `text ${index}` });
			const slow = slowProvider(desk);
			let most = 0;
			const ended = endings(desk, 7);
			const sender = start(desk, { most: 3 }, slow.route);
			for (const expected of [3, 3, 1]) {
				await slow.has(expected);
				for (let turns = 0; turns < 5; turns += 1) await new Promise((resolve) => setImmediate(resolve));
				most = Math.max(most, slow.waiting.length);
				slow.answer();
			}
			await ended;
			await sender.stop();
			expect(most).toBe(3);
		}),
	);
	it(
		'that stops takes nothing new, and waits for what was begun',
		withDesk(async (desk) => {
			const begun = await desk.queue({ text: 'begun' });
			const slow = slowProvider(desk);
			const sender = start(desk, {}, slow.route);
			await slow.has(1);
			let stopped = false;
			const stopping = sender.stop().then(() => {
				stopped = true;
			});
			const late = await desk.queue({ text: 'late' });
			sender.poke();
			await new Promise((resolve) => setImmediate(resolve));
			expect(stopped).toBe(false);
			expect((await desk.standing(begun)).state).toBe('attempting');
			slow.answer();
			await stopping;
			expect((await desk.standing(begun)).state).toBe('accepted');
			expect((await desk.standing(late)).state).toBe('queued');
		}),
	);
	it(
		'goes on when the store was away, and tells of it',
		withDesk(async (desk) => {
			await desk.queue();
			const ended = endings(desk, 1);
			const troubles: unknown[] = [];
			let away = 2;
			const claim: typeof desk.store.outbox.claim = (ask) =>
				away-- > 0 ? Promise.reject(new StoreUnavailable('away')) : desk.store.outbox.claim(ask);
			const parts = { ...desk.parts, store: { ...desk.store, outbox: { ...desk.store.outbox, claim } } };
			const sender = startSender(desk.route, parts, { pollMs: 5, onTrouble: (error) => void troubles.push(error) });
			await ended;
			await sender.stop();
			expect(troubles).toHaveLength(2);
		}),
	);
	it(
		'goes on past a message with which something is wrong, and comes back to it when its claim has run out',
		withDesk(async (desk) => {
			const odd = await desk.queue({ class: 'notice', to: '' }, { caseId: 'damaged', lane: 0 });
			const good = await desk.queue();
			const troubles: unknown[] = [];
			const ended = endings(desk, 1);
			const reporter = () => Promise.reject(new Error('damaged'));
			const sender = startSender(
				desk.route,
				{ ...desk.parts, reporter },
				{ pollMs: NEVER_MS, onTrouble: (error) => void troubles.push(error) },
			);
			await ended;
			await sender.stop();
			expect((await desk.standing(good)).state).toBe('accepted');
			expect(await desk.standing(odd)).toMatchObject({ state: 'queued', attempts: 0 });
			expect(troubles).toHaveLength(1);
			expect(await desk.claim()).toEqual([]);
			desk.clock.move(60_000);
			expect((await desk.claim()).map(({ row }) => row.id)).toEqual([odd.id]);
		}),
	);
	it(
		'beside another one on the same store sends each message once',
		withDesk(async (desk) => {
			for (let index = 0; index < 60; index += 1) await desk.queue({ class: 'reply', text: `text ${index}` });
			const ended = endings(desk, 60);
			const senders = [start(desk, { most: 4 }), start(desk, { most: 4 })];
			await ended;
			for (const sender of senders) await sender.stop();
			expect(desk.provider.calls).toHaveLength(60);
			expect(new Set(desk.provider.calls.map(({ id }) => id)).size).toBe(60);
		}),
	);
});
