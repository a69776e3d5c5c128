import type { Sent } from '../../src/channels/sending.ts';
import { type Looks, reconcile } from '../../src/outbox/reconcile.ts';
import { sendOne } from '../../src/outbox/send-one.ts';
import type { Message } from '../../src/store/message.ts';
import type { OutboxRow } from '../../src/store/store.ts';
import { StoreUnavailable } from '../../src/store/unavailable.ts';
import { AMA, type Desk, KOFI, listedMessage, MORNING, usualMessage, withDesk } from './support/desk.ts';

const ABANDONED_MS = 13_000;
const DOUBT_MS = 600_000;
const { text } = usualMessage;
const unknown: Sent = { outcome: 'unknown', reason: 'timeout' };
const refusedLater: Sent = { outcome: 'refused', reason: 'http-429', retry: 'later' };

/** A look by an instance that has just started, which looks after every doubt. */
const look = (desk: Desk, parts: Partial<Desk['parts']> = {}) => lookAgain(desk, new Map(), parts);

const lookAgain = (desk: Desk, looks: Looks, parts: Partial<Desk['parts']> = {}) =>
	reconcile([desk.route], { ...desk.parts, ...parts, abandonedMs: ABANDONED_MS, doubtMs: DOUBT_MS, looks });

async function send(desk: Desk): Promise<void> {
	for (const claim of await desk.claim()) await sendOne(claim, desk.route, desk.parts);
}

/** A message of which nobody knows whether the provider has it. */
async function doubted(desk: Desk, message: Partial<Message> = {}, row: Partial<OutboxRow> = {}): Promise<OutboxRow> {
	const queued = await desk.queue(message, row);
	desk.provider.next.push(unknown);
	await send(desk);
	expect((await desk.standing(queued)).state).toBe('in-doubt');
	return queued;
}

describe('a message in doubt', () => {
	it.each([
		['accepted', undefined],
		['sent', 'sent'],
		['delivered', 'delivered'],
		['failed', 'failed'],
	] as const)('is %s where the provider lists it so, and once only', (state, reported) =>
		withDesk(async (desk) => {
			const row = await doubted(desk);
			desk.provider.listed = [listedMessage('SM1', text, { state: reported }), listedMessage('SM2', 'another')];
			await look(desk);
			expect(await desk.standing(row)).toMatchObject({ state, ref: 'test:SM1' });
			expect(desk.provider.askedFor).toEqual([{ to: AMA, since: MORNING - 5_000 }]);
			await look(desk);
			expect(desk.provider.askedFor).toHaveLength(1);
		})(),
	);
	it(
		'about a case is looked for under the number that the case has now',
		withDesk(async (desk) => {
			desk.reporters.set('case-1', { number: KOFI, policy: 'sms-neutral' });
			await doubted(desk, { class: 'notice', to: '' }, { caseId: 'case-1' });
			await look(desk);
			expect(desk.provider.askedFor.map(({ to }) => to)).toEqual([KOFI]);
		}),
	);
	it.each([
		['two alike are listed, which nobody can tell apart', [listedMessage('SM1', text), listedMessage('SM2', text)]],
		['only others are listed', [listedMessage('SM1', 'another')]],
		['nothing is listed', []],
		['the list cannot be had', undefined],
	])('stays so where %s', (_why, listed) =>
		withDesk(async (desk) => {
			const row = await doubted(desk);
			desk.provider.listed = listed;
			await look(desk);
			desk.clock.move(DOUBT_MS * 10);
			await look(desk);
			await send(desk);
			expect(await desk.standing(row)).toMatchObject({ state: 'in-doubt', attempts: 1 });
			expect(desk.provider.calls).toHaveLength(1);
		})(),
	);
	it(
		'is not the listed one that another message is known to be, and holds up nothing',
		withDesk(async (desk) => {
			const first = await desk.queue({ class: 'reply' });
			await send(desk);
			const second = await doubted(desk, { class: 'reply' });
			const third = await doubted(desk, { class: 'reply', text: 'another' });
			desk.provider.listed = [listedMessage('ref-1', text), listedMessage('SM3', 'another')];
			await look(desk);
			expect((await desk.standing(second)).state).toBe('in-doubt');
			expect(await desk.standing(third)).toMatchObject({ state: 'sent', ref: 'test:SM3' });
			expect(await desk.standing(first)).toMatchObject({ state: 'sent', ref: 'test:ref-1' });
		}),
	);
	it(
		'shares one listed message with no other in doubt',
		withDesk(async (desk) => {
			const rows = [await doubted(desk), await doubted(desk)];
			desk.provider.listed = [listedMessage('SM1', text)];
			await look(desk);
			const states = await Promise.all(rows.map(async (row) => (await desk.standing(row)).state));
			expect(states.toSorted()).toEqual(['in-doubt', 'sent']);
		}),
	);
	it.each(['reply', 'notice'] as const)(
		'that protects somebody is sent once more after ten minutes, and only once (%s)',
		(kind) =>
			withDesk(async (desk) => {
				desk.reporters.set('case-1', { number: AMA, policy: 'sms-neutral' });
				const row = await doubted(desk, { class: kind }, kind === 'notice' ? { caseId: 'case-1' } : {});
				desk.clock.move(DOUBT_MS - 1);
				await look(desk);
				expect((await desk.standing(row)).state).toBe('in-doubt');
				desk.clock.move(1);
				await look(desk);
				expect(await desk.standing(row)).toMatchObject({ state: 'queued', reason: 'sent-again' });
				desk.provider.next.push(unknown);
				await send(desk);
				for (let looks = 0; looks < 3; looks += 1) {
					desk.clock.move(DOUBT_MS);
					await look(desk);
					await send(desk);
				}
				expect(await desk.standing(row)).toMatchObject({ state: 'in-doubt', attempts: 2 });
				expect(desk.provider.calls).toHaveLength(2);
			})(),
	);
	it(
		'is sent once more also where an earlier attempt was refused, for that one reached nobody',
		withDesk(async (desk) => {
			const row = await desk.queue({ class: 'reply' });
			desk.provider.next.push(refusedLater, unknown, refusedLater, unknown);
			await send(desk);
			desk.clock.move(5_000);
			await send(desk);
			desk.clock.move(DOUBT_MS);
			await look(desk);
			await send(desk);
			desk.clock.move(DOUBT_MS);
			await send(desk);
			expect(await desk.standing(row)).toMatchObject({ state: 'in-doubt', attempts: 4 });
			desk.clock.move(DOUBT_MS);
			await look(desk);
			expect((await desk.standing(row)).state).toBe('in-doubt');
		}),
	);
	it(
		'is sent once more though the service died while it was deciding so',
		withDesk(async (desk) => {
			const row = await doubted(desk, { class: 'reply' });
			desk.clock.move(DOUBT_MS);
			const resolve = () => Promise.reject(new StoreUnavailable('away'));
			const store = { ...desk.store, outbox: { ...desk.store.outbox, resolve } };
			await expect(look(desk, { store })).rejects.toThrow(StoreUnavailable);
			await look(desk);
			expect((await desk.standing(row)).state).toBe('queued');
		}),
	);
	it.each(['survey', 'broadcast'] as const)(
		'that we began ourselves stays for staff to see, and is never sent again (%s)',
		(kind) =>
			withDesk(async (desk) => {
				const row = await doubted(desk, { class: kind });
				desk.clock.move(DOUBT_MS * 100);
				await look(desk);
				await send(desk);
				expect((await desk.standing(row)).state).toBe('in-doubt');
				expect(desk.provider.calls).toHaveLength(1);
			})(),
	);
	it(
		'that may not go any more is not sent once more',
		withDesk(async (desk) => {
			desk.reporters.set('case-1', { number: AMA, policy: 'sms-neutral' });
			const row = await doubted(desk, { class: 'notice', to: '' }, { caseId: 'case-1' });
			desk.reporters.set('case-1', { number: AMA, policy: 'never' });
			desk.clock.move(DOUBT_MS);
			await look(desk);
			await send(desk);
			expect(await desk.standing(row)).toMatchObject({ state: 'suppressed', reason: 'contact-policy' });
			expect(desk.provider.calls).toHaveLength(1);
		}),
	);
	it(
		'does not stand in the way of the others when something is wrong with it, and is told of',
		withDesk(async (desk) => {
			desk.reporters.set('case-1', { number: AMA, policy: 'sms-neutral' });
			const good = [await doubted(desk, { class: 'reply', text: 'a' })];
			const odd = await doubted(desk, { class: 'notice', to: '' }, { caseId: 'case-1', id: 'A'.repeat(22) });
			for (const one of ['b', 'c', 'd', 'e']) good.push(await doubted(desk, { class: 'reply', text: one }));
			desk.provider.listed = ['a', 'b', 'c', 'd', 'e'].map((one) => listedMessage(`SM${one}`, one));
			expect(good.some(({ id }) => id > odd.id)).toBe(true);
			const reporter = () => Promise.reject(new Error('damaged'));
			await expect(look(desk, { reporter })).rejects.toThrow('damaged');
			expect((await desk.standing(odd)).state).toBe('in-doubt');
			for (const row of good) expect((await desk.standing(row)).state).toBe('sent');
		}),
	);
	it(
		'of a route that is gone waits for staff',
		withDesk(async (desk) => {
			const row = await doubted(desk, { class: 'reply' });
			desk.clock.move(DOUBT_MS);
			await reconcile([], { ...desk.parts, abandonedMs: ABANDONED_MS, doubtMs: DOUBT_MS, looks: new Map() });
			expect((await desk.standing(row)).state).toBe('in-doubt');
		}),
	);
	it(
		'is asked for at growing pauses, hourly at last, and no more after a day',
		withDesk(async (desk) => {
			await doubted(desk, { class: 'broadcast' });
			const looks: Looks = new Map();
			const asked: number[] = [];
			for (let seconds = 0; seconds <= 2 * 86_400; seconds += 15) {
				const before = desk.provider.askedFor.length;
				await lookAgain(desk, looks);
				if (desk.provider.askedFor.length > before) asked.push(seconds);
				desk.clock.move(15_000);
			}
			expect(asked.slice(0, 9)).toEqual([0, 15, 30, 60, 120, 240, 480, 600, 1_200]);
			const pauses = asked.slice(9).map((at, place) => at - (asked[place + 8] ?? 0));
			expect(Math.min(...pauses)).toBeGreaterThanOrEqual(1_200);
			expect(Math.max(...pauses)).toBe(3_600);
			expect(asked.at(-1)).toBeLessThan(86_400);
			expect(asked.length).toBeLessThan(40);
		}),
	);
	it(
		'that was sent once more is looked after anew',
		withDesk(async (desk) => {
			const row = await doubted(desk, { class: 'reply' });
			const looks: Looks = new Map();
			await lookAgain(desk, looks);
			desk.clock.move(DOUBT_MS);
			await lookAgain(desk, looks);
			expect((await desk.standing(row)).state).toBe('queued');
			desk.provider.next.push(unknown);
			await send(desk);
			const before = desk.provider.askedFor.length;
			await lookAgain(desk, looks);
			expect(desk.provider.askedFor).toHaveLength(before + 1);
			expect(looks.size).toBe(1);
		}),
	);
	it(
		'is found on whichever page it lies',
		withDesk(async (desk) => {
			const rows: OutboxRow[] = [];
			for (let index = 0; index < 110; index += 1)
				rows.push(await doubted(desk, { class: 'reply', text: `text ${index}` }));
			desk.clock.move(DOUBT_MS);
			await look(desk);
			for (const row of rows) expect((await desk.standing(row)).state).toBe('queued');
		}),
	);
});

describe('an attempt that nobody waits for any more', () => {
	it(
		'is in doubt, and one that is still waited for is left alone',
		withDesk(async (desk) => {
			const row = await desk.queue();
			const [claim] = await desk.claim();
			if (claim === undefined) throw new Error('one is free');
			await desk.store.outbox.attempt(row.id, claim.fence, MORNING);
			desk.clock.move(ABANDONED_MS);
			await look(desk);
			expect((await desk.standing(row)).state).toBe('attempting');
			desk.clock.move(1);
			await look(desk);
			expect(await desk.standing(row)).toMatchObject({ state: 'in-doubt', reason: 'nobody-waits' });
		}),
	);
});
