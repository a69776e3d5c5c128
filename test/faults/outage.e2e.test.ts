import { setTimeout as pause } from 'node:timers/promises';
import { seededChance } from '../support/doors.ts';
import { type Audit, audit, nothingWrong } from './support/audit.ts';
import { Book } from './support/book.ts';
import { ensureBuilt } from './support/built.ts';
import { Caller } from './support/caller.ts';
import { Crowd } from './support/crowd.ts';
import { Gateway } from './support/gateway.ts';
import { type Line, locked, OUTAGE_MS, type Outage, once, ordered, twice, withKills } from './support/outages.ts';
import { partsOf, type ServiceProcess, startProcess } from './support/process.ts';
import { full, seed, tellAtMost, tellCaught, withFolder } from './support/run.ts';

/** Fault test T6: the store is gone for a while, and people go on calling. */

const TURNS_PER_SECOND = 50;
/** How many people are in a session at a time: few enough that some dial and finish within the outage. */
const CROWD = full ? 200 : 12;
const BEFORE_MS = 700;
/** Design §8. */
const ANSWER_WITHIN_MS = 4_000;
const DRAINED_WITHIN_MS = 60_000;
/** Callers who take turn after turn without a pause, and how long their store is gone: longer than turns wait for it. */
const BUSY = 16;
const BUSY_OUTAGE_MS = 2_500;

interface Ran {
	readonly book: Book;
	readonly found: Audit;
	/** Milliseconds from the store's return until turns went to it again. */
	readonly drainedMs: number;
	/** On the test's clock: the outages and the pause between them. */
	readonly from: number;
	readonly to: number;
	readonly exit: number | null;
}

function run(outage: Outage, course: (line: Line) => Promise<void>): Promise<Ran> {
	return withFolder(async (folder) => {
		const book = new Book();
		const crowd = new Crowd({ book, seed, size: CROWD });
		const chance = seededChance(`${seed}|outage`);
		const draw = (most: number) => Number(chance.digits(6)) % most;
		const line: Line = { service: await startProcess(outage.program, folder), crowd, folder, outage, draw };
		crowd.reach(line.service);
		crowd.start(TURNS_PER_SECOND);
		await pause(BEFORE_MS);
		const from = performance.now();
		await course(line);
		const to = performance.now();
		const drainedMs = await untilClosed(line.service);
		await crowd.stop();
		// A turn that was spooled at the drain's very end opens the breaker once more.
		await untilClosed(line.service);
		const exit = await line.service.stop();
		return { book, found: await audit(folder, book), drainedMs, from, to, exit };
	});
}

/** Milliseconds until turns go to the store. */
async function untilClosed(service: ServiceProcess): Promise<number> {
	const begun = performance.now();
	while (performance.now() - begun < DRAINED_WITHIN_MS) {
		if ((await partsOf(service)).turns === 'closed') break;
		await pause(50);
	}
	return Math.round(performance.now() - begun);
}

/** Reports whose every turn fell into the outage. */
function reportsWithin({ book, from, to }: Ran): number {
	const dialled = new Map(
		book.acknowledged.filter(({ text }) => text === '').map((turn) => [turn.sessionId, turn.sentAt]),
	);
	return book.receipts().filter(({ turn }) => (dialled.get(turn.sessionId) ?? 0) > from && turn.answeredAt < to).length;
}

function tellAll(kind: string, ran: Ran): void {
	const { book, found, drainedMs } = ran;
	const [n, name] = [book.answers, (what: string) => `T6 ${kind}: ${what}`];
	tellAtMost(
		name('answers that no gateway shows, or that say that nothing was kept'),
		book.invalid.length + book.refused,
		0,
		n,
	);
	tellAtMost(name('slowest answer, ms'), Math.round(book.slowest), ANSWER_WITHIN_MS, n);
	tellAtMost(name('acknowledged turns lost'), found.lost, 0, book.acknowledged.length);
	tellAtMost(name('reports lost'), found.reportsLost + found.partsLost, 0, book.reports().length);
	tellAtMost(name('double effects'), found.doubled, 0, book.reports().length);
	tellAtMost(name('return to drained, ms'), drainedMs, DRAINED_WITHIN_MS, 1);
	for (const example of found.examples) process.stdout.write(`       ${example}\n`);
}

/** What holds however the outage went. */
function expectKept(ran: Ran): void {
	const { book, found, drainedMs, exit } = ran;
	expect({ exit, invalid: book.invalid, unknown: book.unknown, refused: book.refused }).toEqual({
		exit: 0,
		invalid: [],
		unknown: [],
		refused: 0,
	});
	expect(book.slowest).toBeLessThanOrEqual(ANSWER_WITHIN_MS);
	expect(drainedMs).toBeLessThan(DRAINED_WITHIN_MS);
	const { lost, reportsLost, partsLost, doubled, unreadable } = found;
	const none = { lost: 0, reportsLost: 0, partsLost: 0, doubled: 0, unreadable: 0 };
	expect({ lost, reportsLost, partsLost, doubled, unreadable }).toEqual(none);
	expect(reportsWithin(ran)).toBeGreaterThan(0);
}

ensureBuilt();
const TEST_MS = OUTAGE_MS + DRAINED_WITHIN_MS + 60_000;

describe('a line whose store is gone', () => {
	it.each([
		['another process holds the database', locked(), once],
		...(full ? ([['the store never answers', ordered('hangs'), once]] as const) : []),
		['the store does everything too late', ordered('slow'), once],
		['two outages follow each other', ordered('hangs'), twice],
	] as const)(
		'answers everybody in time and has every turn in the store afterwards, in order: %s',
		async (kind, outage, course) => {
			const ran = await run(outage, course);
			tellAll(kind, ran);
			expectKept(ran);
			const { acknowledged } = ran.book;
			expect(ran.found).toEqual({ ...nothingWrong, turns: acknowledged.length, cases: ran.book.reports().length });
		},
		TEST_MS,
	);

	it.each([
		...(full
			? ([['killed while another process holds the database, and while it drains', locked(), withKills]] as const)
			: []),
		['killed while the store never answers, and while it drains', ordered('hangs'), withKills],
	] as const)(
		'keeps every acknowledged turn and report though it is killed as well: %s',
		async (kind, outage, course) => {
			const ran = await run(outage, course);
			tellAll(kind, ran);
			expectKept(ran);
			const unheard = ran.book.acknowledged.filter(
				({ sent, before, shows }) => sent > 1 && before === 'where' && shows !== 'danger',
			);
			expect(ran.found.unaccounted).toBeLessThanOrEqual(unheard.length);
		},
		TEST_MS,
	);

	it(
		'finds back to the store under a load that never pauses',
		() =>
			withFolder(async (folder) => {
				const book = new Book();
				const callers = Array.from({ length: BUSY }, (_, index) => new Caller(book, seed, index));
				const service = await startProcess(['scripts/faults/serve.js', 'hangs'], folder);
				const gateway = new Gateway(service);
				let calling = true;
				const talking = gateway.talk(callers, () => calling);
				service.order('outage');
				await pause(BUSY_OUTAGE_MS);
				service.order('return');
				const drainedMs = await untilClosed(service);
				calling = false;
				await talking;
				gateway.close();
				await untilClosed(service);
				expect(await service.stop()).toBe(0);
				const found = await audit(folder, book);
				tellAtMost('T6 under a load that never pauses: return to drained, ms', drainedMs, DRAINED_WITHIN_MS, 1);
				tellAtMost(
					'T6 under a load that never pauses: acknowledged turns lost',
					found.lost,
					0,
					book.acknowledged.length,
				);
				expect(drainedMs).toBeLessThan(DRAINED_WITHIN_MS);
				expect(book.slowest).toBeLessThanOrEqual(ANSWER_WITHIN_MS);
				expect({ ...found, turns: 0, cases: 0 }).toEqual(nothingWrong);
			}),
		TEST_MS,
	);

	it(
		'is caught when its spool says that it kept a turn and did not, so that this test proves something',
		async () => {
			const { book, found } = await run(ordered('hangs', 'lost-appends'), once);
			tellCaught('T6 lost by a spool that keeps nothing', found.lost, book.acknowledged.length);
			expect(found.lost).toBeGreaterThan(0);
		},
		TEST_MS,
	);
});
