import { foreignTo } from '../render/alphabet.ts';
import type { Alphabet } from '../route.ts';
import type { Locale } from './locale.ts';
import { placeholdersIn } from './placeholders.ts';
import { spellingFor } from './templates.ts';

/** A spelling with characters that its alphabet lacks. */
export interface ForeignSpelling {
	readonly key: string;
	readonly alphabet: Alphabet;
	readonly characters: readonly string[];
}

/** Where the texts of a language stand against those of the source language. Lists of text keys, in order of the source. */
export interface LocaleReview {
	readonly language: string;
	readonly reviewed: readonly string[];
	readonly draft: readonly string[];
	readonly missing: readonly string[];
	/** Texts that the source language does not have: no screen asks for them. */
	readonly surplus: readonly string[];
	/** Texts that need other values than the source's. */
	readonly otherPlaceholders: readonly string[];
	/** What a route of that alphabet would mangle. No matter for a language that no such route offers. */
	readonly foreign: readonly ForeignSpelling[];
}

/** @param source The language that flows are written in first, French; its keys are all that there are. */
export function reviewLocale(source: Locale, { language, texts }: Locale): LocaleReview {
	const keys = [...source.texts.keys()];
	const inState = (state: string): string[] => keys.filter((key) => texts.get(key)?.state === state);
	return {
		language: language.key,
		reviewed: inState('reviewed'),
		draft: inState('draft'),
		missing: keys.filter((key) => !texts.has(key)),
		surplus: [...texts.keys()].filter((key) => !source.texts.has(key)),
		otherPlaceholders: keys.filter(
			(key) => texts.has(key) && placeholdersOf(source, key) !== placeholdersOf({ texts }, key),
		),
		foreign: [...texts].flatMap(([key, text]) =>
			(['gsm-7', 'ascii'] as const)
				.map((alphabet) => ({ key, alphabet, characters: foreignTo(spellingFor(text, alphabet), alphabet) }))
				.filter(({ characters }) => characters.length > 0),
		),
	};
}

/** A language is offered when every text is there and asks for the values that the flows give. */
export function isOffered({ missing, otherPlaceholders }: LocaleReview): boolean {
	return missing.length === 0 && otherPlaceholders.length === 0;
}

function placeholdersOf({ texts }: Pick<Locale, 'texts'>, key: string): string {
	return placeholdersIn(texts.get(key)?.text ?? '').join(' ');
}
