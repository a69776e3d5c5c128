import { keys } from './keys.ts';
import { navigationTexts } from './render/footer.ts';
import type { Setting } from './show.ts';
import { fold } from './words/fold.ts';

/** On a call, hear the same again: `*`, or 5. */
export const hearAgain = '*';

/** On a call one key is one choice, so keys of two digits have one beside the options 1 to 4. */
const keypad: ReadonlyMap<string, string> = new Map([
	['5', hearAgain],
	['6', keys.start],
	['7', keys.back],
	['8', keys.more],
]);

const known = new WeakMap<Setting['words'], Map<string, ReadonlyMap<string, string>>>();

/**
 * What was typed, or the key for everywhere that it stands for. By text, the labels of those keys are as good as
 * the keys: `Menu` is `00`. On a call 6 is.
 */
export function navigated(typed: string, language: string, { words, route }: Setting): string {
	if (route.channel === 'voice') return keypad.get(typed) ?? typed;
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
