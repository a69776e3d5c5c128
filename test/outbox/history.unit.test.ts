import type { SendParts } from '../../src/outbox/send-one.ts';
import { systemChance } from '../../src/shared/chance.ts';
import { type Broken, history } from './model/history.ts';

/**
 * The outbox against what must hold whatever happens (`model/world.ts`): in random histories of messages, wishes, cases, faults,
 * reports, crashes and two senders at once. `KASAKUMA_SEED` repeats a run.
 */

const full = process.env['KASAKUMA_FULL'] === '1';
const seed = process.env['KASAKUMA_SEED'] ?? systemChance.digits(8);
const STEPS = 250;
const HISTORIES = full ? 400 : 20;
/** Within so many histories what is broken on purpose must be found out. */
const HISTORIES_BROKEN = 40;

const withOutbox = (parts: SendParts, outbox: Partial<SendParts['store']['outbox']>): SendParts => ({
	...parts,
	store: { ...parts.store, outbox: { ...parts.store.outbox, ...outbox } },
});

const variants: readonly (readonly [string, Broken])[] = [
	[
		'does not hear of wishes',
		(parts) => ({ ...parts, store: { ...parts.store, optOuts: { get: async () => undefined } } }),
	],
	[
		'tells every case to its reporter',
		(parts) => ({
			...parts,
			reporter: async (caseId) => ({ ...(await parts.reporter(caseId)), policy: 'sms-neutral' }),
		}),
	],
	[
		'counts nothing',
		(parts) => ({ ...parts, store: { ...parts.store, rates: { take: async ({ wanted }) => wanted } } }),
	],
	[
		'takes every attempt for allowed',
		(parts) =>
			withOutbox(parts, {
				attempt: async (...given) => {
					await parts.store.outbox.attempt(...given);
					return true;
				},
			}),
	],
	[
		'sends again whatever is in doubt',
		(parts) =>
			withOutbox(parts, {
				inState: async (state, page) => {
					const found = await parts.store.outbox.inState(state, page);
					for (const { row } of found)
						await parts.store.outbox.resolve(row.id, { state: 'queued', due: 0, reason: '' });
					return [];
				},
			}),
	],
	[
		'takes every message in doubt for accepted',
		(parts) =>
			withOutbox(parts, {
				inState: async (state, page) => {
					const found = await parts.store.outbox.inState(state, page);
					const told = { state: 'accepted', reason: '', at: 0 } as const;
					for (const { row } of found) await parts.store.outbox.reportedOn(row.id, `test:guess-${row.id}`, told);
					return [];
				},
			}),
	],
];

describe('the outbox', () => {
	it('keeps what it promises through whatever happens', async () => {
		for (let number = 0; number < HISTORIES; number += 1) {
			const broken = await history(`${seed}|${number}`, STEPS);
			expect({ seed: `${seed}|${number}`, broken }).toEqual({ seed: `${seed}|${number}`, broken: [] });
		}
	}, 1_200_000);

	it.each(variants)(
		'is caught when it %s, so that this test proves something',
		async (_name, broken) => {
			let found: readonly string[] = [];
			for (let number = 0; number < HISTORIES_BROKEN && found.length === 0; number += 1) {
				found = await history(`${seed}|broken|${number}`, STEPS, broken);
			}
			expect(found).not.toEqual([]);
		},
		600_000,
	);
});
