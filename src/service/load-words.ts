import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
	type Country,
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
import type { Entry } from '../programmes/catalogue/entry.ts';
import type { Version } from '../programmes/catalogue/lifecycle.ts';
import { createProgrammeKnowledge } from '../programmes/catalogue/programme-knowledge.ts';
import { createShelf, type Shelf, shippedVersions } from '../programmes/catalogue/shelf.ts';
import { withEntries } from '../programmes/catalogue/wording.ts';
import type { Areas } from '../programmes/places/areas.ts';
import { createPlaces, type ReferencePlaces } from '../programmes/places/create-places.ts';
import { createPriceKnowledge } from '../programmes/prices/price-knowledge.ts';
import type { ConfiguredRoute, Programme } from '../programmes/programme.ts';
import { type Reference, readProgramme, readReference } from '../programmes/read-reference.ts';
import { createWorkKnowledge } from '../programmes/work/work-knowledge.ts';
import type { Prompts } from '../prompts/prompts.ts';
import { readJson } from '../shared/read-json.ts';
import type { SoundFormat, Sounds } from '../web/audio/sounds.ts';
import { CLIPS_FILE, loadClips } from './load-clips.ts';
import { createPrompts } from './prompts.ts';

/** What the line says, and on whose behalf. */
export interface Loaded {
	readonly words: Words;
	readonly programme: Programme;
	readonly places: ReferencePlaces;
	readonly areas: Readonly<Record<Country, Areas>>;
	readonly locales: readonly Locale[];
	/** Where each language stands; a programme may offer only those in which nothing is missing. */
	readonly reviews: readonly LocaleReview[];
	/** What is played on calls. */
	readonly sounds: Sounds;
	/** What there is to record, for a line for that. */
	readonly prompts: Prompts;
	/** Clips that are named and cannot be played, as `language key`; `npm run audio -- check` says why. */
	readonly unfitClips: readonly string[];
	/** What people can be told of. */
	readonly shelf: Shelf;
	/** What stands there at first, of the demonstration programme; empty for every other, whose staff publish what is theirs. */
	readonly shipped: readonly Version[];
	/** All entries that come with it, those that may not be published among them. */
	readonly entries: readonly Entry[];
	readonly prices: Reference['prices'];
}

/** What each provider plays: https://www.twilio.com/docs/voice/twiml/play#supported-audio-file-types; the other takes .mp3 or .wav. */
export const playedBy: Readonly<Record<ConfiguredRoute['provider'], SoundFormat>> = {
	africastalking: 'mp3',
	twilio: 'wav',
};

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
	const calls = programme.routes.filter(({ channel }) => channel === 'voice');
	const { recordings, sounds, unfit } = loadClips({
		root,
		locales,
		drafts: programme.draftClips === true,
		formats: [...new Set(calls.map(({ provider }) => playedBy[provider]))],
	});
	const shipped = shippedOf(reference.catalogue, programme);
	const shelf = createShelf(shipped);
	const known = createWords({
		languages: locales.map(({ language }) => language),
		texts: new Map(locales.map(({ language, texts }) => [language.key, texts])),
		places,
		hotlines: reference.hotlines,
		commands: commandsOf(locales, reference.commands),
		routes: programme.routes,
		recordings,
		knowledge: {
			programmes: createProgrammeKnowledge(shelf.current),
			work: createWorkKnowledge(reference.work),
			price: createPriceKnowledge(reference.prices),
		},
	});
	const words = withEntries(known, (ref) => shelf.current().version(ref));
	const areas = { CI: reference.ci, GH: reference.gh };
	return {
		words,
		programme,
		places,
		areas,
		locales,
		reviews,
		sounds,
		prompts: createPrompts(root, locales),
		unfitClips: unfit,
		shelf,
		shipped,
		entries: programme.demonstration ? reference.catalogue : [],
		prices: reference.prices,
	};
}

/** Each country's in the languages of its own routes. */
function shippedOf(entries: readonly Entry[], { demonstration, routes }: Programme): readonly Version[] {
	if (!demonstration) return [];
	return [...new Set(routes.map(({ country }) => country))].flatMap((country) => {
		const languages = routes.filter((route) => route.country === country).flatMap((route) => route.languages);
		const own = entries.filter((entry) => entry.country === country);
		return shippedVersions(own, [...new Set(languages)]);
	});
}

/** A language whose words are not there yet stops nobody in the others. */
function commandsOf(locales: readonly Locale[], others: Words['commands']): Words['commands'] {
	return mergeCommandWords([
		others,
		...locales.map(({ texts }) => {
			const list = (name: string) => listedWords(texts.get(`commands.${name}`)?.text ?? '');
			const [stop, start, help] = [list('stop'), list('start'), list('help')];
			return { stop, start, help, call: list('call'), around: list('around') };
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

function readLocales(folder: string): readonly Locale[] {
	const languages = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
	return languages.map(({ name }) => {
		const files = readdirSync(join(folder, name)).filter((file) => file.endsWith('.json') && file !== CLIPS_FILE);
		return parseLocale(name, new Map(files.map((file) => [file, readJson(join(folder, name, file))])));
	});
}
