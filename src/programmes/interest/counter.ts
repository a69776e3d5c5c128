import type { Country } from '../../conversation/index.ts';
import { dayOf } from '../../shared/clock.ts';
import type { Interest } from './interest-of.ts';
import {
	type InterestCell,
	type InterestRecords,
	idOfMonth,
	keyOfCell,
	MOST_CELLS,
	type Month,
	readMonth,
	toInterestRow,
} from './interest-record.ts';

/** Writers that one waits for at most before it tries again at the next flush. */
const ROUNDS_MOST = 20;

/**
 * Counts in memory what is asked for, and adds it to the store now and then, so that no turn waits for it. What was not flushed when the
 * process dies is lost: these are figures to plan by, and nobody is owed an answer for one of them.
 */
export interface InterestCounter {
	/** Never fails, and does nothing slow. @param at milliseconds since the epoch; decides the month. */
	readonly note: (country: Country, interests: readonly Interest[], at: number) => void;
	/**
	 * Adds to the store what was counted since the last flush; one flush runs at a time. What cannot be added yet is kept for the next;
	 * what may have been added and may not, since the store was lost meanwhile, is not added again: it counts once at most.
	 */
	readonly flush: (at: number) => Promise<void>;
}

export interface CounterParts {
	readonly records: InterestRecords;
	/** Names this instance; new at every start. */
	readonly holder: string;
	/** Told of a flush that failed. */
	readonly onTrouble: (error: unknown) => void;
}

/** Cells of one month, by what they are about. */
type Cells = Map<string, InterestCell>;

export function createInterestCounter(parts: CounterParts): InterestCounter {
	let pending = new Map<string, { readonly month: Month; readonly cells: Cells }>();
	let flushing = Promise.resolve();
	let writes = 0;
	const cellsOf = (month: Month): Cells => {
		const id = idOfMonth(month);
		const found = pending.get(id) ?? { month, cells: new Map() };
		pending.set(id, found);
		return found.cells;
	};
	const flush = async (at: number): Promise<void> => {
		const taken = pending;
		pending = new Map();
		for (const { month, cells } of taken.values()) {
			writes += 1;
			const added = await add(parts, { month, cells, by: `${parts.holder} ${writes}`, at });
			if (!added) for (const cell of cells.values()) merge(cellsOf(month), cell);
		}
	};
	return {
		note: (country, interests, at) => {
			if (interests.length === 0) return;
			const cells = cellsOf({ country, month: dayOf(at).slice(0, 7) });
			for (const { what, ...about } of interests) merge(cells, { ...about, counts: { ...none, [what]: 1 } });
		},
		flush: (at) => {
			flushing = flushing.then(() => flush(at));
			return flushing;
		},
	};
}

const none: InterestCell['counts'] = { asked: 0, found: 0, nothing: 0, question: 0 };

/** Of more cells than there can be the rest is not counted, so that nothing grows without end. */
function merge(cells: Cells, cell: InterestCell): void {
	const key = keyOfCell(cell);
	const was = cells.get(key);
	if (was === undefined && cells.size >= MOST_CELLS) return;
	const [one, other] = [was?.counts ?? none, cell.counts];
	const counts = {
		asked: one.asked + other.asked,
		found: one.found + other.found,
		nothing: one.nothing + other.nothing,
		question: one.question + other.question,
	};
	cells.set(key, { ...cell, counts });
}

interface Addition {
	readonly month: Month;
	readonly cells: Cells;
	readonly by: string;
	readonly at: number;
}

/** @returns `false` when surely nothing was added. */
async function add({ records, onTrouble }: CounterParts, { month, cells, by, at }: Addition): Promise<boolean> {
	let isPut = false;
	try {
		for (let round = 0; round < ROUNDS_MOST; round += 1) {
			const stored = await readMonth(records, month);
			const all: Cells = new Map(stored.cells.map((cell) => [keyOfCell(cell), cell]));
			for (const cell of cells.values()) merge(all, cell);
			const row = toInterestRow(idOfMonth(month), { revision: stored.revision + 1, cells: [...all.values()] }, by, at);
			isPut = true;
			if ((await records.put(row)) === 'kept') return true;
			isPut = false;
		}
		return false;
	} catch (error) {
		onTrouble(error);
		return isPut;
	}
}
