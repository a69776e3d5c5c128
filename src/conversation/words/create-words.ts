import { ServiceError } from '../../shared/errors.ts';
import type { RouteFacts } from '../route.ts';
import type { TextRef } from '../screen.ts';
import type { LanguageFacts, Words } from '../words.ts';
import type { Text } from './locale.ts';
import { spell } from './spelling.ts';
import { spokenValue } from './spoken-value.ts';
import { compile, type Manner } from './templates.ts';

export interface WordsInput {
	readonly languages: readonly LanguageFacts[];
	/** Texts by language, then by key. */
	readonly texts: ReadonlyMap<string, ReadonlyMap<string, Text>>;
	readonly places: Words['places'];
	readonly hotlines: Words['hotlines'];
	readonly commands?: Words['commands'];
	readonly routes: readonly RouteFacts[];
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
export function createWords({ languages, texts, places, hotlines, commands = NO_COMMANDS, routes }: WordsInput): Words {
	const templates = compile(texts);
	const routesById = new Map(routes.map((route) => [route.id, route]));
	const put = (language: string, { key, values }: TextRef, manner: Manner): string => {
		const template = templates.get(language)?.[manner].get(key);
		if (template === undefined) throw new MissingText(key, language);
		if (typeof template === 'string') return template;
		return template
			.map((part) => {
				if (typeof part === 'string') return part;
				const value = values !== undefined && Object.hasOwn(values, part.value) ? values[part.value] : undefined;
				if (value === undefined) throw new MissingValue(key, part.value);
				return manner === 'spoken' ? spokenValue(part.value, String(value)) : spell(String(value), manner);
			})
			.join('');
	};
	return {
		say: put,
		speak: (language, text) => put(language, text, 'spoken'),
		name: spell,
		languages: new Map(languages.map((language) => [language.key, language])),
		places,
		hotlines,
		commands,
		route: (id) => {
			const route = routesById.get(id);
			if (route === undefined) throw new Error(`no route ${id}`);
			return route;
		},
	};
}
