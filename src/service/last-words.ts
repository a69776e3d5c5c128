import type { Reply, Words } from '../conversation/index.ts';
import { unitsOf } from '../conversation/index.ts';

/**
 * A screen that needs neither store nor conversation: the country's help lines, those for children first, as many as fit.
 * `nav.not-kept` says that the last choice was not kept; `nav.numbers` says nothing of it.
 */
export function lastWords(words: Words, routeId: string, key: 'nav.not-kept' | 'nav.numbers'): Reply {
	const route = words.route(routeId);
	const { alphabet, units } = route.profile;
	const lines = [...words.hotlines(route.country)].sort((a, b) => Number(b.forChildren) - Number(a.forChildren));
	const say = (count: number) => {
		const numbers = lines.slice(0, count).map(({ number }) => number);
		return words.say(route.languages[0], { key, values: { numbers: numbers.join(', ') } }, alphabet);
	};
	let count = lines.length;
	while (count > 1 && unitsOf(say(count), alphabet) > units) count--;
	return { text: say(count), end: true };
}
