import type { Sent } from '../../src/channels/sending.ts';
import { type Step, sendOne, steps } from '../../src/outbox/send-one.ts';
import { messageClasses } from '../../src/store/message.ts';
import type { OutboxRow } from '../../src/store/store.ts';
import { AMA, DAY_MS, type Desk, KOFI, MORNING, withDesk } from './support/desk.ts';

const HOUR_MS = 3_600_000;
const refusedLater: Sent = { outcome: 'refused', reason: 'http-429', retry: 'later' };
const refused: Sent = { outcome: 'refused', reason: 'invalid-phone-number', retry: 'never' };
const unknown: Sent = { outcome: 'unknown', reason: 'timeout' };

async function send(desk: Desk): Promise<void> {
	for (const claim of await desk.claim()) await sendOne(claim, desk.route, desk.parts);
}

/** Sends until it is not queued any more, and gives the milliseconds of each wait. */
async function waits(desk: Desk, row: OutboxRow): Promise<readonly number[]> {
	const waited: number[] = [];
	for (;;) {
		await send(desk);
		const { state, row: now } = await desk.standing(row);
		if (state !== 'queued') return waited;
		waited.push(now.due - desk.clock.now());
		desk.clock.move(now.due - desk.clock.now());
	}
}

describe('a message that is sent', () => {
	it(
		'is handed over once, with all that the provider needs, and is accepted under its name',
		withDesk(
			async (desk) => {
				const row = await desk.queue({ expiresAt: MORNING + 90_500 });
				await send(desk);
				await send(desk);
				expect(desk.provider.calls).toEqual([
					{
						id: row.id,
						to: AMA,
						from: '20880',
						text: 'School begins on Monday.',
						validForSeconds: 91,
						reportsTo: 'https://line.example/reports',
					},
				]);
				const accepted = { state: 'accepted', ref: 'test:ref-1', attempts: 1, acceptedAt: MORNING };
				expect(await desk.standing(row)).toMatchObject(accepted);
				expect(desk.endings).toEqual(['accepted']);
			},
			{ route: { reportsTo: 'https://line.example/reports' } },
		),
	);
	it(
		'goes through every step in order, since the kill tests rely on their names',
		withDesk(async (desk) => {
			const seen: Step[] = [];
			desk.onStep = (step) => void seen.push(step);
			await desk.queue();
			await send(desk);
			expect(seen).toEqual(steps);
		}),
	);
	it.each(messageClasses)('is attempted on record before the provider is called (%s)', (kind) =>
		withDesk(async (desk) => {
			desk.reporters.set('case-1', { number: AMA, policy: 'sms-neutral' });
			const row = await desk.queue({ class: kind }, kind === 'notice' ? { caseId: 'case-1' } : {});
			desk.onStep = async (step) => {
				if (step === 'before-provider') expect((await desk.standing(row)).state).toBe('attempting');
			};
			await send(desk);
			expect((await desk.standing(row)).state).toBe('accepted');
		})(),
	);
	it(
		'waits longer each time that a provider cannot take it, as long as it is of use, and then has failed',
		withDesk(async (desk) => {
			const row = await desk.queue({ expiresAt: MORNING + 2 * HOUR_MS });
			desk.provider.next.push(...Array.from({ length: 20 }, () => refusedLater));
			const waited = await waits(desk, row);
			expect(waited).toEqual([5_000, 25_000, 125_000, 625_000, 1_800_000, 1_800_000, 1_800_000]);
			expect(await desk.standing(row)).toMatchObject({ state: 'failed', reason: 'http-429', attempts: 8 });
		}),
	);
	it(
		'is counted once however often a provider could not take it, so that an outage uses up no cap',
		withDesk(
			async (desk) => {
				const row = await desk.queue();
				desk.provider.next.push(...Array.from({ length: 6 }, () => refusedLater));
				await waits(desk, row);
				expect((await desk.standing(row)).state).toBe('accepted');
				const others = [await desk.queue({ text: 'two' }), await desk.queue({ text: 'three' })];
				await send(desk);
				for (const other of others) expect((await desk.standing(other)).state).toBe('accepted');
				const fourth = await desk.queue({ to: KOFI, text: 'four' });
				await send(desk);
				expect(await desk.standing(fourth)).toMatchObject({ state: 'suppressed', reason: 'spending-cap' });
			},
			{ route: { segmentsADay: 3 } },
		),
	);
	it(
		'has failed at once where the provider says never',
		withDesk(async (desk) => {
			const row = await desk.queue();
			desk.provider.next.push(refused);
			await send(desk);
			expect(await desk.standing(row)).toMatchObject({ state: 'failed', reason: 'invalid-phone-number' });
			expect(desk.endings).toEqual(['failed invalid-phone-number']);
		}),
	);
	it.each(messageClasses)('is in doubt where nobody knows, and is not sent again by itself (%s)', (kind) =>
		withDesk(async (desk) => {
			desk.reporters.set('case-1', { number: AMA, policy: 'sms-neutral' });
			const row = await desk.queue({ class: kind }, kind === 'notice' ? { caseId: 'case-1' } : {});
			desk.provider.next.push(unknown);
			await send(desk);
			desk.clock.move(2 * HOUR_MS);
			await send(desk);
			expect(await desk.standing(row)).toMatchObject({ state: 'in-doubt', reason: 'timeout', ref: '' });
			expect(desk.provider.calls).toHaveLength(1);
		})(),
	);
	it.each(['reply', 'notice'] as const)(
		'tells of a wish that only the provider knew: it is ours from then on (%s)',
		(kind) =>
			withDesk(async (desk) => {
				desk.reporters.set('case-1', { number: KOFI, policy: 'sms-neutral' });
				const changes = kind === 'notice' ? { caseId: 'case-1' } : {};
				const row = await desk.queue({ class: kind, to: kind === 'notice' ? '' : KOFI }, changes);
				desk.provider.next.push({ ...refused, reason: 'user-in-blacklist', optedOut: true });
				await send(desk);
				expect(await desk.standing(row)).toMatchObject({ state: 'failed', reason: 'user-in-blacklist' });
				const after = await desk.queue({ to: KOFI });
				await send(desk);
				expect(await desk.standing(after)).toMatchObject({ state: 'suppressed', reason: 'opted-out' });
			})(),
	);
	it(
		'that was found in doubt while we were away is accepted all the same, for nobody else can know it',
		withDesk(async (desk) => {
			const row = await desk.queue();
			desk.onStep = async (step) => {
				if (step !== 'after-provider') return;
				desk.clock.move(60_000);
				expect(await desk.store.outbox.doubt(desk.clock.now())).toBe(1);
			};
			await send(desk);
			expect(await desk.standing(row)).toMatchObject({ state: 'accepted', ref: 'test:ref-1' });
		}),
	);
});

describe('a message that must not go', () => {
	it(
		'is expired when it is too old, to the millisecond',
		withDesk(async (desk) => {
			const old = await desk.queue({ expiresAt: MORNING });
			const young = await desk.queue({ expiresAt: MORNING + 1 });
			await send(desk);
			expect(await desk.standing(old)).toMatchObject({ state: 'expired', reason: 'too-old', attempts: 0 });
			expect((await desk.standing(young)).state).toBe('accepted');
			expect(desk.provider.calls.map(({ validForSeconds }) => validForSeconds)).toEqual([1]);
		}),
	);
	it(
		'is suppressed for who wants no texts',
		withDesk(async (desk) => {
			await desk.wants(AMA, 'none');
			const row = await desk.queue();
			await send(desk);
			expect(await desk.standing(row)).toMatchObject({ state: 'suppressed', reason: 'opted-out', attempts: 0 });
			expect(desk.provider.calls).toEqual([]);
		}),
	);
	it(
		'is stopped by a wish that comes at the last moment, after its attempt was recorded',
		withDesk(async (desk) => {
			const row = await desk.queue();
			desk.onStep = async (step) => {
				if (step === 'attempted') await desk.wants(AMA, 'none');
			};
			await send(desk);
			expect(await desk.standing(row)).toMatchObject({ state: 'failed', reason: 'opted-out' });
			expect(desk.provider.calls).toEqual([]);
		}),
	);
	it(
		'about a case goes to the number of that very moment, or not at all',
		withDesk(async (desk) => {
			desk.reporters.set('case-1', { number: AMA, policy: 'sms-neutral' });
			const moved = await desk.queue({ class: 'notice', to: '' }, { caseId: 'case-1' });
			desk.onStep = (step) => {
				if (step === 'attempted') desk.reporters.set('case-1', { number: KOFI, policy: 'sms-neutral' });
			};
			await send(desk);
			expect(desk.provider.calls.map(({ to }) => to)).toEqual([KOFI]);
			expect((await desk.standing(moved)).state).toBe('accepted');
			const withdrawn = await desk.queue({ class: 'notice', to: '' }, { caseId: 'case-1' });
			desk.onStep = (step) => {
				if (step === 'attempted') desk.reporters.delete('case-1');
			};
			await send(desk);
			expect(await desk.standing(withdrawn)).toMatchObject({ state: 'failed', reason: 'contact-policy' });
			expect(desk.provider.calls).toHaveLength(1);
		}),
	);
	it.each(['survey', 'broadcast', 'notice'] as const)('waits for the morning, and goes then (%s)', (kind) =>
		withDesk(async (desk) => {
			desk.reporters.set('case-1', { number: AMA, policy: 'sms-neutral' });
			desk.clock.move(13 * HOUR_MS);
			const row = await desk.queue(
				{ class: kind, expiresAt: MORNING + 2 * DAY_MS },
				kind === 'notice' ? { caseId: 'case-1' } : {},
			);
			await send(desk);
			expect(await desk.standing(row)).toMatchObject({ state: 'queued', reason: 'quiet-hours' });
			desk.clock.move(10 * HOUR_MS - 1);
			await send(desk);
			expect(desk.provider.calls).toEqual([]);
			desk.clock.move(1);
			await send(desk);
			expect((await desk.standing(row)).state).toBe('accepted');
		})(),
	);
	it(
		'does not wait for the morning when it is an answer: the person is awake',
		withDesk(async (desk) => {
			desk.clock.move(13 * HOUR_MS);
			const row = await desk.queue({ class: 'reply', expiresAt: MORNING + DAY_MS });
			await send(desk);
			expect((await desk.standing(row)).state).toBe('accepted');
		}),
	);
	it(
		'waits for its turn where the route is slow, and uses up no cap by waiting',
		withDesk(
			async (desk) => {
				const rows = [];
				for (const text of ['one', 'two', 'three']) rows.push(await desk.queue({ text }));
				await send(desk);
				expect(desk.endings.toSorted()).toEqual(['accepted', 'queued rate', 'queued rate']);
				for (let looks = 0; looks < 12; looks += 1) {
					desk.clock.move(250);
					await send(desk);
				}
				for (const row of rows) expect((await desk.standing(row)).state).toBe('accepted');
				expect(desk.provider.calls).toHaveLength(3);
			},
			{ route: { perSecond: 1 } },
		),
	);
	it(
		'is suppressed at a cap; only what is somebody’s mistake raises an alarm',
		withDesk(async (desk) => {
			const rows = [];
			for (let index = 0; index < 4; index += 1) rows.push(await desk.queue({ text: `text ${index}` }));
			await send(desk);
			const stands = await Promise.all(rows.map((row) => desk.standing(row)));
			expect(stands.map(({ state, reason }) => `${state} ${reason}`.trim()).toSorted()).toEqual([
				'accepted',
				'accepted',
				'accepted',
				'suppressed person-cap',
			]);
			expect(desk.alarms).toEqual([]);
		}),
	);
	it(
		'raises an alarm where the spending of the day is used up',
		withDesk(
			async (desk) => {
				const row = await desk.queue({ text: 'x'.repeat(161) });
				await send(desk);
				expect(await desk.standing(row)).toMatchObject({ state: 'suppressed', reason: 'spending-cap' });
				expect(desk.alarms).toEqual(['spending-cap gh-sms']);
			},
			{ route: { segmentsADay: 1 } },
		),
	);
	it(
		'goes all the same where it answers a text of the person’s own, since a budget must leave nobody without an answer',
		withDesk(
			async (desk) => {
				const row = await desk.queue({ class: 'reply', text: 'x'.repeat(161) });
				await send(desk);
				expect((await desk.standing(row)).state).toBe('accepted');
				expect(desk.alarms).toEqual(['spending-cap gh-sms']);
			},
			{ route: { segmentsADay: 1 } },
		),
	);
	it(
		'is suppressed and seen where no key opens it',
		withDesk(async (desk) => {
			const row = await desk.queue({}, { sealed: new Uint8Array([1, 2, 3]) });
			await send(desk);
			expect(await desk.standing(row)).toMatchObject({ state: 'suppressed', reason: 'unreadable' });
			expect(desk.alarms).toEqual(['unreadable gh-sms']);
		}),
	);
	it(
		'is left alone by who was paused past the claim, whatever the other has done',
		withDesk(async (desk) => {
			const row = await desk.queue();
			const [paused] = await desk.claim();
			if (paused === undefined) throw new Error('one is free');
			desk.clock.move(60_000);
			await send(desk);
			await sendOne(paused, desk.route, desk.parts);
			expect(desk.provider.calls).toHaveLength(1);
			expect((await desk.standing(row)).state).toBe('accepted');
			expect(desk.endings).toEqual(['accepted']);
		}),
	);
});
