import { jest } from '@jest/globals';
import { type JobParts, runNowAndThen, runOnce } from '../../src/service/jobs.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import type { Store } from '../../src/store/store.ts';

const START = 1_795_000_000_000;
const PERIOD = 3_600_000;

interface Line {
	/** Who ran, in order. */
	readonly ran: string[];
	readonly failures: unknown[];
	/** Lets an instance ask for its run at a time; it fails with `broken` if that is given. */
	readonly ask: (holder: string, at: number, broken?: Error) => Promise<string>;
}

/** Two or more instances on one store, at times that the test says. */
function lineOn(leases: Store['leases']): Line {
	const ran: string[] = [];
	const failures: unknown[] = [];
	return {
		ran,
		failures,
		ask: (holder, at, broken) => {
			const run = async () => {
				if (broken !== undefined) throw broken;
				ran.push(holder);
			};
			const parts: JobParts = { leases, holder, now: () => at, onFailure: (...told) => failures.push(told) };
			return runOnce({ name: 'purge', everyMs: PERIOD, run }, parts);
		},
	};
}

const withStore = (test: (store: Store) => Promise<void>) => async () => {
	const store = await openSqliteStore({ file: ':memory:', inline: true });
	try {
		await test(store);
	} finally {
		await store.close();
	}
};

describe('a job of several instances', () => {
	it(
		'is run once a period, by one of them',
		withStore(async ({ leases }) => {
			const { ran, failures, ask } = lineOn(leases);
			for (let period = 0; period < 10; period++) {
				const at = START + period * PERIOD;
				expect(await ask('first', at)).toBe('done');
				expect(await ask('second', at + PERIOD / 2)).toBe("another's");
			}
			expect(ran).toEqual(Array.from({ length: 10 }, () => 'first'));
			expect(failures).toEqual([]);
		}),
	);
	it(
		'is run once when they ask at the same time',
		withStore(async ({ leases }) => {
			const { ran, ask } = lineOn(leases);
			const holders = Array.from({ length: 8 }, (_, index) => `instance ${index}`);
			for (let period = 0; period < 10; period++) {
				const outcomes = await Promise.all(holders.map((holder) => ask(holder, START + period * PERIOD)));
				expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
			}
			expect(ran).toHaveLength(10);
		}),
	);
	it(
		'is the other’s from the next period on when the one that had it died',
		withStore(async ({ leases }) => {
			const { ran, ask } = lineOn(leases);
			await ask('dies', START);
			expect(await ask('lives', START + PERIOD - 1)).toBe("another's");
			expect(await ask('lives', START + PERIOD)).toBe('done');
			expect(await ask('started again', START + PERIOD + 1)).toBe("another's");
			expect(ran).toEqual(['dies', 'lives']);
		}),
	);
	it(
		'that failed may be tried by another at once, and says why',
		withStore(async ({ leases }) => {
			const { ran, failures, ask } = lineOn(leases);
			const broken = new Error('a broken purge');
			expect(await ask('first', START, broken)).toBe('failed');
			expect(await ask('second', START + 1)).toBe('done');
			expect(ran).toEqual(['second']);
			expect(failures).toEqual([['purge', broken]]);
		}),
	);
	it(
		'that failed says why although the store was lost with it, and what it held runs out',
		withStore(async ({ leases }) => {
			const broken = new Error('the store was lost');
			const lost = { ...leases, release: () => Promise.reject(new Error('nobody answers')) };
			const { failures, ask } = lineOn(lost);
			expect(await ask('first', START, broken)).toBe('failed');
			expect(failures).toEqual([['purge', broken]]);
			expect(await ask('second', START + 1)).toBe("another's");
			expect(await ask('second', START + PERIOD)).toBe('done');
		}),
	);
	it(
		'is not run when nobody can say whose it is',
		withStore(async (store) => {
			const { ran, failures, ask } = lineOn(store.leases);
			await store.close();
			expect(await ask('first', START)).toBe('failed');
			expect(ran).toEqual([]);
			expect(failures).toEqual([['purge', expect.objectContaining({ code: 'store-unavailable' })]]);
		}),
	);
});

describe('a job that runs now and then', () => {
	beforeEach(() => jest.useFakeTimers({ now: START, doNotFake: ['setImmediate', 'nextTick', 'performance'] }));
	afterEach(() => jest.useRealTimers());
	const settled = () => new Promise((resolve) => setImmediate(() => setImmediate(() => setImmediate(resolve))));

	it(
		'has a whole period between two runs, the first and the second too, until it is ended',
		withStore(async ({ leases }) => {
			const ran: number[] = [];
			const run = async () => ran.push(Date.now() - START);
			const parts = { leases, holder: 'first', now: () => Date.now(), onFailure: () => {} };
			const stop = runNowAndThen({ name: 'purge', everyMs: PERIOD, run }, 60_000, parts);
			for (let minute = 0; minute < 200; minute++) {
				jest.advanceTimersByTime(60_000);
				await settled();
			}
			stop();
			jest.advanceTimersByTime(2 * PERIOD);
			await settled();
			expect(ran).toEqual([0, 1, 2, 3].map((period) => 60_000 + period * PERIOD));
		}),
	);
});
