import fc from 'fast-check';
import type { Alphabet, Option, RouteFacts, Screen } from '../../../src/conversation/index.ts';
import { fits, unitsOf } from '../../../src/conversation/render/alphabet.ts';
import { type LayOutInput, type Layout, layOut } from '../../../src/conversation/render/lay-out.ts';
import { plainWords } from './plain-words.ts';

const ceilings: Readonly<Record<Alphabet, number>> = { 'gsm-7': 182, ascii: 182, 'ucs-2': 80 };

/** Words as the locales have them, with what makes counting hard: escapes, accents, foreign letters, endless words. */
const word = fc.oneof(
	{
		weight: 8,
		arbitrary: fc.string({ unit: fc.constantFrom(...Array.from('abcdeinorstu')), minLength: 1, maxLength: 12 }),
	},
	fc.string({ unit: fc.constantFrom(...Array.from('éàèùçê’œɛɔŋ€[]^.!?:')), minLength: 1, maxLength: 4 }),
	fc.string({ unit: fc.constantFrom('x', '€', '😀', 'ɛ\u0303'), minLength: 30, maxLength: 120 }),
);
const text = (most: number) => fc.array(word, { minLength: 1, maxLength: most }).map((words) => words.join(' '));
const ref = (most: number) => text(most).map((key) => ({ key }));

const options: fc.Arbitrary<Option[]> = fc
	.array(
		fc.record({
			label: ref(8),
			heading: fc.option(fc.constantFrom('My child', 'Other child', 'x'.repeat(60)), { freq: 2 }),
		}),
		{ maxLength: 16 },
	)
	.map((drawn) =>
		drawn.map(({ label, heading }, index) => ({
			value: `value ${index}`,
			label,
			...(heading === null ? {} : { group: { key: heading } }),
		})),
	);

const asking: fc.Arbitrary<Screen> = fc.oneof(
	fc.record({ kind: fc.constant('choice' as const), name: fc.constant('what'), ask: ref(30), options }),
	fc.record({
		kind: fc.constant('text' as const),
		name: fc.constant('words'),
		ask: ref(30),
		options,
		most: fc.constant(160),
	}),
	fc.record({
		kind: fc.constant('pages' as const),
		name: fc.constant('about'),
		items: fc.array(ref(30), { minLength: 1, maxLength: 6 }),
		options,
	}),
);

const routes: fc.Arbitrary<RouteFacts> = fc
	.record({
		alphabet: fc.constantFrom('gsm-7' as const, 'ascii' as const, 'ucs-2' as const),
		units: fc.integer({ min: 40, max: 200 }),
	})
	.map((profile) => ({
		id: 'gh-ussd',
		channel: 'ussd',
		country: 'GH',
		languages: ['en'],
		profile,
		programme: { en: 'Cocoa Line' },
	}));

const label = text(2);
const navigation = fc.record({
	'nav.more': label,
	'nav.back': label,
	'nav.help': label,
	'nav.leave': label,
	'nav.start': label,
});

function inputs(screen: fc.Arbitrary<Screen>): fc.Arbitrary<LayOutInput> {
	return fc
		.record({
			screen,
			route: routes,
			navigation,
			showBack: fc.boolean(),
			notice: fc.option(ref(6), { nil: undefined }),
		})
		.map(({ navigation: texts, notice, ...rest }) => ({
			...rest,
			words: plainWords(texts),
			language: 'en',
			...(notice === undefined ? {} : { notice }),
		}));
}

function everyLayout(screen: fc.Arbitrary<Screen>, check: (layout: Layout, input: LayOutInput) => void): void {
	fc.assert(
		fc.property(inputs(screen), (input) => check(layOut(input), input)),
		{ numRuns: 150 },
	);
}

const optionsOf = (screen: Screen): readonly Option[] => ('options' in screen ? (screen.options ?? []) : []);
const bodyOf = (page: string): string => page.slice(0, page.lastIndexOf('\n'));
const footerOf = (page: string): string => page.slice(page.lastIndexOf('\n') + 1);
const packed = (page: string): string => page.replace(/\s/g, '');

/** Everything that must be seen of a screen, in order, as it is spelled on its route. */
function chunksOf({ words, screen, notice, route }: LayOutInput): readonly string[] {
	const content = screen.kind === 'pages' ? screen.items : screen.kind === 'end' ? [screen.say] : [screen.ask];
	const numbers = [...layOut({ words, screen, route, language: 'en', showBack: false }).choices.keys()];
	const spelled = (key: string): string => packed(words.name(key, route.profile.alphabet));
	return [
		...[...(notice === undefined ? [] : [notice]), ...content].map(({ key }) => spelled(key)),
		...optionsOf(screen).map((option, index) => `${numbers[index]}${spelled(option.label.key)}`),
	];
}

describe('any screen on any route', () => {
	const anyScreen = fc.oneof(
		{ weight: 4, arbitrary: asking },
		fc.record({ kind: fc.constant('end' as const), say: ref(40) }),
	);

	it('never has a page above the limit, or with a character that the route would mangle', () => {
		everyLayout(anyScreen, ({ pages }, { route: { profile } }) => {
			expect(pages.length).toBeGreaterThan(0);
			const most = Math.min(profile.units, ceilings[profile.alphabet]);
			for (const page of pages) {
				expect(unitsOf(page.text, profile.alphabet)).toBeLessThanOrEqual(most);
				expect(fits(page.text, profile.alphabet)).toBe(true);
			}
		});
	});

	it('offers every option on a page under a number of its own, which gives its value and is no key of the line', () => {
		everyLayout(anyScreen, ({ pages, choices }, { screen }) => {
			expect([...choices.values()]).toEqual(optionsOf(screen).map((option) => option.value));
			const shown = new Set(pages.flatMap((page) => page.options).map(String));
			expect([...shown]).toEqual([...choices.keys()]);
			for (const key of choices.keys()) expect(['0', '00', '9', '97', '98', '99']).not.toContain(key);
		});
	});
});

describe('any screen that awaits an answer', () => {
	it('ends every page with the keys that work there, in one line', () => {
		everyLayout(asking, ({ pages }, { showBack }) => {
			for (const [index, page] of pages.entries()) {
				const footer = footerOf(page.text);
				expect(/^98( |$)/.test(footer)).toBe(index < pages.length - 1);
				expect(/(^| )97( |$)/.test(footer)).toBe(index > 0 || showBack);
				expect(footer).toMatch(/(^| )9 (.+ )?0( |$)/);
			}
		});
	});

	it('loses no word: all is shown, in order, over its pages', () => {
		everyLayout(asking, ({ pages }, input) => {
			const all = packed(pages.map((page) => bodyOf(page.text)).join(' '));
			let from = 0;
			for (const chunk of chunksOf(input)) {
				const at = all.indexOf(chunk, from);
				expect([chunk, at >= from]).toEqual([chunk, true]);
				from = at + chunk.length;
			}
		});
	});

	it('adds no word: without headings, its pages hold the texts and nothing else', () => {
		const bare = asking.map((screen) => ({
			...screen,
			options: optionsOf(screen).map(({ value, label: said }) => ({ value, label: said })),
		}));
		everyLayout(bare as fc.Arbitrary<Screen>, ({ pages }, input) => {
			expect(packed(pages.map((page) => bodyOf(page.text)).join(' '))).toBe(chunksOf(input).join(''));
		});
	});

	it('breaks no option that has room on a page, and tells of each that has none', () => {
		everyLayout(asking, ({ pages, faults }, { screen }) => {
			const onPages = pages.flatMap((page) => page.options);
			const broken = new Set(onPages.filter((number, index) => onPages.indexOf(number) !== index));
			const told = faults.filter((fault) => fault.kind === 'option-too-long');
			expect(told).toHaveLength(broken.size);
			expect(told.every(({ key }) => optionsOf(screen).some((option) => option.label.key === key))).toBe(true);
			for (const { detail } of told) {
				const [units = 0, most = 0] = [...detail.matchAll(/\d+/g)].map(Number);
				expect(units).toBeGreaterThan(most);
			}
		});
	});
});
