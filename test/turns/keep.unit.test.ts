import type { Commit, Store } from '../../src/store/store.ts';
import { StoreUnavailable } from '../../src/store/unavailable.ts';
import { keep } from '../../src/turns/keep.ts';
import { startBreaker } from '../../src/turns/spool/breaker.ts';

const commit: Commit = {};

/** A breaker over a store that is there and a spool in memory, both of which the test drives. */
async function rig() {
	const world = { up: true, spooled: 0, append: async () => {} };
	const due: (() => void)[] = [];
	const breaker = startBreaker({
		ping: async () => {
			if (!world.up) throw new StoreUnavailable('gone');
		},
		drain: async () => {
			const applied = world.spooled;
			world.spooled = 0;
			return { applied, left: 0 };
		},
		spooled: () => world.spooled,
		after: (_milliseconds, run) => {
			due.push(run);
			return () => due.splice(due.indexOf(run), 1);
		},
	});
	const parts = {
		store: {
			commit: async () => {
				if (!world.up) throw new StoreUnavailable('gone');
				return { outcome: 'committed' as const };
			},
		} as unknown as Store,
		spool: {
			append: async () => {
				await world.append();
				world.spooled += 1;
			},
		},
		breaker,
	};
	const probe = async () => {
		due.shift()?.();
		await new Promise(setImmediate);
	};
	await probe();
	return { world, breaker, parts, probe };
}

describe('keeping a commit', () => {
	it('goes to the spool while the store is away, and is drained when it is back', async () => {
		const { world, breaker, parts, probe } = await rig();
		world.up = false;
		expect(await keep(commit, parts)).toEqual({ outcome: 'spooled' });
		world.up = true;
		await probe();
		expect(world.spooled).toBe(0);
		expect(breaker.state()).toBe('closed');
	});

	it('is drained even if the store came back while it was being spooled and nobody calls any more', async () => {
		const { world, breaker, parts, probe } = await rig();
		world.up = false;
		world.append = async () => {
			world.up = true;
			await probe();
			expect(breaker.state()).toBe('closed');
		};
		await keep(commit, parts);
		await probe();
		expect(world.spooled).toBe(0);
	});
});
