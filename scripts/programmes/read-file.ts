import { readFileSync, statSync } from 'node:fs';
import { readSheet, type SheetData } from 'read-excel-file/universal';
import type { RawRow } from '../../src/programmes/catalogue/import-entries.ts';
import { codeOf, ServiceError } from '../../src/shared/errors.ts';
import { ALWAYS, FACT_COLUMNS, WORDING_COLUMNS } from './columns.ts';
import { MOST_PACKED, tameWorkbook } from './unpack.ts';

/** More entries are for several files. */
const MOST_ENTRIES = 10_000;

/**
 * Reads `.xlsx` (its first sheet, a row an entry) or `.json` (a list of entries).
 * @throws {ServiceError} `file-unreadable`, `workbook-unreadable`: naming what is wrong, never what stands in it.
 */
export async function readFile(file: string): Promise<readonly RawRow[]> {
	const bytes = bytesOf(file);
	const rows = file.toLowerCase().endsWith('.xlsx') ? await workbookRows(bytes) : jsonRows(bytes);
	if (rows.length > MOST_ENTRIES) throw unreadable(`The file has more than ${MOST_ENTRIES} entries.`);
	return rows;
}

function bytesOf(file: string): Uint8Array {
	try {
		if (statSync(file).size <= MOST_PACKED) return readFileSync(file);
	} catch (cause) {
		throw unreadable(`The file ${file} cannot be read (${codeOf(cause)}).`);
	}
	throw unreadable('The file is larger than 16 MB.');
}

export function jsonRows(bytes: Uint8Array): readonly RawRow[] {
	let raw: unknown;
	try {
		raw = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
	} catch {
		throw unreadable('The file is not JSON in UTF-8.');
	}
	const list: readonly unknown[] = Array.isArray(raw) ? raw : [raw];
	return list.map((one, index) => ({ at: `entry ${index + 1}`, raw: one }));
}

export async function workbookRows(bytes: Uint8Array): Promise<readonly RawRow[]> {
	const tame = tameWorkbook(bytes);
	let sheet: SheetData;
	try {
		sheet = await readSheet(tame, 1);
	} catch (cause) {
		const said = 'The workbook cannot be read: save it as .xlsx again.';
		throw new ServiceError('workbook-unreadable', said, said, { cause });
	}
	const [head = [], ...rows] = sheet;
	const columns = head.map((cell) => (cell === null ? '' : textOf(cell)));
	refuseColumns(columns);
	return rows.flatMap((cells, index) => {
		const row = new Map(columns.map((name, at) => [name, textOf(cells[at] ?? '')]));
		const isEmpty = [...row.values()].every((cell) => cell === '');
		return isEmpty ? [] : [{ at: `row ${index + 2}`, raw: entryOf(row) }];
	});
}

const LANGUAGE_COLUMN = /^([a-z]{2,3}(?:-[a-z0-9]{2,8})?)\.(.+)$/;

function refuseColumns(columns: readonly string[]): void {
	if (!columns.includes('id')) throw unreadable('The first row of the workbook must name its columns, id among them.');
	const facts = new Set(FACT_COLUMNS.map(({ name }) => name));
	const seen = new Set<string>();
	for (const [at, name] of columns.entries()) {
		const known = facts.has(name) || WORDING_COLUMNS.includes(LANGUAGE_COLUMN.exec(name)?.[2] ?? '');
		if (name !== '' && (!known || seen.has(name)))
			throw unreadable(
				`Column ${at + 1} of the workbook is ${known ? 'there twice' : 'none that the catalogue knows'}.`,
			);
		seen.add(name);
	}
}

/** Dates come as UTC midnight; numbers as their digits. */
function textOf(cell: unknown): string {
	if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? '' : cell.toISOString().slice(0, 10);
	return typeof cell === 'string' ? cell.normalize('NFC').trim() : String(cell);
}

function entryOf(row: ReadonlyMap<string, string>): unknown {
	const facts: [string, unknown][] = FACT_COLUMNS.flatMap(({ name, read }): [string, unknown][] => {
		const cell = row.get(name) ?? '';
		return cell === '' ? [] : [[name, read(cell)]];
	});
	return { ...ALWAYS, ...Object.fromEntries(facts), wording: wordingOf(row) };
}

function wordingOf(row: ReadonlyMap<string, string>): unknown {
	const languages = new Map<string, Record<string, unknown>>();
	for (const [column, cell] of row) {
		const [, language = '', rest = ''] = LANGUAGE_COLUMN.exec(column) ?? [];
		if (language === '' || cell === '') continue;
		const wording = languages.get(language) ?? {};
		languages.set(language, wording);
		const [part = '', spelling] = rest.split('.');
		if (part === 'state' || part === 'by') wording[part] = cell;
		else wording[part] = { ...(wording[part] as object | undefined), [spelling ?? 'text']: cell };
	}
	return Object.fromEntries([...languages].map(([language, one]) => [language, { state: 'draft', ...one }]));
}

function unreadable(said: string): ServiceError {
	return new ServiceError('file-unreadable', said, said);
}
