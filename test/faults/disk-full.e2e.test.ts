import { setTimeout as pause } from 'node:timers/promises';
import { type Audit, audit } from './support/audit.ts';
import { Book } from './support/book.ts';
import { ensureBuilt } from './support/built.ts';
import { Crowd } from './support/crowd.ts';
import { partsOf, type ServiceProcess, startProcess } from './support/process.ts';
import { full, seed, tellAtMost, tellCaught } from './support/run.ts';
import { maySmallDisk, type SmallDisk, withSmallDisk } from './support/small-disk.ts';

/** Fault test T5: the disk of database and spool is full for a while, and people go on calling. */

const DISK_MEBIBYTES = 8;
const TURNS_PER_SECOND = 50;
/** Few, so that some finish their report before the disk is full, and some after. */
const CROWD = 5;
const BEFORE_MS = 1_000;
const FULL_MS = full ? 20_000 : 3_000;
/** What the service gives back (a log that is moved into the database) is taken again so often. */
const REFILL_MS = 200;
const ANSWER_WITHIN_MS = 4_000;
const RECOVERED_WITHIN_MS = 10_000;
const TEST_MS = FULL_MS + RECOVERED_WITHIN_MS + 60_000;

interface Ran {
	readonly book: Book;
	readonly found: Audit;
	/** Turns of which the service said, while the disk was full, that it did not keep them. */
	readonly refusedMeanwhile: number;
	/** Milliseconds from when there was space until turns went to the store and one of them was kept. */
	readonly recoveredMs: number;
	readonly exit: number | null;
}

function run(program: readonly string[]): Promise<Ran> {
	return withSmallDisk(DISK_MEBIBYTES, async (disk) => {
		const book = new Book();
		const crowd = new Crowd({ book, seed, size: CROWD });
		const service = await startProcess(program, disk.folder);
		crowd.reach(service);
		crowd.start(TURNS_PER_SECOND);
		await pause(BEFORE_MS);
		await keepFull(disk);
		const refusedMeanwhile = book.refused;
		disk.free();
		const recoveredMs = await untilRecovered(service, book);
		await pause(BEFORE_MS);
		await crowd.stop();
		await untilRecovered(service);
		const exit = await service.stop();
		return { book, found: await audit(disk.folder, book), refusedMeanwhile, recoveredMs, exit };
	});
}

async function keepFull(disk: SmallDisk): Promise<void> {
	for (let passed = 0; passed < FULL_MS; passed += REFILL_MS) {
		disk.fill();
		await pause(REFILL_MS);
	}
}

async function untilRecovered(service: ServiceProcess, book?: Book): Promise<number> {
	const begun = performance.now();
	const keptAgain = () => book === undefined || (book.acknowledged.at(-1)?.sentAt ?? 0) > begun;
	while (performance.now() - begun < RECOVERED_WITHIN_MS) {
		if ((await partsOf(service)).turns === 'closed' && keptAgain()) break;
		await pause(50);
	}
	return Math.round(performance.now() - begun);
}

ensureBuilt();
const mayMount = await maySmallDisk();
if (!mayMount)
	process.stdout.write(
		'T5 is left out: this process may not mount a small disk (it needs Linux, root and CAP_SYS_ADMIN)\n',
	);

describe('a line whose disk is full', () => {
	(mayMount ? it : it.skip)(
		'answers everybody, acknowledges only what it kept, and recovers by itself when there is space',
		async () => {
			const { book, found, refusedMeanwhile, recoveredMs, exit } = await run(['src/main.js']);
			const n = book.answers;
			tellAtMost('T5 answers that no gateway shows', book.invalid.length, 0, n);
			tellAtMost('T5 slowest answer, ms', Math.round(book.slowest), ANSWER_WITHIN_MS, n);
			tellAtMost('T5 acknowledged turns lost', found.lost, 0, book.acknowledged.length);
			tellAtMost('T5 reports lost', found.reportsLost + found.partsLost, 0, book.reports().length);
			tellAtMost('T5 space to recovered, ms', recoveredMs, RECOVERED_WITHIN_MS, 1);
			expect({ exit, invalid: book.invalid, unknown: book.unknown }).toEqual({ exit: 0, invalid: [], unknown: [] });
			expect(book.slowest).toBeLessThanOrEqual(ANSWER_WITHIN_MS);
			const { lost, reportsLost, partsLost, otherReply, unreadable } = found;
			expect({ lost, reportsLost, partsLost, otherReply, unreadable }).toEqual({
				lost: 0,
				reportsLost: 0,
				partsLost: 0,
				otherReply: 0,
				unreadable: 0,
			});
			expect(recoveredMs).toBeLessThan(RECOVERED_WITHIN_MS);
			expect(refusedMeanwhile).toBeGreaterThan(0);
			expect(book.receipts().length).toBeGreaterThan(0);
		},
		TEST_MS,
	);

	(mayMount ? it : it.skip)(
		'is caught when it does not hear that a commit could not be written, so that this test proves something',
		async () => {
			const { book, found } = await run(['scripts/faults/serve.js', 'deaf-to-failure']);
			tellCaught('T5 lost by a line that is deaf to failure', found.lost, book.acknowledged.length);
			expect(found.lost).toBeGreaterThan(0);
		},
		TEST_MS,
	);
});
