import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
	createWords,
	isOffered,
	type Locale,
	type LocaleReview,
	listedWords,
	mergeCommandWords,
	parseLocale,
	reviewLocale,
	type Words,
} from '../conversation/index.ts';
import { createPlaces, type ReferencePlaces } from '../programmes/places/create-places.ts';
import type { Programme } from '../programmes/programme.ts';
import { readProgramme, readReference } from '../programmes/read-reference.ts';
import { readJson } from '../shared/read-json.ts';

/** What the line says, and on whose behalf. */
export interface Loaded {
	readonly words: Words;
	readonly programme: Programme;
	readonly places: ReferencePlaces;
	readonly locales: readonly Locale[];
	/** Where each language stands; a programme may offer only those in which nothing is missing. */
	readonly reviews: readonly LocaleReview[];
}

/**
 * Reads languages, reference data and the programme from the files of the installation.
 * @param root folder that holds `locales/` and `reference/`.
 * @param programmeFile the programme's own file; '' for the demonstration programme.
 * @throws {ServiceError} naming the file and what is wrong with it.
 */
export function loadWords(root: string, programmeFile: string): Loaded {
	const locales = readLocales(join(root, 'locales'));
	const reference = readReference(join(root, 'reference'));
	const file = programmeFile === '' ? join(root, 'reference', 'programmes', 'demonstration.json') : programmeFile;
	const reviews = reviewsOf(locales);
	const offered = reviews.filter(isOffered).map(({ language }) => language);
	const programme = readProgramme(file, offered);
	const places = createPlaces({ ci: reference.ci, gh: reference.gh, communities: programme.communities });
	const words = createWords({
		languages: locales.map(({ language }) => language),
		texts: new Map(locales.map(({ language, texts }) => [language.key, texts])),
		places,
		hotlines: reference.hotlines,
		commands: commandsOf(locales, reference.commands),
		routes: programme.routes,
	});
	return { words, programme, places, locales, reviews };
}

/** A language whose words are not there yet stops nobody in the others. */
function commandsOf(locales: readonly Locale[], others: Words['commands']): Words['commands'] {
	return mergeCommandWords([
		others,
		...locales.map(({ texts }) => {
			const list = (name: string) => listedWords(texts.get(`commands.${name}`)?.text ?? '');
			return { stop: list('stop'), start: list('start'), help: list('help'), around: list('around') };
		}),
	]);
}

/** The language that flows are written in first: its texts are all that there are. */
const SOURCE_LANGUAGE = 'fr';

/** @throws {Error} when the source language is not among them. */
function reviewsOf(locales: readonly Locale[]): readonly LocaleReview[] {
	const source = locales.find(({ language }) => language.key === SOURCE_LANGUAGE);
	if (source === undefined) throw new Error(`locales/${SOURCE_LANGUAGE} is missing`);
	return locales.map((locale) => reviewLocale(source, locale));
}

/** What is said of the language's recorded clips; it holds no texts. */
const CLIPS = 'audio.json';

function readLocales(folder: string): readonly Locale[] {
	const languages = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
	return languages.map(({ name }) => {
		const files = readdirSync(join(folder, name)).filter((file) => file.endsWith('.json') && file !== CLIPS);
		return parseLocale(name, new Map(files.map((file) => [file, readJson(join(folder, name, file))])));
	});
}
