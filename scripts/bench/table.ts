import { type Row, reached } from './row.ts';

/** The rows as text, in columns. */
export function table(rows: readonly Row[]): string {
	const cells = [['what', 'figure', 'target', '', 'runs'], ...rows.map(cellsOf)];
	const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((line) => (line[column] ?? '').length)));
	return cells
		.map((line) =>
			line
				.map((cell, column) => cell.padEnd(widths[column] ?? 0))
				.join('  ')
				.trimEnd(),
		)
		.join('\n');
}

function cellsOf(row: Row): string[] {
	const verdict = { true: 'reached', false: 'NOT reached', undefined: '' }[
		String(reached(row)) as 'true' | 'false' | 'undefined'
	];
	const runs = row.runs.map(inDigits).join(' · ');
	return [
		row.what,
		`${inDigits(row.figure)} ${row.unit}`,
		targetOf(row),
		verdict,
		row.note ? `${runs} (${row.note})` : runs,
	];
}

function targetOf({ target }: Row): string {
	if (target === undefined) return '';
	return 'atLeast' in target ? `≥ ${target.atLeast}` : `≤ ${target.atMost}`;
}

/** Three significant digits; whole numbers from 100 on. */
function inDigits(value: number): string {
	return value >= 100 ? Math.round(value).toLocaleString('en-GB') : String(Number(value.toPrecision(3)));
}
