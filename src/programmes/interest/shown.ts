/** Askings of one kind in one area and language. */
export interface SmallCell {
	/** P-code; '' where none is known. */
	readonly area: string;
	readonly language: string;
	readonly count: number;
}

/** Stands for what is counted together: other languages of an area, or other areas and languages of a topic. */
export const TOGETHER = '*';

/**
 * What may be shown of some counts. Every asking is in one row at most, and no row is below `least`:
 *
 * 1. an area and language that has `least` or more stands by itself;
 * 2. what is left of an area is shown together (language `*`);
 * 3. what is left of all of them is shown together (area and language `*`);
 * 4. the rest is not shown.
 *
 * No total is shown beside them, so that nothing can be subtracted. What stands together is rounded down where it would tell that
 * every cell in it is as large as such a cell can be.
 * @param least from which on a count may be shown; at least 5: with less, that several stand together would tell more.
 */
export function shownOf(cells: readonly SmallCell[], least: number): readonly SmallCell[] {
	const [alone, small] = parted(cells, ({ count }) => count >= least);
	const byArea = new Map<string, SmallCell[]>();
	for (const cell of small) if (cell.count > 0) byArea.set(cell.area, [...(byArea.get(cell.area) ?? []), cell]);
	const rows = [...alone];
	const left: SmallCell[] = [];
	for (const [area, some] of byArea) {
		const count = togetherOf(some, least);
		if (count >= least) rows.push({ area, language: TOGETHER, count });
		else left.push(...some);
	}
	const count = togetherOf(left, least);
	if (count >= least) rows.push({ area: TOGETHER, language: TOGETHER, count });
	return rows.toSorted((one, other) => other.count - one.count || compareText(keyOf(one), keyOf(other)));
}

/** Each of the cells is below `least`. With at most this sum any one of them could be nothing, the others making it up. */
function togetherOf(cells: readonly SmallCell[], least: number): number {
	const sum = cells.reduce((all, { count }) => all + count, 0);
	return Math.min(sum, Math.max(0, cells.length - 1) * (least - 1));
}

const keyOf = ({ area, language }: SmallCell): string => `${area} ${language}`;

/** By code units: the same everywhere. */
function compareText(one: string, other: string): number {
	if (one === other) return 0;
	return one < other ? -1 : 1;
}

function parted<Item>(items: readonly Item[], isFirst: (item: Item) => boolean): [Item[], Item[]] {
	return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}
