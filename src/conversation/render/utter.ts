import type { Utterance } from '../conversation.ts';
import type { RouteFacts } from '../route.ts';
import { machineLanguage } from '../voices.ts';
import type { SpokenText, Words } from '../words.ts';

/** In what is spoken, and where. */
export interface Speaking {
	readonly words: Words;
	readonly language: string;
	readonly route: RouteFacts;
}

/** What is said in one go, in letters, and by whom it is spoken. */
export interface Uttered {
	readonly text: string;
	readonly voice: Utterance['voice'];
}

/**
 * Says texts one after the other: by recorded people if all of it was recorded, else by the provider's voice. Where that has none
 * in the language, it says the same in the first language of the route that it has: foreign words that are spoken well are
 * understood by more people than one's own words read by a foreign voice.
 * @throws {MissingText} when a language lacks a text.
 */
export function utter(said: readonly SpokenText[], { words, language, route }: Speaking): Uttered {
	const speak = (by: string): string => said.map((text) => words.speak(by, text).replaceAll('\n', ' ')).join(' ');
	const text = speak(language);
	const clips = words.clips(language, said);
	if (clips !== undefined) return { text, voice: { by: 'people', clips } };
	const spokenIn = machineLanguage(language, route);
	return {
		text,
		voice: { by: 'provider', language: spokenIn, text: spokenIn === language ? text : speak(spokenIn) },
	};
}
