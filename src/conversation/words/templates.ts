import { createInstance, type i18n } from 'i18next';
import type { Alphabet } from '../route.ts';
import type { Text } from './locale.ts';
import { placeholdersIn } from './placeholders.ts';

/** A text without values, or its parts in order: words, and the names of values between them. */
export type Template = string | readonly (string | { readonly value: string })[];

/** How a text is put: in letters of an alphabet, or aloud. */
export type Manner = Alphabet | 'spoken';

/** Templates of one language by manner, then by key. */
export type Templates = Readonly<Record<Manner, ReadonlyMap<string, Template>>>;

const spellings: Readonly<Record<Manner, (text: Text) => string>> = {
	'ucs-2': ({ text }) => text,
	'gsm-7': ({ text, simple }) => simple ?? text,
	ascii: ({ text, simple, ascii }) => ascii ?? simple ?? text,
	spoken: ({ text, spoken }) => spoken ?? text,
};
const manners = ['ucs-2', 'gsm-7', 'ascii', 'spoken'] as const satisfies readonly Manner[];

/** Stands for a value while a text is compiled; no text holds control characters (`locale.ts`). */
const mark = '\u0000';

/** The spelling of a text that was approved for an alphabet, or for being spoken. */
export function spellingFor(text: Text, manner: Manner): string {
	return spellings[manner](text);
}

/**
 * Every text of every language, ready to be said. i18next, an instance of its own with a namespace for each manner, fills
 * each text once with marks, and the text is cut at them: the hot path then pays neither its look-up nor its regular
 * expressions. Its plurals are never reached, because they follow the host's locale for most languages of the line.
 */
export function compile(texts: ReadonlyMap<string, ReadonlyMap<string, Text>>): ReadonlyMap<string, Templates> {
	const library = libraryOf(texts);
	return new Map([...texts].map(([language, ofLanguage]) => [language, templatesOf(library, language, ofLanguage)]));
}

function libraryOf(texts: ReadonlyMap<string, ReadonlyMap<string, Text>>): i18n {
	const library = createInstance();
	const resources = [...texts].map(([language, ofLanguage]) => {
		const namespaces = manners.map((manner) => {
			const spelled = [...ofLanguage].map(([key, text]) => [key, spellingFor(text, manner)] as const);
			return [manner, Object.fromEntries(spelled)] as const;
		});
		return [language, Object.fromEntries(namespaces)] as const;
	});
	void library.init({
		resources: Object.fromEntries(resources),
		ns: manners,
		defaultNS: 'gsm-7',
		fallbackLng: false,
		load: 'currentOnly',
		keySeparator: false,
		nsSeparator: false,
		interpolation: { escapeValue: false },
		initAsync: false,
	});
	return library;
}

function templatesOf(library: i18n, language: string, texts: ReadonlyMap<string, Text>): Templates {
	const full = new Map([...texts.keys()].map((key) => [key, templateOf(library, language, key, 'ucs-2')] as const));
	const of = (manner: Manner): ReadonlyMap<string, Template> =>
		new Map(
			[...texts].map(([key, text]) => {
				const template = spellingFor(text, manner) === text.text ? full.get(key) : undefined;
				return [key, template ?? templateOf(library, language, key, manner)];
			}),
		);
	return { 'ucs-2': full, 'gsm-7': of('gsm-7'), ascii: of('ascii'), spoken: of('spoken') };
}

function templateOf(library: i18n, language: string, key: string, manner: Manner): Template {
	const spelled = String(library.getResource(language, manner, key));
	const names = placeholdersIn(spelled);
	const replace = Object.fromEntries(names.map((name) => [name, `${mark}${name}${mark}`]));
	return cutAtMarks(library.t(key, { lng: language, ns: manner, replace, nest: false }));
}

/** Between two marks stands the name of a value. */
function cutAtMarks(filled: string): Template {
	const parts = filled.split(mark);
	if (parts.length === 1) return filled;
	return parts.map((part, index) => (index % 2 === 0 ? part : { value: part })).filter((part) => part !== '');
}
