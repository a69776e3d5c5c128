import type { Reply } from './conversation.ts';
import { helpScreen } from './overlays.ts';
import { utter } from './render/utter.ts';
import { languageOf } from './show.ts';
import type { Words } from './words.ts';

/**
 * What is spoken where neither store nor conversation is needed: the country's help lines, those for children first, in the first
 * language of the route that can be heard; then the call ends. `nav.not-kept` says that the last choice was not kept.
 */
export function spokenHelp(words: Words, routeId: string, key: 'nav.not-kept' | 'nav.numbers'): Reply {
	const route = words.route(routeId);
	const language = languageOf({ answers: {} }, route);
	const { items } = helpScreen({ hotlines: words.hotlines(route.country) });
	const { text, voice } = utter([{ key, values: { numbers: items } }], { words, language, route });
	return { text, end: true, spoken: { voice, listen: { for: 'nothing' } } };
}
