import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { unitsOf } from '../../src/conversation/index.ts';
import { systemChance } from '../../src/shared/chance.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import type { QuarantineRow } from '../../src/store/store.ts';
import { createVault } from '../../src/vault/create-vault.ts';
import { openKeyRing } from '../../src/vault/key-ring.ts';
import { type Bomb, bombs, wireOf } from './support/bombs.ts';
import { ensureBuilt } from './support/built.ts';
import { type ServiceProcess, startProcess } from './support/process.ts';
import { full, quantile, tell, tellAtMost, tellCaught, withFolder } from './support/run.ts';
import { sendBytes, type WireAnswer } from './support/wire.ts';

/** Fault test T13: payloads that are made to hurt. Each gets a valid screen or a plain refusal, soon, and hurts nothing. */

const ROUNDS = full ? 60 : 3;
/** Far above what any answer takes on a busy machine, far below what would hurt a person. */
const SOON_MS = 2_000;
/** T13 allows 32; as many are the database's own pages in memory, which what is kept of the bombs fills. */
const GROWTH_MOST_MIB = 64;
/** Of the objects of the thread that answers, after garbage collection. */
const HEAP_GROWTH_MOST_MIB = 16;
const DEADLINE_MS = 1_000;
/** A body is kept up to here. */
const KEPT_BYTES = 16_384;
/** Whoever sends more than this is cut off, and may not hear the answer for it. */
const HEARD_OUT_BYTES = 1_048_576;

/** Asked by a signal, the process says what its prototypes hold and how much memory it has. */
const PROBE = `data:text/javascript,${encodeURIComponent(`
	process.on('SIGUSR2', () => {
		for (const _ of [1, 2]) globalThis.gc?.();
		const names = [Object, Array, String, Function, Map].map((made) => Reflect.ownKeys(made.prototype).map(String));
		const { rss, heapUsed, external } = process.memoryUsage();
		console.log('PROBE ' + JSON.stringify({ prototypes: names, rss, heap: heapUsed + external }));
	});
`)}`;

beforeAll(() => ensureBuilt(), 120_000);

interface Probed {
	readonly prototypes: readonly string[][];
	/** Bytes. */
	readonly rss: number;
	readonly heap: number;
}

/** The service with the probe in it. */
async function startProbed(folder: string, program: readonly string[] = ['src/main.js']) {
	const lines: string[] = [];
	const service = await startProcess(program, folder, {
		settings: { TURN_DEADLINE_MS: String(DEADLINE_MS), STORE_TIMEOUT_MS: '500' },
		nodeArguments: ['--expose-gc', '--import', PROBE],
		onLine: (line) => lines.push(line),
	});
	const probe = async (): Promise<Probed> => {
		const before = lines.length;
		process.kill(service.pid, 'SIGUSR2');
		for (;;) {
			const line = lines.slice(before).find((one) => one.startsWith('PROBE '));
			if (line !== undefined) return JSON.parse(line.slice('PROBE '.length)) as Probed;
			await pause(5);
		}
	};
	return { service, probe };
}

const mebibytes = (bytes: number): number => Math.round(bytes / 1_048_576);

const isScreen = (body: string): boolean => /^(CON|END) ./s.test(body) && unitsOf(body.slice(4), 'gsm-7') <= 160;

/** Why an answer is not what it must be; '' when it is. */
function wrongWith({ outcome, name, body: sent }: Bomb, { status, body, ms }: WireAnswer): string {
	const wanted = typeof outcome === 'number' ? outcome : 200;
	if (status === 0 && sent.length > HEARD_OUT_BYTES) return '';
	const late = ms > (outcome === 'last-resort' ? DEADLINE_MS + SOON_MS : SOON_MS);
	if (status === wanted && (wanted !== 200 || isScreen(body)) && !late) return '';
	return `${name}: ${status} after ${Math.round(ms)} ms: ${body.slice(0, 80)}`;
}

/** What was thrown at a service, and what came of it. */
class Thrown {
	readonly bombs: Bomb[] = [];
	readonly wrong: string[] = [];
	readonly times: number[] = [];

	async round(service: ServiceProcess): Promise<void> {
		for (const bomb of bombs()) {
			const answer = await sendBytes(service.origin, wireOf(bomb, service.path));
			const wrong = wrongWith(bomb, answer);
			if (wrong !== '') this.wrong.push(wrong);
			this.bombs.push(bomb);
			if (bomb.outcome !== 'last-resort') this.times.push(answer.ms);
		}
	}

	/** What should be in quarantine, by reason and content. */
	get odd(): readonly string[] {
		return this.bombs
			.flatMap(({ outcome, body }) =>
				typeof outcome === 'object' ? [written(outcome.odd, body.subarray(0, KEPT_BYTES))] : [],
			)
			.sort();
	}
}

const written = (reason: string, body: Uint8Array): string =>
	`${reason} ${createHash('sha256').update(body).digest('hex')}`;

/** Everything in quarantine, opened, by reason and content. */
async function quarantined(folder: string): Promise<readonly string[]> {
	const vault = createVault(openKeyRing(join(folder, 'keys'), systemChance), systemChance);
	const store = await openSqliteStore({ file: join(folder, 'kasakuma.db'), inline: true });
	const open = ({ id, reason, sealed }: QuarantineRow): string => {
		const place = { collection: 'quarantine', field: 'sealed', id };
		return written(reason, Buffer.from(vault.openFor('quarantine', place, sealed), 'base64'));
	};
	try {
		const rows: QuarantineRow[] = [];
		for (;;) {
			const page = await store.quarantine.list({ after: rows.at(-1)?.id ?? '', most: 500 });
			if (page.length === 0) return rows.map(open).sort();
			rows.push(...page);
		}
	} finally {
		await store.close();
	}
}

describe('payloads that are made to hurt', () => {
	it('get a screen or a refusal soon, are kept when they are odd, and leave the service as it was', async () => {
		await withFolder(async (folder) => {
			const { service, probe } = await startProbed(folder);
			const thrown = new Thrown();
			await thrown.round(service);
			const before = await probe();
			for (let round = 1; round < ROUNDS; round++) await thrown.round(service);
			const after = await probe();
			const exit = await service.stop();
			const { wrong, times } = thrown;
			const growth = mebibytes(after.rss - before.rss);
			const heapGrowth = mebibytes(after.heap - before.heap);
			const median = Math.round(quantile(times, 0.5));
			tellAtMost('T13 bombs answered wrongly', wrong.length, 0, thrown.bombs.length);
			tell({ name: 'T13 answer to a bomb, median ms', n: times.length, figure: median, bound: 'told', pass: true });
			tellAtMost('T13 memory grown, MiB', growth, GROWTH_MOST_MIB, thrown.bombs.length);
			tellAtMost('T13 objects grown, MiB', heapGrowth, HEAP_GROWTH_MOST_MIB, thrown.bombs.length);
			expect({ wrong, exit }).toEqual({ wrong: [], exit: 0 });
			expect(after.prototypes).toEqual(before.prototypes);
			// Without symbols: the test runner marks the prototypes of its own process with one.
			expect(after.prototypes[0]).toEqual(Object.getOwnPropertyNames(Object.prototype));
			expect(growth).toBeLessThanOrEqual(GROWTH_MOST_MIB);
			expect(heapGrowth).toBeLessThanOrEqual(HEAP_GROWTH_MOST_MIB);
			expect(await quarantined(folder)).toEqual(thrown.odd);
		});
	}, 600_000);

	it('are missed in quarantine when they are not kept, so that this test proves something', async () => {
		await withFolder(async (folder) => {
			const { service } = await startProbed(folder, ['scripts/faults/serve.js', 'drops-odd']);
			const thrown = new Thrown();
			await thrown.round(service);
			await service.stop();
			const missed = thrown.odd.length - (await quarantined(folder)).length;
			tellCaught('T13 odd callbacks that are not kept', missed, thrown.odd.length);
			expect(missed).toBeGreaterThan(0);
		});
	}, 120_000);

	it('are refused alike where the secret is wrong, and nothing of them is kept', async () => {
		await withFolder(async (folder) => {
			const { service } = await startProbed(folder);
			const path = `${service.path.slice(0, -1)}${service.path.endsWith('A') ? 'B' : 'A'}`;
			for (const bomb of bombs()) {
				if (bomb.outcome === 'last-resort') continue;
				const { status, body } = await sendBytes(service.origin, wireOf(bomb, path));
				const announced = bomb.body.length > KEPT_BYTES && bomb.headers?.['transfer-encoding'] === undefined;
				const refused = announced ? 413 : 404;
				const wanted = typeof bomb.outcome === 'number' && bomb.outcome !== 400 ? bomb.outcome : refused;
				// Nobody waits for the rest of a long body: its sender may be cut off before it hears why.
				const wellDone = status === wanted || (announced && status === 0);
				expect({ name: bomb.name, status, wellDone, short: body.length < 32 }).toEqual({
					name: bomb.name,
					status,
					wellDone: true,
					short: true,
				});
			}
			expect(await service.stop()).toBe(0);
			expect(await quarantined(folder)).toEqual([]);
		});
	}, 120_000);
});
