import { capMet } from '../../src/outbox/caps.ts';
import { SAME_TEXT_AN_HOUR } from '../../src/outbox/promises.ts';
import type { Message } from '../../src/store/message.ts';
import { makeSqlite } from '../store/make-sqlite.ts';
import { AMA, DAY_MS, type Desk, KOFI, MORNING, usualMessage, withDesk } from './support/desk.ts';

const HOUR_MS = 3_600_000;

interface Asked {
	readonly to?: string;
	readonly at?: number;
	readonly segments?: number;
	readonly segmentsADay?: number;
	readonly message?: Partial<Message>;
}

/** Every text differs from the others unless it is given. */
function asking({ store, vault }: Pick<Desk, 'store' | 'vault'>) {
	let texts = 0;
	return ({ to = AMA, at = MORNING, segments = 1, segmentsADay, message }: Asked = {}) =>
		capMet(
			{ routeId: 'gh-sms', to, now: at, message: { ...usualMessage, text: `text ${texts++}`, ...message } },
			{ segments, segmentsADay },
			{ store, vault },
		);
}

async function times(count: number, ask: () => Promise<string | undefined>): Promise<(string | undefined)[]> {
	const met: (string | undefined)[] = [];
	for (let asked = 0; asked < count; asked += 1) met.push(await ask());
	return met;
}

const allowed = (count: number) => Array.from({ length: count }, () => undefined);

describe('a cap', () => {
	it.each([
		['notice', 4],
		['survey', 12],
		['broadcast', 3],
	] as const)('on %s lets a person have %i in a day and no more, since more is a nuisance', (kind, most) =>
		withDesk(async (desk) => {
			const ask = asking(desk);
			const met = await times(most + 1, () => ask({ message: { class: kind } }));
			expect(met).toEqual([...allowed(most), 'person-cap']);
			expect(await ask({ to: KOFI, message: { class: kind } })).toBeUndefined();
		})(),
	);
	it(
		'never holds back an answer, since people may ask as often as they like',
		withDesk(async (desk) => {
			const ask = asking(desk);
			expect(await times(50, () => ask({ message: { class: 'reply' } }))).toEqual(allowed(50));
		}),
	);
	it(
		'of one class leaves the others alone, so that broadcasts do not end a survey',
		withDesk(async (desk) => {
			const ask = asking(desk);
			expect(await times(4, () => ask())).toEqual([...allowed(3), 'person-cap']);
			expect(await ask({ message: { class: 'survey' } })).toBeUndefined();
		}),
	);
	it(
		'rolls: what was used comes back over a day, and not at midnight',
		withDesk(async (desk) => {
			const ask = asking(desk);
			const evening = MORNING + 15 * HOUR_MS;
			await times(3, () => ask({ at: evening }));
			expect(await ask({ at: evening + 2 * HOUR_MS })).toBe('person-cap');
			expect(await ask({ at: evening + 8 * HOUR_MS - 1 })).toBe('person-cap');
			expect(await ask({ at: evening + 8 * HOUR_MS })).toBeUndefined();
			expect(await ask({ at: evening + 8 * HOUR_MS })).toBe('person-cap');
			expect(await times(4, () => ask({ at: evening + 8 * HOUR_MS + DAY_MS }))).toEqual([...allowed(3), 'person-cap']);
		}),
	);
	it('holds over all instances together, since each would allow it alone', async () => {
		const made = await makeSqlite();
		const desk = withDesk(async ({ vault }) => {
			const first = asking({ store: made.store, vault });
			const second = asking({ store: await made.other(), vault });
			const texts = Array.from({ length: 8 }, (_, index) => `from either ${index}`);
			const met = await Promise.all(
				texts.map((text, index) => (index % 2 === 0 ? first : second)({ message: { text } })),
			);
			expect(met.filter((cap) => cap === undefined)).toHaveLength(3);
		});
		try {
			await desk();
		} finally {
			await made.dispose();
		}
	});
	it(
		'stops one text to one number, whatever sends it, and only that',
		withDesk(async (desk) => {
			const ask = asking(desk);
			const same = { message: { class: 'reply', text: 'the same' } } as const;
			expect(await times(SAME_TEXT_AN_HOUR + 2, () => ask(same))).toEqual([
				...allowed(SAME_TEXT_AN_HOUR),
				'storm',
				'storm',
			]);
			expect(await ask({ message: { class: 'reply' } })).toBeUndefined();
			expect(await ask({ ...same, to: KOFI })).toBeUndefined();
			expect(await ask({ ...same, at: MORNING + HOUR_MS / SAME_TEXT_AN_HOUR })).toBeUndefined();
		}),
	);
	it(
		'on spending counts segments, over everybody together, and comes back over a day',
		withDesk(async (desk) => {
			const ask = asking(desk);
			const spend = (segments: number, at = MORNING) =>
				ask({ segments, at, segmentsADay: 10, message: { class: 'reply' } });
			expect(await spend(4)).toBeUndefined();
			expect(await spend(6)).toBeUndefined();
			expect(await spend(1)).toBe('spending-cap');
			expect(await spend(5, MORNING + DAY_MS / 2)).toBeUndefined();
			expect(await spend(1, MORNING + DAY_MS / 2)).toBe('spending-cap');
		}),
	);
	it(
		'on spending that allows nothing lets nothing go, and is no error',
		withDesk(async (desk) => {
			expect(await asking(desk)({ segmentsADay: 0 })).toBe('spending-cap');
		}),
	);
	it(
		'keeps no number and no text in the store, since its names are indexed under the key',
		withDesk(async ({ store, vault }) => {
			const names: string[] = [];
			const rates = {
				take: (ask: Parameters<typeof store.rates.take>[0]) => {
					names.push(ask.name);
					return store.rates.take(ask);
				},
			};
			await asking({ store: { ...store, rates }, vault })({ segmentsADay: 10, message: { text: 'tell-tale' } });
			expect(names).toHaveLength(3);
			expect(names.join(' ')).not.toMatch(/233240|tell-tale/);
		}),
	);
});
