import { ServiceError } from '../../shared/errors.ts';
import { noKnowledge } from '../knowledge.ts';
import type { RouteFacts } from '../route.ts';
import type { LanguageFacts, SpokenText, Words } from '../words.ts';
import { canHoldCall, createFindClips, type Recordings } from './clips.ts';
import type { Text } from './locale.ts';
import { spell } from './spelling.ts';
import { spokenParts } from './spoken-parts.ts';
import { spokenValue } from './spoken-value.ts';
import { compile, type Manner } from './templates.ts';

export interface WordsInput {
	readonly languages: readonly LanguageFacts[];
	/** Texts by language, then by key. */
	readonly texts: ReadonlyMap<string, ReadonlyMap<string, Text>>;
	readonly places: Words['places'];
	readonly hotlines: Words['hotlines'];
	readonly commands?: Words['commands'];
	/** Absent: nothing is known. */
	readonly knowledge?: Words['knowledge'];
	readonly routes: readonly RouteFacts[];
	/** What people recorded; absent: nothing. */
	readonly recordings?: Recordings;
}

/** A text that a language lacks. No other language stands in for it. */
export class MissingText extends ServiceError {
	override readonly name = 'MissingText';

	constructor(key: string, language: string) {
		super('missing-text', `no text ${key} in language ${language}`, `The text ${key} is missing in ${language}.`);
	}
}

/** A placeholder for which a flow gave no value. */
export class MissingValue extends ServiceError {
	override readonly name = 'MissingValue';

	constructor(key: string, placeholder: string) {
		super(
			'missing-value',
			`text ${key} needs a value for ${placeholder}`,
			`The text ${key} was used without ${placeholder}.`,
		);
	}
}

const NO_COMMANDS: Words['commands'] = { stop: [], start: [], help: [] };

/**
 * Everything that puts a screen into words. Texts are compiled here, once: saying one is a look-up, and with values a join.
 * A text is said in the spelling that was approved for the alphabet; the proof checks that the route carries it. Values
 * that are strings are spelled for the alphabet as names are.
 */
export function createWords(input: WordsInput): Words {
	const { languages, texts, places, hotlines, commands = NO_COMMANDS, knowledge = noKnowledge, routes } = input;
	const templates = compile(texts);
	const { clips, recorded } = recordedIn(input);
	const routesById = new Map(routes.map((route) => [route.id, recorded.length === 0 ? route : { ...route, recorded }]));
	const put = (language: string, { key, values }: SpokenText, manner: Manner): string => {
		const template = templates.get(language)?.[manner].get(key);
		if (template === undefined) throw new MissingText(key, language);
		if (typeof template === 'string') return template;
		return template
			.map((part) => {
				if (typeof part === 'string') return part;
				const value = values !== undefined && Object.hasOwn(values, part.value) ? values[part.value] : undefined;
				if (value === undefined) throw new MissingValue(key, part.value);
				if (typeof value === 'object') return inOneBreath(value.map((text) => put(language, text, manner)));
				if (manner !== 'spoken') return spell(String(value), manner);
				const parts = spokenParts(String(value));
				return parts === undefined ? spokenValue(part.value, String(value)) : put(language, parts, manner);
			})
			.join('');
	};
	return {
		say: put,
		speak: (language, text) => put(language, text, 'spoken'),
		clips: (language, said) => clips.get(language)?.(said),
		name: spell,
		languages: new Map(languages.map((language) => [language.key, language])),
		places,
		hotlines,
		knowledge,
		commands,
		route: (id) => {
			const route = routesById.get(id);
			if (route === undefined) throw new Error(`no route ${id}`);
			return route;
		},
	};
}

/** Texts within a text: whole sentences follow each other, words stand with commas between them. */
function inOneBreath(texts: readonly string[]): string {
	return texts.reduce((said, text) => `${said}${/[.!?:]$/.test(said) ? ' ' : ', '}${text}`);
}

/** By language how its clips are found; and the languages in which a call can be held by them. */
function recordedIn({ texts, recordings }: WordsInput) {
	const spoken = [...(recordings?.byLanguage ?? [])].flatMap(([language, clips]) => {
		const ofLanguage = texts.get(language);
		return ofLanguage === undefined || clips.byKey.size === 0 ? [] : [{ language, clips, texts: ofLanguage }];
	});
	const core = recordings?.core ?? [];
	return {
		clips: new Map(spoken.map((one) => [one.language, createFindClips(one.texts, one.clips)])),
		recorded: spoken.filter((one) => canHoldCall(one.texts, one.clips, core)).map(({ language }) => language),
	};
}
