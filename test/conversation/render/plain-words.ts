import { noKnowledge, type Words } from '../../../src/conversation/index.ts';
import { spell } from '../../../src/conversation/words/spelling.ts';

export const frenchNavigation = {
	'nav.more': 'Suite',
	'nav.back': 'Retour',
	'nav.help': 'SOS',
	'nav.leave': 'Sortir',
	'nav.start': 'Accueil',
};

/**
 * Words of one language from a table, for tests of rendering. A key that the table lacks is its own text; `{{name}}` is
 * filled in. Counts what is asked of it.
 */
export function plainWords(texts: Readonly<Record<string, string>> = {}): Words & { asked: number } {
	const table = new Map(Object.entries({ ...frenchNavigation, ...texts }));
	return {
		asked: 0,
		say(_, { key, values }) {
			this.asked++;
			return (table.get(key) ?? key).replace(/\{\{(\w+)\}\}/g, (_match, name: string) => String(values?.[name]));
		},
		speak(language, { key, values = {} }) {
			const filled = Object.entries(values).map(([name, value]) => [
				name,
				typeof value === 'object' ? value.map((text) => this.speak(language, text)).join(', ') : value,
			]);
			return this.say(language, { key, values: Object.fromEntries(filled) }, 'ucs-2');
		},
		clips: () => undefined,
		name: spell,
		languages: new Map(),
		places: { byCode: () => undefined, search: () => [] },
		hotlines: () => [],
		knowledge: noKnowledge,
		commands: { stop: [], start: [], help: [] },
		route: (id) => {
			throw new Error(`no route ${id}`);
		},
	};
}
