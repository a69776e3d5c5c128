import fc from 'fast-check';
import { scanFrames } from '../../../src/turns/spool/frame.ts';
import { FaultFs } from './fault-fs.ts';
import { appendAll, startOn, TurnStore, turns } from './rig.ts';

/** `SPOOL_SEEDS=10000` for a long run. */
const RUNS = Number(process.env['SPOOL_SEEDS'] ?? 400);

type Step =
	| { readonly do: 'append'; readonly count: number; readonly size: number }
	| { readonly do: 'drain'; readonly takes: number };

/** One process from its start to a power loss. */
interface Life {
	readonly steps: readonly Step[];
	/** The call in which the power goes. */
	readonly powerAt: number;
	readonly seed: number;
}

const step: fc.Arbitrary<Step> = fc.oneof(
	{
		weight: 3,
		arbitrary: fc.record({
			do: fc.constant('append' as const),
			count: fc.integer({ min: 1, max: 6 }),
			size: fc.integer({ min: 1, max: 1500 }),
		}),
	},
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('drain' as const), takes: fc.integer({ min: 0, max: 20 }) }) },
);
const life: fc.Arbitrary<Life> = fc.record({
	steps: fc.array(step, { minLength: 1, maxLength: 10 }),
	powerAt: fc.integer({ min: 1, max: 90 }),
	seed: fc.nat(),
});
const lives = fc.array(life, { minLength: 1, maxLength: 3 });

/** Small and repeatable (mulberry32). */
function randomFrom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}

interface Outcome {
	/** Acknowledged turns, in the order of their appending. */
	readonly acknowledged: readonly string[];
	readonly store: TurnStore;
	readonly found: FaultFs;
}

async function live(story: readonly Life[], lazy = false): Promise<Outcome> {
	const store = new TurnStore();
	const acknowledged: string[] = [];
	let found = new FaultFs();
	for (const [number, { steps, powerAt, seed }] of story.entries()) {
		const fs = found.afterKill({ powerAt, lazy });
		const { spool } = await startOn(fs).catch(() => ({ spool: undefined }));
		for (const [index, action] of steps.entries()) {
			if (spool === undefined) break;
			if (action.do === 'append') {
				acknowledged.push(...(await appendAll(spool, turns(`t${number}.${index}`, action.count, action.size))));
			} else {
				store.left = action.takes;
				await spool.drain(store.apply);
			}
		}
		found = fs.afterPowerLoss(randomFrom(seed));
	}
	store.left = Infinity;
	return { acknowledged, store, found };
}

const notTaken = ({ acknowledged, store }: Outcome) => acknowledged.filter((turn) => !store.taken.includes(turn));

describe('a power loss at any moment, recovery included', () => {
	it('loses nothing that was acknowledged, cuts torn tails, and keeps the order of each person', async () => {
		await fc.assert(
			fc.asyncProperty(lives, async (story) => {
				const outcome = await live(story);
				const { acknowledged, store, found } = outcome;
				const { spool } = await startOn(found);
				for (const [name, content] of found.image()) {
					if (name.endsWith('.spool')) expect(scanFrames(content).end).toBe(content.length);
				}
				const again = await startOn(found.afterKill());
				expect(again.spool.depth()).toEqual(spool.depth());

				const { left } = await spool.drain(store.apply);
				expect(left).toBe(0);
				expect(notTaken(outcome)).toEqual([]);
				for (const person of [0, 1, 2]) {
					const theirs = (turn: string) => Number(turn.split('-')[1]) % 3 === person && acknowledged.includes(turn);
					expect(store.taken.filter(theirs)).toEqual(acknowledged.filter(theirs));
				}
			}),
			{ numRuns: RUNS },
		);
	}, 600_000);

	it('would be noticed here if a turn were acknowledged before it is synced', async () => {
		const stories = fc.sample(lives, { numRuns: 100, seed: 1 });
		let caught = 0;
		for (const story of stories) {
			const outcome = await live(story, true);
			const { spool } = await startOn(outcome.found);
			await spool.drain(outcome.store.apply);
			if (notTaken(outcome).length > 0) caught += 1;
		}
		expect(caught).toBeGreaterThan(10);
	}, 60_000);
});
