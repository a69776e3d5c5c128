import { join } from 'node:path';
import type { CommandWords } from '../conversation/index.ts';
import { readJson } from '../shared/read-json.ts';
import { parseCommandWords } from './command-words.ts';
import { type Hotlines, parseHotlines } from './hotlines.ts';
import { type Areas, parseAreas } from './places/areas.ts';
import { type Programme, parseProgramme } from './programme.ts';

/** The reference data that no programme changes. */
export interface Reference {
	readonly ci: Areas;
	readonly gh: Areas;
	readonly hotlines: Hotlines;
	/** What stops, starts and helps by text, in languages without texts of their own. */
	readonly commands: Required<CommandWords>;
}

/**
 * Reads and checks `places/`, `hotlines.json` and `commands.json` of the reference folder.
 * @throws {ServiceError} `file-unreadable` or `reference-invalid`, naming the file.
 */
export function readReference(directory: string): Reference {
	return {
		ci: parseAreas(readJson(join(directory, 'places', 'ci.json')), 'CI'),
		gh: parseAreas(readJson(join(directory, 'places', 'gh.json')), 'GH'),
		hotlines: parseHotlines(readJson(join(directory, 'hotlines.json'))),
		commands: parseCommandWords(readJson(join(directory, 'commands.json'))),
	};
}

/**
 * Reads and checks a programme's file. `languages` are the keys of the languages that the line has words in.
 * @throws {ServiceError} `file-unreadable` or `reference-invalid`.
 */
export function readProgramme(file: string, languages: readonly string[]): Programme {
	return parseProgramme(readJson(file), languages);
}
