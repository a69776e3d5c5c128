import { setTimeout as pause } from 'node:timers/promises';
import { seededChance } from '../support/doors.ts';
import { describeOnMongo } from '../support/mongo/on-mongo.ts';
import { type Audit, nothingWrong } from './support/audit.ts';
import { Book } from './support/book.ts';
import { ensureBuilt } from './support/built.ts';
import { Caller } from './support/caller.ts';
import { type Cluster, type ClusterOptions, type Instance, withCluster } from './support/cluster.ts';
import { full, seed, tell, tellAtMost, tellCaught } from './support/run.ts';

/** Fault tests on two instances of the service that share one MongoDB, behind a balancer. */

const CALLERS = 24;
const ROUNDS = full ? 50 : 4;
/** Design §8. */
const ANSWER_WITHIN_MS = 4_000;
const DRAINED_WITHIN_MS = 60_000;
const TEST_MS = full ? 1_800_000 : 120_000;

/**
 * Every turn to another instance than the one before: harder than any balancer should make it. A database that is only slow, because
 * the machine is busy, is waited for: what one instance spools the other cannot know.
 */
const ALTERNATING: ClusterOptions = {
	routing: 'alternate',
	patience: 'long',
	settings: { STORE_TIMEOUT_MS: '8000', TURN_DEADLINE_MS: '9000' },
};
/** A phone's turns to one instance while that answers, as the balancer of `deploy/` has it. */
const PATIENT: ClusterOptions = { routing: 'sticky', patience: 'long' };
/** The same, but a turn that waits goes to the other one soon. */
const IMPATIENT: ClusterOptions = { routing: 'sticky', patience: 'short' };

interface Ran {
	readonly book: Book;
	/** Milliseconds from when the last turn of the course was answered until turns of all instances went to the store. */
	readonly drainedMs: number;
	readonly found: Audit & { readonly exits: readonly (number | null)[] };
}

/** People talk while something is done to the instances; then every session is brought to its end, and the books are compared. */
function run(
	options: ClusterOptions,
	course: (cluster: Cluster, draw: (most: number) => number) => Promise<void>,
): Promise<Ran> {
	return withCluster(options, async (cluster) => {
		const book = new Book();
		const callers = Array.from({ length: CALLERS }, (_, index) => new Caller(book, seed, index));
		const chance = seededChance(`${seed}|cluster`);
		let calling = true;
		const talking = cluster.talk(callers, () => calling);
		await course(cluster, (most) => Number(chance.digits(6)) % most);
		calling = false;
		await talking;
		const drained = await Promise.all(cluster.instances.map((instance) => instance.closed(DRAINED_WITHIN_MS)));
		await cluster.talk(callers, (caller) => !caller.betweenSessions);
		await Promise.all(cluster.instances.map((instance) => instance.closed(DRAINED_WITHIN_MS)));
		return { book, drainedMs: Math.max(...drained), found: await cluster.audited(book) };
	});
}

function tellAll(kind: string, { book, found }: Ran): void {
	const server = process.env['MONGODB_TEST_SERVER'] ?? 'the server that MONGODB_TEST_URL names';
	const [n, name] = [book.acknowledged.length, (what: string) => `two instances, ${kind}: ${what} [${server}]`];
	tellAtMost(name('acknowledged turns lost'), found.lost, 0, n);
	tellAtMost(name('double effects'), found.doubled + found.unaccounted, 0, n);
	tellAtMost(name('reports lost'), found.reportsLost + found.partsLost, 0, book.reports().length);
	tell({ name: name('slowest answer, ms'), n, figure: Math.round(book.slowest), bound: 'told', pass: true });
	for (const example of found.examples) process.stdout.write(`       ${example}\n`);
}

function expectKept({ book, found }: Ran): void {
	expect({ exits: found.exits, invalid: book.invalid, unknown: book.unknown, refused: book.refused }).toEqual({
		exits: [0, 0],
		invalid: [],
		unknown: [],
		refused: 0,
	});
	const { exits: _exits, ...audited } = found;
	expect(audited).toEqual({ ...nothingWrong, turns: found.turns, cases: book.reports().length });
	expect(book.receipts().length).toBeGreaterThan(0);
}

const one = ({ instances }: Cluster, index: number): Instance => {
	const instance = instances[index % instances.length];
	if (instance === undefined) throw new Error('no instance');
	return instance;
};

/** How the way of one instance to the database fails. */
const WAYS: readonly (readonly [string, (instance: Instance) => void])[] = [['broken', ({ proxy }) => proxy.cut()]];

/** In full runs as well. */
const MORE_WAYS: typeof WAYS = [
	['silent', ({ proxy }) => proxy.freeze()],
	[
		'losing every answer to a write',
		({ proxy }) => proxy.decide(({ name }) => (name === 'findAndModify' ? 'lose' : 'pass')),
	],
];

ensureBuilt();

describeOnMongo('two instances on one MongoDB', () => {
	it(
		'keep the order of a person’s turns though each goes to the other instance than the one before',
		async () => {
			const ran = await run(ALTERNATING, () => pause(full ? 30_000 : 3_000));
			tellAll('turns alternating', ran);
			expectKept(ran);
			expect(ran.found.turns).toBe(ran.book.acknowledged.length);
		},
		TEST_MS,
	);
	it(
		'lose nothing and do nothing twice when one is killed under load, again and again',
		async () => {
			const ran = await run(ALTERNATING, async (cluster, draw) => {
				for (let round = 0; round < ROUNDS; round++) {
					await pause(200 + draw(400));
					const killed = one(cluster, draw(2));
					await killed.kill();
					await pause(draw(200));
					await killed.start();
				}
			});
			tellAll(`one killed ${ROUNDS} times`, ran);
			expectKept(ran);
		},
		TEST_MS,
	);
	it(
		'lose nothing and do nothing twice when one is paused under load and wakes up again',
		async () => {
			const ran = await run(IMPATIENT, async (cluster, draw) => {
				for (let round = 0; round < ROUNDS; round++) {
					await pause(300 + draw(300));
					const wake = one(cluster, draw(2)).pause();
					await pause(800 + draw(2_000));
					wake();
				}
				await pause(1_000);
			});
			tellAll(`one paused ${ROUNDS} times`, ran);
			expectKept(ran);
			expect(ran.book.slowest).toBeLessThanOrEqual(ANSWER_WITHIN_MS);
		},
		TEST_MS,
	);
	it.each(full ? [...WAYS, ...MORE_WAYS] : WAYS)(
		'answer everybody in time and lose nothing when the way of one to the database is %s for a while',
		async (kind, breakIt) => {
			const ran = await run(PATIENT, async (cluster) => {
				const cut = one(cluster, 0);
				await pause(500);
				breakIt(cut);
				await pause(full ? 60_000 : 3_000);
				cut.proxy.restore();
			});
			const { drainedMs } = ran;
			tellAll(`the way of one ${kind}`, ran);
			tellAtMost(`two instances, the way of one ${kind}: return to drained, ms`, drainedMs, DRAINED_WITHIN_MS, 1);
			expectKept(ran);
			expect(drainedMs).toBeLessThan(DRAINED_WITHIN_MS);
			expect(ran.book.slowest).toBeLessThanOrEqual(ANSWER_WITHIN_MS);
		},
		TEST_MS,
	);
	it(
		'answer everybody in time when none reaches the database, and have everything in it afterwards',
		async () => {
			const ran = await run(PATIENT, async ({ instances }) => {
				await pause(500);
				for (const { proxy } of instances) proxy.cut();
				await pause(full ? 60_000 : 3_000);
				for (const { proxy } of instances) proxy.restore();
			});
			const { drainedMs } = ran;
			tellAll('both cut off', ran);
			tellAtMost('two instances, both cut off: return to drained, ms', drainedMs, DRAINED_WITHIN_MS, 1);
			expectKept(ran);
			expect(ran.book.slowest).toBeLessThanOrEqual(ANSWER_WITHIN_MS);
		},
		TEST_MS,
	);
	it(
		'are caught when they acknowledge what is not durable yet, so that these tests prove something',
		async () => {
			const program = ['scripts/faults/serve.js', 'lazy-commits'];
			const ran = await run({ ...ALTERNATING, program }, async (cluster, draw) => {
				for (let round = 0; round < 3; round++) {
					await pause(200 + draw(200));
					await one(cluster, round).kill();
					await one(cluster, round).start();
				}
			});
			tellCaught('two instances, lost by the lazy variant', ran.found.lost, ran.book.acknowledged.length);
			expect(ran.found.lost).toBeGreaterThan(0);
		},
		TEST_MS,
	);
});
