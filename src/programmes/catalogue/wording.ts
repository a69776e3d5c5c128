import { type Alphabet, MissingText, type SpokenText, type TextRef, type Words } from '../../conversation/index.ts';
import { PARTS, type Part, type Spelled } from './entry.ts';
import type { Version } from './lifecycle.ts';

/** Text keys of entries begin so; no file of `locales/` has the name. */
const AREA = 'entry';

/** A version's name or a part of it as a text, to stand on screens: `entry.gh-leap@3.gives`. It means the same words for ever. */
export function entryText(ref: string, part: 'name' | Part): TextRef {
	return { key: `${AREA}.${ref}.${part}` };
}

/**
 * Words that say the texts of entries as well: in the spelling approved for an alphabet, or as they are spoken.
 * @param versionOf looks a version up in the catalogue of the moment.
 */
export function withEntries(words: Words, versionOf: (ref: string) => Version | undefined): Words {
	const spelledIn = (language: string, key: string): Spelled => {
		const [, ref = '', name = ''] = key.split('.');
		const part = (['name', ...PARTS] as const).find((one) => one === name);
		const wording = versionOf(ref)?.entry.wording[language];
		const text = part === undefined ? undefined : wording?.[part];
		if (text === undefined) throw new MissingText(key, language);
		return text;
	};
	const speak = (language: string, text: SpokenText): string => {
		if (!isEntryText(text))
			return words.speak(
				language,
				spokenWithin(text, (one) => speak(language, one)),
			);
		const spelled = spelledIn(language, text.key);
		return spelled.spoken ?? spelled.text;
	};
	return {
		...words,
		say: (language, text, alphabet) =>
			isEntryText(text) ? spellingOf(spelledIn(language, text.key), alphabet) : words.say(language, text, alphabet),
		speak,
		// What staff write has no recordings.
		clips: (language, said) => (said.some(holdsEntry) ? undefined : words.clips(language, said)),
	};
}

function isEntryText({ key }: { readonly key: string }): boolean {
	return key.startsWith(`${AREA}.`);
}

function holdsEntry(text: SpokenText): boolean {
	return isEntryText(text) || Object.values(text.values ?? {}).some((value) => isList(value) && value.some(holdsEntry));
}

/** On a call an option stands within the sentence that names its key. */
function spokenWithin(text: SpokenText, speak: (one: SpokenText) => string): SpokenText {
	if (!holdsEntry(text)) return text;
	const values = Object.entries(text.values ?? {}).map(
		([name, value]) => [name, isList(value) ? value.map(speak).join(', ') : value] as const,
	);
	return { ...text, values: Object.fromEntries(values) };
}

function isList(value: string | number | readonly SpokenText[]): value is readonly SpokenText[] {
	return typeof value === 'object';
}

/** As `locales/` has it: the simple spelling is for GSM-7, and for ASCII where that has none of its own. */
function spellingOf({ text, simple, ascii }: Spelled, alphabet: Alphabet): string {
	if (alphabet === 'ucs-2') return text;
	return alphabet === 'gsm-7' ? (simple ?? text) : (ascii ?? simple ?? text);
}
