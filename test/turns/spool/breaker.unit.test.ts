import { type BreakerEvent, type BreakerState, nextState, startBreaker } from '../../../src/turns/spool/breaker.ts';
import { HOLD_MS, MOST_LEFT, PASS_MS } from '../../../src/turns/spool/hold.ts';

describe('the states of the breaker', () => {
	const states: readonly BreakerState[] = ['closed', 'open', 'draining'];
	const moves: Readonly<Record<BreakerEvent, readonly BreakerState[]>> = {
		'store-failed': ['open', 'open', 'open'],
		'store-answered': ['closed', 'draining', 'draining'],
		'spool-emptied': ['closed', 'open', 'closed'],
		'spool-left': ['open', 'open', 'open'],
	};
	it.each(Object.entries(moves))('on %s: a turn reaches the store only behind an empty spool', (event, expected) => {
		expect(states.map((state) => nextState(state, event as BreakerEvent))).toEqual(expected);
	});
});

/** Time that stands still until it is moved. */
function standingTime() {
	let now = 0;
	let timers: { at: number; run: () => void }[] = [];
	return {
		after: (milliseconds: number, run: () => void) => {
			const timer = { at: now + milliseconds, run };
			timers.push(timer);
			return () => {
				timers = timers.filter((other) => other !== timer);
			};
		},
		pass: async (milliseconds: number) => {
			now += milliseconds;
			const due = timers.filter(({ at }) => at <= now);
			timers = timers.filter(({ at }) => at > now);
			for (const { run } of due) run();
			await new Promise(setImmediate);
		},
		waiting: () => timers.length,
	};
}

function rig() {
	const world = { up: true, spooled: 0, pings: 0, drains: 0, duringDrain: () => undefined as unknown };
	const time = standingTime();
	const breaker = startBreaker({
		ping: async () => {
			world.pings += 1;
			if (!world.up) throw new Error('gone');
		},
		drain: async () => {
			world.drains += 1;
			const applied = world.spooled;
			await world.duringDrain();
			if (world.up) world.spooled -= applied;
			return { applied, left: world.up ? 0 : world.spooled };
		},
		spooled: () => world.spooled,
		after: time.after,
	});
	return { world, time, breaker };
}

describe('the breaker', () => {
	it('begins with the spool of the former process, before any turn reaches the store', async () => {
		const { world, time, breaker } = rig();
		world.spooled = 3;
		expect(breaker.usesStore()).toBe(false);
		await time.pass(0);
		expect(world.drains).toBe(1);
		expect(breaker.usesStore()).toBe(true);
	});

	it('tells when the first probe is over, so that nobody is heard as a stranger while the store is merely not asked yet', async () => {
		const { world, time, breaker } = rig();
		let over = false;
		void breaker.probed.then(() => {
			over = true;
		});
		let drained: () => void = () => undefined;
		world.duringDrain = () =>
			new Promise<void>((resolve) => {
				drained = resolve;
			});
		await time.pass(0);
		expect(over).toBe(false);
		drained();
		await time.pass(0);
		expect(over).toBe(true);
		expect(breaker.usesStore()).toBe(true);
	});

	it('tells the same when the store was found wanting, so that the line opens without it', async () => {
		const { world, time, breaker } = rig();
		world.up = false;
		await time.pass(0);
		await breaker.probed;
		expect(breaker.usesStore()).toBe(false);
	});

	it('sends turns to the spool after a failure, probes every 500 ms, drains, and only then returns to the store', async () => {
		const { world, time, breaker } = rig();
		await time.pass(0);
		world.up = false;
		breaker.storeFailed();
		world.spooled = 1;
		expect(breaker.usesStore()).toBe(false);
		await time.pass(499);
		expect(world.pings).toBe(1);
		await time.pass(1);
		expect(world.pings).toBe(2);
		expect(breaker.state()).toBe('open');
		world.up = true;
		world.duringDrain = () => expect(breaker.usesStore()).toBe(false);
		await time.pass(500);
		expect(world.drains).toBe(2);
		expect(breaker.usesStore()).toBe(true);
		expect(time.waiting()).toBe(0);
	});

	it('stays with the spool when a turn came in at the very end of the drain', async () => {
		const { world, time, breaker } = rig();
		world.spooled = 1;
		world.duringDrain = () => {
			world.duringDrain = () => undefined;
			world.spooled += 1;
		};
		await time.pass(0);
		expect(breaker.usesStore()).toBe(false);
		await time.pass(500);
		expect(breaker.usesStore()).toBe(true);
	});

	it('stays with the spool when the store fails again while it drains', async () => {
		const { world, time, breaker } = rig();
		world.spooled = 2;
		world.duringDrain = () => breaker.storeFailed();
		await time.pass(0);
		expect(breaker.state()).toBe('open');
		world.duringDrain = () => undefined;
		await time.pass(500);
		expect(breaker.state()).toBe('closed');
	});

	it('opens again for a turn that was spooled late, so that the next turn of that person does not overtake it', async () => {
		const { world, time, breaker } = rig();
		await time.pass(0);
		world.spooled = 1;
		expect(breaker.usesStore()).toBe(false);
		await time.pass(500);
		expect(world.spooled).toBe(0);
		expect(breaker.usesStore()).toBe(true);
	});

	it('probes once however often the store failed', async () => {
		const { time, breaker } = rig();
		await time.pass(0);
		breaker.storeFailed();
		breaker.storeFailed();
		expect(time.waiting()).toBe(1);
	});

	it('asks nothing any more once it is stopped', async () => {
		const { world, time, breaker } = rig();
		breaker.stop();
		await time.pass(1000);
		expect(world.pings).toBe(0);
	});

	describe('at the end of a drain', () => {
		/** A drain under way, with so many records left, and what ends it. */
		async function draining(left: number) {
			const made = rig();
			let end: () => void = () => undefined;
			made.world.spooled = left;
			made.world.duringDrain = () =>
				new Promise<void>((resolve) => {
					end = resolve;
				});
			await made.time.pass(0);
			expect(made.breaker.state()).toBe('draining');
			return { ...made, end: () => end() };
		}

		it('lets turns wait, or a busy line would never find the spool empty; then they go to the store', async () => {
			const { breaker, time, end } = await draining(20);
			const used: boolean[] = [];
			for (const _turn of [1, 2]) void breaker.hold()?.then(() => used.push(breaker.usesStore()));
			await time.pass(0);
			expect(used).toEqual([]);
			end();
			await time.pass(0);
			expect(used).toEqual([true, true]);
			expect(time.waiting()).toBe(0);
		});

		it('lets nobody wait for long: who waited goes to the spool, and the next ones do not wait', async () => {
			const { breaker, time } = await draining(20);
			let waited = false;
			void breaker.hold()?.then(() => {
				waited = true;
			});
			await time.pass(HOLD_MS - 1);
			expect(waited).toBe(false);
			await time.pass(1);
			expect(waited).toBe(true);
			expect(breaker.hold()).toBeUndefined();
			await time.pass(PASS_MS);
			expect(breaker.hold()).toBeDefined();
		});

		it('lets who waits go on when the store fails again', async () => {
			const { breaker, time } = await draining(20);
			let waited = false;
			void breaker.hold()?.then(() => {
				waited = true;
			});
			breaker.storeFailed();
			await time.pass(0);
			expect(waited).toBe(true);
		});

		it('lets nobody wait while much is left, nor outside of a drain', async () => {
			const { breaker, world, time, end } = await draining(MOST_LEFT + 1);
			expect(breaker.hold()).toBeUndefined();
			end();
			await time.pass(0);
			expect(breaker.state()).toBe('closed');
			expect(breaker.hold()).toBeUndefined();
			world.up = false;
			breaker.storeFailed();
			expect(breaker.hold()).toBeUndefined();
		});
	});
});
