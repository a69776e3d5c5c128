import { ServiceError } from '../../shared/errors.ts';
import type { LanguageFacts } from '../words.ts';
import { areaFile, languageFile, read } from './locale-schema.ts';

/** `reviewed`: a speaker read it and signs for it. `draft`: not yet; offered all the same, and listed for review. */
export type ReviewState = 'reviewed' | 'draft';

/** One text in one language. Its spellings have the same placeholders. */
export interface Text {
	/** Full spelling, for routes that carry UCS-2, for print and the console. */
	readonly text: string;
	/** Approved spelling for routes that carry GSM-7; the full one where that fits. */
	readonly simple?: string;
	/** Approved spelling for routes that carry ASCII only; the simple one where that fits. */
	readonly ascii?: string;
	/** As it is spoken on calls; the full one where that reads well aloud. */
	readonly spoken?: string;
	readonly state: ReviewState;
	readonly by?: string;
}

/** `language.json` */
export interface LocaleLanguage extends LanguageFacts {
	readonly iso639_3: string;
	readonly review:
		| { readonly state: 'reviewed'; readonly by: string /** ISO date */; readonly on: string }
		| { readonly state: 'draft'; readonly by?: string; readonly on?: string };
}

export interface Locale {
	readonly language: LocaleLanguage;
	/** By key, `<area>.<rest>`: the area is the name of the file. */
	readonly texts: ReadonlyMap<string, Text>;
}

/** A locale file that cannot be used as it is. The message has a line for each fault: file, key, what is wrong. */
export class LocaleError extends ServiceError {
	override readonly name = 'LocaleError';

	constructor(faults: readonly string[]) {
		super('locale-invalid', faults.join('\n'), 'A translation file has a fault; the log names the file and the text.');
	}
}

const areaName = /^([a-z0-9]+(?:-[a-z0-9]+)*)\.json$/;

/**
 * Reads one language. `files` are the parsed files of its folder by name, `language.json` among them.
 * @throws {LocaleError} with every fault: unknown fields, empty texts, spellings whose placeholders differ, …
 */
export function parseLocale(folder: string, files: ReadonlyMap<string, unknown>): Locale {
	const faults: string[] = [];
	const at = (file: string) => (fault: string) => faults.push(`locales/${folder}/${file}: ${fault}`);
	const language = readLanguage(folder, files.get('language.json'), at('language.json'));
	const texts = new Map<string, Text>();
	for (const [name, raw] of files) {
		if (name === 'language.json') continue;
		const area = readArea(name, raw, at(name));
		for (const [key, text] of area) texts.set(key, { state: language?.review.state ?? 'draft', ...text });
	}
	if (language === undefined || faults.length > 0) throw new LocaleError(faults);
	return { language, texts };
}

type Report = (fault: string) => void;

function readLanguage(folder: string, raw: unknown, report: Report): LocaleLanguage | undefined {
	const language = read(languageFile, raw);
	if ('faults' in language) {
		for (const fault of language.faults) report(fault);
		return undefined;
	}
	if (language.value.key !== folder) report(`key: is ${language.value.key}, its folder ${folder}`);
	return language.value;
}

function readArea(name: string, raw: unknown, report: Report): readonly [string, Omit<Text, 'state'>][] {
	const [, area] = areaName.exec(name) ?? [];
	if (area === undefined) {
		report('is not named after an area of texts, such as report.json');
		return [];
	}
	const texts = read(areaFile, raw);
	if ('value' in texts) return Object.entries(texts.value).map(([rest, text]) => [`${area}.${rest}`, text]);
	for (const fault of texts.faults) report(fault);
	return [];
}
