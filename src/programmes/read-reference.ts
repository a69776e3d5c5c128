import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf, ServiceError } from '../shared/errors.ts';
import { type Hotlines, parseHotlines } from './hotlines.ts';
import { type Areas, parseAreas } from './places/areas.ts';
import { type Programme, parseProgramme } from './programme.ts';

/** The reference data that no programme changes. */
export interface Reference {
	readonly ci: Areas;
	readonly gh: Areas;
	readonly hotlines: Hotlines;
}

/**
 * Reads and checks `places/` and `hotlines.json` of the reference folder.
 * @throws {ServiceError} `reference-unreadable` or `reference-invalid`, naming the file.
 */
export function readReference(directory: string): Reference {
	return {
		ci: parseAreas(readJson(join(directory, 'places', 'ci.json')), 'CI'),
		gh: parseAreas(readJson(join(directory, 'places', 'gh.json')), 'GH'),
		hotlines: parseHotlines(readJson(join(directory, 'hotlines.json'))),
	};
}

/**
 * Reads and checks a programme's file. `languages` are the keys of the languages that the line has words in.
 * @throws {ServiceError} `reference-unreadable` or `reference-invalid`.
 */
export function readProgramme(file: string, languages: readonly string[]): Programme {
	return parseProgramme(readJson(file), languages);
}

function readJson(file: string): unknown {
	try {
		return JSON.parse(readFileSync(file, 'utf8'));
	} catch (cause) {
		const why = cause instanceof SyntaxError ? 'is not JSON' : `cannot be read (${codeOf(cause)})`;
		throw new ServiceError('reference-unreadable', `${file} ${why}`, `The file ${file} ${why}.`, { cause });
	}
}
