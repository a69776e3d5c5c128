import { keys } from './keys.ts';
import { navigationTexts } from './render/footer.ts';
import type { Setting } from './show.ts';
import { fold } from './words/fold.ts';

const known = new WeakMap<Setting['words'], Map<string, ReadonlyMap<string, string>>>();

/** By text, the labels of the keys that mean the same everywhere are as good as the keys: `Menu` is `00`. */
export function navigated(typed: string, language: string, { words, route }: Setting): string {
	if (route.channel !== 'sms') return typed;
	const languages = known.get(words) ?? new Map<string, ReadonlyMap<string, string>>();
	known.set(words, languages);
	let labels = languages.get(language);
	if (labels === undefined) {
		const entries = Object.entries(navigationTexts) as [keyof typeof navigationTexts, string][];
		labels = new Map(entries.map(([name, key]) => [fold(words.say(language, { key }, 'ucs-2')), keys[name]]));
		languages.set(language, labels);
	}
	return labels.get(fold(typed)) ?? typed;
}
