import type { DeliveryReport } from '../../src/channels/sending.ts';
import { sendOne } from '../../src/outbox/send-one.ts';
import { takeReport } from '../../src/outbox/take-report.ts';
import type { OutboxRow } from '../../src/store/store.ts';
import { StoreUnavailable } from '../../src/store/unavailable.ts';
import { AMA, type Desk, KOFI, MORNING, withDesk } from './support/desk.ts';

const report = (changes: Partial<DeliveryReport> = {}): DeliveryReport => ({
	ref: 'ref-1',
	state: 'delivered',
	word: 'Success',
	...changes,
});

async function sentRow(desk: Desk): Promise<OutboxRow> {
	const row = await desk.queue();
	for (const claim of await desk.claim()) await sendOne(claim, desk.route, desk.parts);
	return row;
}

const wishOf = async ({ store, vault }: Desk, number: string) =>
	(await store.optOuts.get(vault.index('person', number)))?.wants;

describe('a report', () => {
	it(
		'moves its message, and says when',
		withDesk(async (desk) => {
			const row = await sentRow(desk);
			desk.clock.move(7_000);
			expect(await takeReport('test', report(), desk)).toBe('moved');
			expect(await desk.standing(row)).toMatchObject({ state: 'delivered', finalAt: MORNING + 7_000 });
		}),
	);
	it(
		'that comes twice or late changes nothing more',
		withDesk(async (desk) => {
			const row = await sentRow(desk);
			await takeReport('test', report({ state: 'failed', reason: 'absent' }), desk);
			const before = await desk.standing(row);
			desk.clock.move(7_000);
			for (const state of ['failed', 'sent', 'delivered', 'accepted', 'expired'] as const)
				expect(await takeReport('test', report({ state }), desk)).toBe('stale');
			expect(await desk.standing(row)).toEqual(before);
			expect(before).toMatchObject({ state: 'failed', reason: 'absent' });
		}),
	);
	it(
		'that comes before its message was accepted here is kept until then',
		withDesk(async (desk) => {
			desk.onStep = async (step) => {
				if (step === 'after-provider') expect(await takeReport('test', report(), desk)).toBe('early');
			};
			expect(await desk.standing(await sentRow(desk))).toMatchObject({ state: 'delivered' });
		}),
	);
	it(
		'of another provider is another message’s, though it has the same reference',
		withDesk(async (desk) => {
			const row = await sentRow(desk);
			expect(await takeReport('other', report(), desk)).toBe('early');
			expect((await desk.standing(row)).state).toBe('accepted');
		}),
	);
	it(
		'finds its message by our own id while nobody knows the provider’s',
		withDesk(async (desk) => {
			desk.provider.next.push({ outcome: 'unknown', reason: 'timeout' });
			const row = await sentRow(desk);
			expect((await desk.standing(row)).state).toBe('in-doubt');
			expect(await takeReport('test', report({ ref: 'late', ours: row.id, state: 'sent' }), desk)).toBe('moved');
			expect(await takeReport('test', report({ ref: 'late' }), desk)).toBe('moved');
			expect(await desk.standing(row)).toMatchObject({ state: 'delivered', ref: 'test:late' });
		}),
	);
	it(
		'with an id that is none of ours counts by its reference',
		withDesk(async (desk) => {
			const row = await sentRow(desk);
			expect(await takeReport('test', report({ ours: 'nobody' }), desk)).toBe('moved');
			expect((await desk.standing(row)).state).toBe('delivered');
		}),
	);
	it(
		'in a word that we do not know changes nothing, and is no error',
		withDesk(async (desk) => {
			const row = await sentRow(desk);
			const before = await desk.standing(row);
			const odd = report({ state: undefined, word: 'Enroute' });
			expect(await takeReport('test', odd, desk)).toBe('unknown-word');
			expect(await takeReport('test', { ...odd, ours: row.id }, desk)).toBe('unknown-word');
			expect(await desk.standing(row)).toEqual(before);
		}),
	);
	it.each(['failed', undefined] as const)('that somebody told the provider to stop is a wish of theirs (%s)', (state) =>
		withDesk(async (desk) => {
			const row = await sentRow(desk);
			await takeReport('test', report({ state, to: AMA, optedOut: true, ref: 'ref-1' }), desk);
			expect(await wishOf(desk, AMA)).toBe('none');
			expect(await wishOf(desk, KOFI)).toBeUndefined();
			expect((await desk.standing(row)).state).toBe(state ?? 'accepted');
		})(),
	);
	it(
		'that could not be kept is refused, so that the provider sends it again',
		withDesk(async ({ store, vault, clock }) => {
			const away = () => Promise.reject(new StoreUnavailable('away'));
			const outbox = { ...store.outbox, reported: away };
			await expect(takeReport('test', report(), { store: { ...store, outbox }, vault, clock })).rejects.toThrow(
				StoreUnavailable,
			);
			const optOut = report({ optedOut: true, to: AMA });
			await expect(takeReport('test', optOut, { store: { ...store, commit: away }, vault, clock })).rejects.toThrow(
				StoreUnavailable,
			);
		}),
	);
});
