import { ServiceError } from '../../shared/errors.ts';
import type { CatalogueStore, Doing, Saved } from './catalogue-store.ts';
import { type Entry, parseEntry } from './entry.ts';

/** An entry as a file or a request has it, not checked yet, and where it stands there. */
export interface RawRow {
	readonly at: string;
	readonly raw: unknown;
}

/** What a row is, or would be, to the catalogue. */
export interface RowReport {
	readonly at: string;
	/** Of the version that it is, or would be; '' where that cannot be said. */
	readonly ref: string;
	readonly outcome: Saved['outcome'] | 'faulty' | 'overtaken';
	readonly faults: readonly string[];
}

/** A row that may be kept. */
interface ReadRow {
	readonly at: string;
	readonly entry: Entry;
}

/** All rows together: it is kept when no row has a fault, else nothing of it is. */
export interface Plan {
	readonly reports: readonly RowReport[];
	readonly rows: readonly ReadRow[];
}

export interface ImportTools {
	readonly store: CatalogueStore;
	/** Whether `reference/places` has the area. */
	readonly isArea: (pcode: string) => boolean;
}

/** The dry run: reads every row, and says what it would be, without writing anything. */
export async function planImport(raw: readonly RawRow[], { store, isArea }: ImportTools): Promise<Plan> {
	const reports: RowReport[] = [];
	const rows: ReadRow[] = [];
	const places = new Map<string, string>();
	for (const row of raw) {
		const read = readRow(row, isArea);
		const earlier = read.entry === undefined ? undefined : places.get(read.entry.id);
		const faults = earlier === undefined ? read.faults : [...read.faults, `id: is in ${earlier} already`];
		if (read.entry === undefined || faults.length > 0) {
			reports.push({ at: row.at, ref: '', outcome: 'faulty', faults });
			continue;
		}
		places.set(read.entry.id, row.at);
		rows.push({ at: row.at, entry: read.entry });
		reports.push({ at: row.at, ...(await store.compare(read.entry)), faults: [] });
	}
	return { reports, rows };
}

/** Keeps every row of a plan as a draft, one after the other: when it is killed, each row is kept or not, and running it again does the rest. */
export async function keepRows(
	rows: readonly ReadRow[],
	store: CatalogueStore,
	doing: Doing,
): Promise<readonly RowReport[]> {
	const reports: RowReport[] = [];
	for (const { at, entry } of rows) reports.push({ at, ...(await keep(entry, store, doing)) });
	return reports;
}

async function keep(entry: Entry, store: CatalogueStore, doing: Doing): Promise<Omit<RowReport, 'at'>> {
	try {
		return { ...(await store.save(entry, doing)), faults: [] };
	} catch (error) {
		if (!(error instanceof ServiceError) || error.code !== 'entry-changed') throw error;
		return { ref: entry.id, outcome: 'overtaken', faults: [error.forStaff] };
	}
}

function readRow(
	{ at, raw }: RawRow,
	isArea: ImportTools['isArea'],
): { readonly entry?: Entry; readonly faults: readonly string[] } {
	try {
		const entry = parseEntry(raw, at);
		const faults = entry.areas
			.filter((area) => !isArea(area))
			.map((area) => `areas: ${area} is not in reference/places`);
		return { entry, faults };
	} catch (error) {
		if (!(error instanceof ServiceError)) throw error;
		// The place is in front of each report.
		return { faults: [error.message.slice(at.length + 2)] };
	}
}
