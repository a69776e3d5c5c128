import { join } from 'node:path';
import { z } from 'zod';
import type { CommandWords, Country } from '../conversation/index.ts';
import { readJson } from '../shared/read-json.ts';
import { type Entry, parseEntry } from './catalogue/entry.ts';
import { check } from './check.ts';
import { parseCommandWords } from './command-words.ts';
import { type Hotlines, parseHotlines } from './hotlines.ts';
import { type Areas, parseAreas } from './places/areas.ts';
import { type PriceList, parsePriceList } from './prices/price-list.ts';
import { type Programme, parseProgramme } from './programme.ts';
import { parseWorkRules, type WorkRules } from './work/work-rules.ts';

/** The reference data that no programme changes. */
export interface Reference {
	readonly ci: Areas;
	readonly gh: Areas;
	readonly hotlines: Hotlines;
	/** What stops, starts and helps by text, in languages without texts of their own. */
	readonly commands: Required<CommandWords>;
	readonly work: Readonly<Record<Country, WorkRules>>;
	readonly prices: Readonly<Record<Country, PriceList>>;
	/** Entries of the catalogue that come with the installation, whether or not they may be published. */
	readonly catalogue: readonly Entry[];
}

/**
 * Reads and checks `places/`, `work/`, `prices/`, `catalogue/`, `hotlines.json` and `commands.json` of the reference folder.
 * @throws {ServiceError} `file-unreadable` or `reference-invalid`, naming the file.
 */
export function readReference(directory: string): Reference {
	const read = (...path: readonly string[]): unknown => readJson(join(directory, ...path));
	return {
		ci: parseAreas(read('places', 'ci.json'), 'CI'),
		gh: parseAreas(read('places', 'gh.json'), 'GH'),
		hotlines: parseHotlines(read('hotlines.json')),
		commands: parseCommandWords(read('commands.json')),
		work: {
			CI: parseWorkRules(read('work', 'ci.json'), 'CI'),
			GH: parseWorkRules(read('work', 'gh.json'), 'GH'),
		},
		prices: {
			CI: parsePriceList(read('prices', 'ci.json'), 'CI'),
			GH: parsePriceList(read('prices', 'gh.json'), 'GH'),
		},
		catalogue: ['ci.json', 'gh.json'].flatMap((file) => parseEntries(read('catalogue', file), `catalogue/${file}`)),
	};
}

function parseEntries(raw: unknown, file: string): readonly Entry[] {
	return check(z.array(z.unknown()), raw, file).map((entry, index) => parseEntry(entry, `${file}, entry ${index + 1}`));
}

/**
 * Reads and checks a programme's file. `languages` are the keys of the languages that the line has words in.
 * @throws {ServiceError} `file-unreadable` or `reference-invalid`.
 */
export function readProgramme(file: string, languages: readonly string[]): Programme {
	return parseProgramme(readJson(file), languages);
}
