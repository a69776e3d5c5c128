import { lookAfterReports } from '../../src/outbox/look-after-reports.ts';
import { sendOne } from '../../src/outbox/send-one.ts';
import type { Reported } from '../../src/outbox/take-report.ts';
import { AMA, type Desk, listedMessage, withDesk } from './support/desk.ts';

const HOUR_MS = 3_600_000;

/** A message that the provider took, and of which nothing was told since. */
async function accepted(desk: Desk) {
	const row = await desk.queue();
	for (const claim of await desk.claim()) await sendOne(claim, desk.route, desk.parts);
	expect((await desk.standing(row)).state).toBe('accepted');
	return row;
}

/** One run of the job; gives what became of each report that it found. */
async function look(desk: Desk, route: Partial<Desk['route']> = {}): Promise<readonly Reported[]> {
	const found: Reported[] = [];
	const parts = { ...desk.parts, reported: (_route: string, what: Reported) => found.push(what) };
	await lookAfterReports([{ ...desk.route, ...route }], parts);
	return found;
}

describe('a report that never came', () => {
	it.each(['delivered', 'failed', 'sent'] as const)('is found in the list of the provider an hour later: %s', (state) =>
		withDesk(async (desk) => {
			const row = await accepted(desk);
			desk.provider.listed = [listedMessage('another', 'x'), listedMessage('ref-1', 'x', { state })];
			desk.clock.move(HOUR_MS);
			expect(await look(desk)).toEqual(['moved']);
			expect((await desk.standing(row)).state).toBe(state);
			expect(desk.provider.askedFor.map(({ to }) => to)).toEqual([AMA]);
		})(),
	);

	it(
		'is asked for after an hour, four and sixteen, and never again',
		withDesk(async (desk) => {
			await accepted(desk);
			const askedAt: number[] = [];
			for (let hours = 0; hours < 60; hours++) {
				const before = desk.provider.askedFor.length;
				await look(desk);
				if (desk.provider.askedFor.length > before) askedAt.push(hours);
				desk.clock.move(HOUR_MS);
			}
			expect(askedAt).toEqual([1, 4, 16]);
			expect(desk.provider.calls).toHaveLength(1);
		}),
	);

	it(
		'is not asked for where something final was told, or of a provider that keeps no list',
		withDesk(async (desk) => {
			const row = await accepted(desk);
			desk.clock.move(HOUR_MS);
			const { sentTo: _, ...sender } = desk.provider;
			await look(desk, { sender });
			await desk.store.outbox.reportedOn(row.id, 'test:ref-1', {
				state: 'delivered',
				reason: '',
				at: desk.clock.now(),
			});
			await look(desk);
			expect(desk.provider.askedFor).toEqual([]);
		}),
	);

	it(
		'changes nothing where the list does not know the message, and one list that fails holds up no other message',
		withDesk(async (desk) => {
			const rows = [await accepted(desk), await accepted(desk)];
			desk.provider.listed = undefined;
			desk.clock.move(HOUR_MS);
			await expect(look(desk)).rejects.toThrow('no list');
			expect(desk.provider.askedFor).toHaveLength(2);
			desk.provider.listed = [listedMessage('another', 'x')];
			expect(await look(desk)).toEqual([]);
			for (const row of rows) expect((await desk.standing(row)).state).toBe('accepted');
		}),
	);
});
