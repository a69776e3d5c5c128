import { setTimeout as pause } from 'node:timers/promises';
import { seededChance } from '../support/doors.ts';
import { audit, nothingWrong } from './support/audit.ts';
import { Book } from './support/book.ts';
import { ensureBuilt } from './support/built.ts';
import { Caller } from './support/caller.ts';
import { Gateway } from './support/gateway.ts';
import { type ServiceProcess, startProcess } from './support/process.ts';
import { full, quantile, seed, tell, tellAtMost, tellCaught, withFolder } from './support/run.ts';

/** Fault test T1: the service is killed with SIGKILL under load, started again on the same data, and killed again. */

const CALLERS = 16;
const ROUNDS = full ? 200 : 8;
const ROUNDS_LAZY = full ? 20 : 3;
/** A kill comes so many milliseconds after the service was ready: while its code is still cold, and, in full runs, while it is not. */
const EARLIEST_KILL_MS = 30;
const LATEST_KILL_MS = full ? 1_000 : 300;
/** For the 99th percentile of all starts on what a killed process left. */
const READY_WITHIN_MS = 2_000;

ensureBuilt();

/** Callers talk until they are done, or until the service was killed. */
async function talk(service: ServiceProcess, callers: readonly Caller[], goesOn: (caller: Caller) => boolean) {
	const gateway = new Gateway(service);
	await gateway.talk(callers, goesOn);
	gateway.close();
}

interface Killed {
	readonly book: Book;
	readonly readyMs: readonly number[];
	/** Milliseconds under load. */
	readonly loadMs: number;
	readonly exit: number | null;
	/** Repeats of acknowledged turns whose answer was not the same, byte for byte. */
	readonly otherwise: number;
	readonly repeats: number;
}

async function killAgainAndAgain(folder: string, program: readonly string[], rounds: number): Promise<Killed> {
	const book = new Book();
	const callers = Array.from({ length: CALLERS }, (_, index) => new Caller(book, seed, index));
	const chance = seededChance(`${seed}|kills`);
	const readyMs: number[] = [];
	let loadMs = 0;
	for (let round = 0; round < rounds; round += 1) {
		const service = await startProcess(program, folder);
		readyMs.push(service.readyMs);
		const begun = performance.now();
		const talking = talk(service, callers, () => true);
		await pause(EARLIEST_KILL_MS + (Number(chance.digits(6)) % (LATEST_KILL_MS - EARLIEST_KILL_MS)));
		await service.kill();
		loadMs += performance.now() - begun;
		await talking;
	}
	const service = await startProcess(program, folder);
	await talk(service, callers, (caller) => !caller.betweenSessions);
	const { otherwise, repeats } = await repeatSome(service, book);
	return { book, readyMs, loadMs, exit: await service.stop(), otherwise, repeats };
}

/** Sends acknowledged turns of all rounds once more, as a gateway does that did not hear the answer. */
async function repeatSome(service: ServiceProcess, book: Book) {
	const gateway = new Gateway(service);
	const every = Math.max(1, Math.floor(book.acknowledged.length / 500));
	const some = book.acknowledged.filter((_turn, index) => index % every === 0);
	let otherwise = 0;
	for (const turn of some) {
		const { body } = await gateway.post(turn);
		if (body !== turn.body) otherwise += 1;
	}
	gateway.close();
	return { otherwise, repeats: some.length };
}

describe('a service that is killed under load', () => {
	it('has lost no turn that it acknowledged, and done nothing twice', async () => {
		await withFolder(async (folder) => {
			const { book, readyMs, loadMs, exit, otherwise, repeats } = await killAgainAndAgain(
				folder,
				['src/main.js'],
				ROUNDS,
			);
			const found = await audit(folder, book);
			const n = book.acknowledged.length;
			tellAtMost('T1 acknowledged turns lost', found.lost, 0, n);
			tellAtMost('T1 double effects', found.doubled + found.unaccounted, 0, n);
			tellAtMost('T1 reports lost', found.reportsLost + found.partsLost, 0, book.reports().length);
			tellAtMost('T1 repeats answered otherwise', otherwise, 0, repeats);
			const p99 = Math.round(quantile(readyMs, 0.99));
			// Small runs share the machine with other tests: their times are told, and prove nothing.
			if (full) tellAtMost('T1 start to ready, p99 ms', p99, READY_WITHIN_MS, readyMs.length);
			else tell({ name: 'T1 start to ready, p99 ms', n: readyMs.length, figure: p99, bound: 'told', pass: true });
			tell({
				name: 'T1 turns per second under load',
				n,
				figure: Math.round((n / loadMs) * 1_000),
				bound: 'told',
				pass: true,
			});
			expect({ exit, otherwise, invalid: book.invalid, unknown: book.unknown, refused: book.refused }).toEqual({
				exit: 0,
				otherwise: 0,
				invalid: [],
				unknown: [],
				refused: 0,
			});
			expect(found).toEqual({ ...nothingWrong, turns: n, cases: book.reports().length });
			expect(book.receipts().length).toBeGreaterThan(0);
			if (full) expect(p99).toBeLessThanOrEqual(READY_WITHIN_MS);
		});
	}, 1_800_000);

	it('is caught when it acknowledges what is not durable yet, so that this test proves something', async () => {
		await withFolder(async (folder) => {
			const program = ['scripts/faults/serve.js', 'lazy-commits'];
			const { book } = await killAgainAndAgain(folder, program, ROUNDS_LAZY);
			const { lost } = await audit(folder, book);
			tellCaught('T1 lost by the lazy variant', lost, book.acknowledged.length);
			expect(lost).toBeGreaterThan(0);
		});
	}, 600_000);
});
