import { layOut, type RouteFacts, type TextRef } from '../../../src/conversation/index.ts';
import { loadWords } from '../../../src/service/load-words.ts';

const { words, locales, programme } = loadWords(process.cwd(), '');
const ussd = programme.routes.find(({ channel }) => channel === 'ussd');
if (ussd === undefined) throw new Error('the demonstration has no USSD route');

/** The narrowest ordinary screens: 160 septets, and 70 characters where letters are kept in full. */
const routes: readonly RouteFacts[] = [
	{ ...ussd, id: 'gsm-7', profile: { units: 160, alphabet: 'gsm-7' } },
	{ ...ussd, id: 'ucs-2', profile: { units: 70, alphabet: 'ucs-2' } },
];

export const languages: readonly string[] = ['fr', 'en'];

/** Keys of the texts of an area in a language, `work` for `work.json`. */
export function keysOf(language: string, area: string): readonly string[] {
	const texts = locales.find(({ language: { key } }) => key === language)?.texts ?? new Map<string, unknown>();
	return [...texts.keys()].filter((key) => key.startsWith(`${area}.`));
}

export const say = (language: string, text: TextRef): string => words.say(language, text, 'gsm-7');
export const speak = (language: string, text: TextRef): string => words.speak(language, text);

/**
 * What would be wrong with a screen of these texts: none of them missing, foreign to its route, or too many for `most` pages of
 * 160 septets. Empty when it may be shown.
 */
export function faultsOfScreen(language: string, items: readonly TextRef[], most: number): readonly string[] {
	return routes.flatMap((route) => {
		const screen = { kind: 'pages', name: 'facts', items } as const;
		const { pages, faults } = layOut({ words, language, route, screen, showBack: true });
		const tooMany = route.id === 'gsm-7' && pages.length > most ? [`${pages.length} pages`] : [];
		return [...faults.map(({ kind, key, detail }) => `${route.id} ${kind} ${key} ${detail}`), ...tooMany];
	});
}
