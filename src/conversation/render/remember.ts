import type { Screen } from '../screen.ts';
import type { Words } from '../words.ts';
import type { LayOutInput, Layout } from './layout.ts';

/** Most layouts kept of one screen: languages × profiles × notices, with room to spare. */
const mostOfOne = 256;

/**
 * Lays a screen out once for each language, profile, notice and way back, as long as the screen's object lives: one that a
 * flow keeps then costs two look-ups. What is made anew for a turn goes with it.
 */
export function rememberLayouts(layOut: (input: LayOutInput) => Layout): (input: LayOutInput) => Layout {
	const byWords = new WeakMap<Words, WeakMap<Screen, Map<string, Layout>>>();
	return (input) => {
		const { words, screen, language, notice, showBack } = input;
		if (notice?.values !== undefined) return layOut(input);
		const known = byWords.get(words)?.get(screen);
		const { alphabet, units } = input.route.profile;
		const key = `${language} ${input.route.channel} ${alphabet} ${units} ${showBack} ${notice?.key ?? ''}`;
		const found = known?.get(key);
		if (found !== undefined) return found;
		const layout = layOut(input);
		keep(known ?? newLayouts(byWords, words, screen), key, layout);
		return layout;
	};
}

function keep(known: Map<string, Layout>, key: string, layout: Layout): void {
	if (known.size >= mostOfOne) known.clear();
	known.set(key, layout);
}

function newLayouts(
	byWords: WeakMap<Words, WeakMap<Screen, Map<string, Layout>>>,
	words: Words,
	screen: Screen,
): Map<string, Layout> {
	const layouts = new Map<string, Layout>();
	const byScreen = byWords.get(words) ?? new WeakMap<Screen, Map<string, Layout>>();
	byWords.set(words, byScreen.set(screen, layouts));
	return layouts;
}
