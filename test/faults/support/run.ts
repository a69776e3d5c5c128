import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemChance } from '../../../src/shared/chance.ts';

/** `KASAKUMA_FULL=1` runs the fault tests at the sizes that are promised. */
export const full = process.env['KASAKUMA_FULL'] === '1';

/** What a run draws its choices from; `KASAKUMA_SEED` repeats them. When a process dies in its work stays the machine's choice. */
export const seed = process.env['KASAKUMA_SEED'] ?? systemChance.digits(8);

/** One figure of a fault test. */
export interface Figure {
	readonly name: string;
	/** How often it was tried. */
	readonly n: number;
	readonly figure: number;
	/** The most, or for a broken variant the least, that the figure may be. */
	readonly bound: string;
	readonly pass: boolean;
}

/** Prints a figure and adds it to `results/faults.json`, one JSON object a line, so that tests may run side by side. */
export function tell(figure: Figure): void {
	const { name, n, bound, pass } = figure;
	process.stdout.write(`${pass ? 'ok    ' : 'FAILED'} ${name}: ${figure.figure} (${bound}, n ${n}, seed ${seed})\n`);
	mkdirSync('results', { recursive: true });
	appendFileSync(join('results', 'faults.json'), `${JSON.stringify({ ...figure, seed })}\n`);
}

/** Tells a figure that must not be greater than `most`. */
export function tellAtMost(name: string, figure: number, most: number, n: number): void {
	tell({ name, n, figure, bound: `≤ ${most}`, pass: figure <= most });
}

/** Tells what a harness caught of a service that is broken on purpose: nothing caught is a failure of the harness. */
export function tellCaught(name: string, figure: number, n: number): void {
	tell({ name, n, figure, bound: '≥ 1', pass: figure >= 1 });
}

/** Runs `work` with a folder that is gone afterwards. */
export async function withFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
	const folder = mkdtempSync(join(tmpdir(), 'kasakuma-faults-'));
	try {
		return await work(folder);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** The share `q` (0 to 1) of the values is at most this. */
export function quantile(values: readonly number[], q: number): number {
	const sorted = [...values].sort((one, other) => one - other);
	return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? 0;
}
