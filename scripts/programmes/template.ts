import writeExcelFile from 'write-excel-file/node';
import { templateColumns } from './columns.ts';

/** Writes an empty workbook: its first sheet is filled in, a row an entry; the second says what goes where. */
export async function writeTemplate(file: string, languages: readonly string[]): Promise<void> {
	const columns = templateColumns(languages);
	const heads = columns.map(({ name }) => ({ value: name, fontWeight: 'bold' as const }));
	const helps = columns.map(({ name, help }) => [{ value: name }, { value: help }]);
	await writeExcelFile([
		{ data: [heads], sheet: 'entries' },
		{ data: helps, sheet: 'help' },
	]).toFile(file);
}
