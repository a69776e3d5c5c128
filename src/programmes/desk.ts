import type { Country } from '../conversation/index.ts';
import { type CatalogueStore, createCatalogueStore } from './catalogue/catalogue-store.ts';
import type { Ground } from './catalogue/fits.ts';
import type { ImportTools } from './catalogue/import-entries.ts';
import type { Version } from './catalogue/lifecycle.ts';
import { createPublishing, type Publishing, type PublishingParts } from './catalogue/publishing.ts';
import type { CatalogueRecords } from './catalogue/version-record.ts';
import { type Gaps, gapsOf } from './interest/gaps.ts';
import { type Month, readMonth } from './interest/interest-record.ts';
import type { Areas } from './places/areas.ts';

/** All that staff, and systems in their name, do with the catalogue: from a command line, a page, or by the API. */
export interface ProgrammeDesk extends ImportTools {
	readonly store: CatalogueStore;
	readonly publishing: Publishing;
	/** What people asked for in a month, and what the catalogue lacks on a day (ISO date). */
	readonly gaps: (month: Month, day: string) => Promise<Gaps>;
}

export interface DeskParts extends Pick<PublishingParts, 'byAnother' | 'told'> {
	readonly records: CatalogueRecords;
	readonly ground: Ground;
	readonly areas: Readonly<Record<Country, Areas>>;
	/** Askings from which on a count is shown. */
	readonly least: number;
}

export function createProgrammeDesk({ records, areas, least, ...rest }: DeskParts): ProgrammeDesk {
	const store = createCatalogueStore(records);
	const publishing = createPublishing({ ...rest, store });
	const pcodes = new Set(
		Object.values(areas).flatMap(({ regions }) =>
			regions.flatMap(({ pcode, districts }) => [pcode, ...districts.map((one) => one.pcode)]),
		),
	);
	return {
		store,
		publishing,
		isArea: (pcode) => pcodes.has(pcode),
		gaps: async (month, day) => {
			const { country } = month;
			const { cells } = await readMonth(records, month);
			const versions: Version[] = [];
			for (const state of ['draft', 'published'] as const)
				for await (const version of store.list(state)) if (version.entry.country === country) versions.push(version);
			const regions = areas[country].regions.map(({ pcode, districts }) => ({
				pcode,
				districts: districts.map((one) => one.pcode),
			}));
			return gapsOf(cells, versions, { country, day, least, languages: publishing.languagesIn(country), regions });
		},
	};
}
