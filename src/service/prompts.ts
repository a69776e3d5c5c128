import { join } from 'node:path';
import { isNameKey, type Locale } from '../conversation/index.ts';
import type { Prompt, Prompts } from '../prompts/prompts.ts';
import { listClips } from './list-clips.ts';
import { readClipManifest, readCore, textHashOf } from './load-clips.ts';

/**
 * What there is to record, as it stands when the service starts. A language is among it once every language has its name, by which
 * a speaker chooses it.
 * @param root folder that holds `locales/` and `reference/`.
 * @throws {ServiceError} `manifest-invalid`, `file-unreadable`.
 */
export function createPrompts(root: string, locales: readonly Locale[]): Prompts {
	const core = readCore(root);
	const isNamed = (language: string) => locales.every(({ texts }) => texts.has(`languages.${language}`));
	const byLanguage = new Map(
		locales
			.filter(({ language }) => isNamed(language.key))
			.map((locale) => [locale.language.key, promptsOf(locale, core, join(root, 'locales', locale.language.key))]),
	);
	return { of: (language) => byLanguage.get(language) ?? [] };
}

function promptsOf(locale: Locale, core: readonly string[], folder: string): readonly Prompt[] {
	return listClips(locale, readClipManifest(folder), core)
		.filter(({ key }) => !isNameKey(key))
		.map(({ key, text, state }) => ({
			key,
			text,
			textHash: textHashOf(text),
			isFresh: state === 'draft' || state === 'reviewed',
		}));
}
