import { SAME_TEXT_AN_HOUR } from '../../src/outbox/promises.ts';
import { sendOne } from '../../src/outbox/send-one.ts';
import { type MessageClass, messageClasses } from '../../src/store/message.ts';
import { AMA, type Desk, withDesk } from './support/desk.ts';

/**
 * A job that is stuck makes the same text to one number again and again, while others go on: what one deployment of another
 * service of this kind sent for days before anybody saw it.
 */

const ROUNDS = 120;
const MINUTE_MS = 60_000;
const STUCK_TEXT = 'Please answer.';

async function send(desk: Desk): Promise<void> {
	for (const claim of await desk.claim(50)) await sendOne(claim, desk.route, desk.parts);
}

const sentTo = (desk: Desk, text: string) => desk.provider.calls.filter((call) => call.text === text).length;

/** Two hours of it, one a minute; beside it one person is answered each minute. */
async function storm(desk: Desk, kind: MessageClass): Promise<void> {
	for (let round = 0; round < ROUNDS; round += 1) {
		const caseId = kind === 'notice' ? { caseId: 'case-1' } : {};
		await desk.queue({ class: kind, text: STUCK_TEXT }, caseId);
		await desk.queue({ class: 'reply', text: `Answer ${round}`, to: `+2332401${String(round).padStart(5, '0')}` });
		await send(desk);
		desk.clock.move(MINUTE_MS);
	}
}

describe('a job that is stuck', () => {
	it.each(messageClasses)('is stopped at the cap and nobody else is, with every copy accounted for (%s)', (kind) =>
		withDesk(async (desk) => {
			desk.reporters.set('case-1', { number: AMA, policy: 'sms-neutral' });
			await storm(desk, kind);
			const hours = (ROUNDS * MINUTE_MS) / 3_600_000;
			expect(sentTo(desk, STUCK_TEXT)).toBeGreaterThan(0);
			expect(sentTo(desk, STUCK_TEXT)).toBeLessThanOrEqual(SAME_TEXT_AN_HOUR * (1 + hours));
			expect(desk.provider.calls.filter(({ text }) => text.startsWith('Answer'))).toHaveLength(ROUNDS);
			const suppressed = await desk.store.outbox.inState('suppressed', { after: '', most: 1_000 });
			expect(suppressed).toHaveLength(ROUNDS - sentTo(desk, STUCK_TEXT));
			expect(await desk.store.outbox.inState('queued', { after: '', most: 1_000 })).toEqual([]);
		})(),
	);
	it.each(messageClasses)('raises an alarm within the hour (%s)', (kind) =>
		withDesk(async (desk) => {
			desk.reporters.set('case-1', { number: AMA, policy: 'sms-neutral' });
			await storm(desk, kind);
			expect(desk.alarms).toContain('storm gh-sms');
		})(),
	);
	it(
		'leaves the person whom it meets their answers to what they ask',
		withDesk(async (desk) => {
			await storm(desk, 'survey');
			const before = desk.provider.calls.length;
			await desk.queue({ class: 'reply', text: 'Your code is known.' });
			await send(desk);
			expect(desk.provider.calls.slice(before).map(({ text }) => text)).toEqual(['Your code is known.']);
		}),
	);
	it(
		'in two hundred copies at once is stopped at the cap as well',
		withDesk(async (desk) => {
			for (let copy = 0; copy < 200; copy += 1) await desk.queue({ class: 'reply', text: STUCK_TEXT });
			const claims = await desk.claim(200);
			await Promise.all(claims.map((claim) => sendOne(claim, desk.route, desk.parts)));
			expect(desk.provider.calls).toHaveLength(SAME_TEXT_AN_HOUR);
			expect(desk.alarms).toHaveLength(200 - SAME_TEXT_AN_HOUR);
		}),
	);
});
