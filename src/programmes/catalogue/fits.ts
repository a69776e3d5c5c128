import { layOut, type RouteFacts, type Words } from '../../conversation/index.ts';
import { type Entry, PARTS, type Part } from './entry.ts';
import { refOf, type Version } from './lifecycle.ts';
import { entryText, withEntries } from './wording.ts';

/** Most screens of one part, so that reading about a programme does not take a session. */
const MOST_SCREENS = 2;

/** Why a text cannot be shown on a route. */
export interface UnfitText {
	readonly route: string;
	readonly language: string;
	readonly part: 'name' | Part;
	/** `too-long` in screens; `foreign-character`: it needs a `simple` or `ascii` spelling. */
	readonly kind: 'too-long' | 'foreign-character';
	readonly detail: string;
}

/** Where an entry is to be read. */
export interface Ground {
	/** For the labels that stand beside it. */
	readonly words: Words;
	/** Those of the entry's own country count. */
	readonly routes: readonly RouteFacts[];
}

/** Every text that some route of the entry's country cannot show, laid out by the renderer that people read it through. */
export function unfitTexts(
	version: Pick<Version, 'entry' | 'version'>,
	{ words, routes }: Ground,
): readonly UnfitText[] {
	const { entry } = version;
	const worded = withEntries(words, () => ({ state: 'draft', author: '', ...version }));
	return routes
		.filter(({ country }) => country === entry.country)
		.flatMap((route) =>
			route.languages.flatMap((language) =>
				partsIn(entry, language).flatMap((part) => faultsOf({ ref: refOf(version), part, language, route, worded })),
			),
		);
}

function partsIn({ wording }: Entry, language: string): readonly ('name' | Part)[] {
	const ofLanguage = wording[language];
	return ofLanguage === undefined ? [] : ['name' as const, ...PARTS.filter((part) => ofLanguage[part] !== undefined)];
}

interface TextOnRoute {
	readonly ref: string;
	readonly part: 'name' | Part;
	readonly language: string;
	readonly route: RouteFacts;
	readonly worded: Words;
}

/** A part is a screen to read; a name is an option in a list, which stands on one screen whole. */
function faultsOf({ ref, part, language, route, worded }: TextOnRoute): readonly UnfitText[] {
	const text = entryText(ref, part);
	const screen =
		part === 'name'
			? ({ kind: 'pages', name: 'programme', items: [], options: [{ value: ref, label: text }] } as const)
			: ({ kind: 'pages', name: 'programme', items: [text] } as const);
	const { pages, faults } = layOut({ words: worded, language, route, screen, showBack: true });
	const at = { route: route.id, language, part };
	const named = faults
		.filter(({ key }) => key === text.key)
		.map(({ kind, detail }): UnfitText => ({ ...at, kind: kind === 'foreign-character' ? kind : 'too-long', detail }));
	if (pages.length <= MOST_SCREENS || named.length > 0) return named;
	return [{ ...at, kind: 'too-long', detail: `${pages.length} screens, ${MOST_SCREENS} at most` }];
}
