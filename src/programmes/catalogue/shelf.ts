import { type Catalogue, createCatalogue } from './catalogue.ts';
import type { Entry } from './entry.ts';
import { publishingFaults, type Version } from './lifecycle.ts';

/** The catalogue that people are told of now; another may take its place between two turns, and never within one. */
export interface Shelf {
	readonly current: () => Catalogue;
	readonly replace: (versions: readonly Version[]) => void;
}

export function createShelf(versions: readonly Version[]): Shelf {
	let current = createCatalogue(versions);
	return {
		current: () => current,
		replace: (others) => {
			current = createCatalogue(others);
		},
	};
}

/** Who stands for the entries that come with the installation. */
export const OWN_AUTHOR = 'Kasakuma team';

/** Before every day: whether an entry is over is asked when it is looked for. */
const ANY_DAY = '0000-01-01';

/** Of the entries that come with the installation those that may be published in these languages, as their first versions. */
export function shippedVersions(entries: readonly Entry[], languages: readonly string[]): readonly Version[] {
	return entries
		.map((entry): Version => ({ entry, version: 1, state: 'draft', author: OWN_AUTHOR }))
		.filter((draft) => {
			const ask = { by: OWN_AUTHOR, day: ANY_DAY, languages, byAnother: false };
			return publishingFaults(draft, ask).length === 0;
		})
		.map((draft): Version => ({ ...draft, state: 'published', publisher: OWN_AUTHOR }));
}
