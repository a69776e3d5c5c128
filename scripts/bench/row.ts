/** How long and how much a bench measures. */
export interface Size {
	readonly name: 'quick' | 'usual' | 'full';
	/** Every figure is the median of so many runs, taken in turns with its peers, so that a drift of the machine meets all. */
	readonly rounds: number;
	readonly warmUpSeconds: number;
	readonly seconds: number;
	/** Rows of the large store in the growth figure. */
	readonly persons: number;
	readonly cases: number;
}

export const SIZES: Readonly<Record<Size['name'], Size>> = {
	/** Shows that the bench works; its figures mean nothing. */
	quick: { name: 'quick', rounds: 1, warmUpSeconds: 0.5, seconds: 1, persons: 2000, cases: 200 },
	usual: { name: 'usual', rounds: 3, warmUpSeconds: 3, seconds: 6, persons: 100_000, cases: 10_000 },
	/** Growth at the size that the design promises. */
	full: { name: 'full', rounds: 3, warmUpSeconds: 5, seconds: 15, persons: 1_000_000, cases: 100_000 },
};

export type Unit = 'turns/s' | '×' | 'ms' | 'MB' | 's';

/** One line of the table. */
export interface Row {
	readonly what: string;
	readonly unit: Unit;
	/** Median of the runs. */
	readonly figure: number;
	readonly runs: readonly number[];
	/** Figure to reach (design §8); absent where a row is there to compare with. */
	readonly target?: { readonly atLeast: number } | { readonly atMost: number };
	readonly note?: string;
}

export type Say = (line: string) => void;

export function row(what: string, unit: Unit, runs: readonly number[], more: Pick<Row, 'target' | 'note'> = {}): Row {
	return { what, unit, figure: medianOf(runs), runs, ...more };
}

/** @throws {RangeError} when there is nothing to take the middle of */
export function medianOf(values: readonly number[]): number {
	const sorted = values.toSorted((one, other) => one - other);
	const upper = sorted[Math.floor(sorted.length / 2)];
	const lower = sorted[Math.floor((sorted.length - 1) / 2)];
	if (upper === undefined || lower === undefined) throw new RangeError('There is no median of nothing.');
	return (lower + upper) / 2;
}

/** `undefined` where nothing was to be reached. */
export function reached({ figure, target }: Row): boolean | undefined {
	if (target === undefined) return undefined;
	return 'atLeast' in target ? figure >= target.atLeast : figure <= target.atMost;
}

/** Runs `measure` for every round, one after the other. */
export async function inRounds<T>(size: Size, measure: (round: number) => Promise<T>): Promise<T[]> {
	const results: T[] = [];
	for (let round = 1; round <= size.rounds; round += 1) results.push(await measure(round));
	return results;
}
