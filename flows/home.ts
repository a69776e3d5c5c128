import { defineFlow, type Facts, flowSetup, type Option, type Screen } from '../src/conversation/index.ts';
import { option, optionsOf } from './parts/options.ts';
import { textOf } from './parts/report-answers.ts';

const first = ['child', 'adult', 'i-am-child', 'mine'] as const;

const firstMenu: readonly Option[] = optionsOf('home.menu', first);

const menu: readonly Option[] = optionsOf('home.menu', [...first, 'language', 'about']);

/** What outlives a report; a new one starts from these alone. */
const anew = { type: 'keepOnly', params: ['language', 'lastPlace', 'ownWords'] } as const;

const languageScreens = new WeakMap<Facts, Screen>();

/** Says who is behind the line, in both languages of the country, since none is chosen yet. Made once a route. */
function languageScreen(_: unknown, facts: Facts): Screen {
	const screen = languageScreens.get(facts) ?? askLanguage(facts);
	languageScreens.set(facts, screen);
	return screen;
}

function askLanguage(facts: Facts): Screen {
	return {
		kind: 'choice',
		name: 'language',
		ask: { key: 'home.welcome', values: { programme: facts.programme } },
		options: facts.languages.map((language) => option(language, `languages.${language}`)),
	};
}

const choices = [
	{
		guard: { type: 'is', params: 'child' },
		target: 'childReport',
		actions: [anew, { type: 'set', params: { subject: 'child' } }],
	},
	{
		guard: { type: 'is', params: 'adult' },
		target: 'adultReport',
		actions: [anew, { type: 'set', params: { subject: 'adult' } }],
	},
	{ guard: { type: 'is', params: 'i-am-child' }, target: 'childPath', actions: [anew] },
	{ guard: { type: 'is', params: 'mine' }, target: 'mine' },
	{ guard: { type: 'is', params: 'language' }, target: 'language' },
	{ guard: { type: 'is', params: 'about' }, target: 'about' },
] as const;

/** The door: language once, what is kept and what this is not, and the menu. */
export const home = defineFlow({
	id: 'home',
	version: 1,
	door: 'dial',
	machine: flowSetup.createMachine({
		id: 'home',
		context: ({ input }) => input,
		initial: 'hello',
		states: {
			hello: {
				always: [{ guard: { type: 'has', params: 'language' }, target: 'menu' }, { target: 'language' }],
			},
			language: {
				meta: { screen: languageScreen },
				on: {
					answer: {
						target: 'notice',
						actions: [
							'keep',
							{
								type: 'effect',
								params: ({ context }) => ({ type: 'language.set', language: textOf(context.answers, 'language') }),
							},
						],
					},
				},
			},
			notice: {
				meta: { screen: { kind: 'choice', name: 'menu', ask: { key: 'home.notice' }, options: firstMenu } },
				on: { answer: [...choices] },
			},
			menu: {
				meta: { screen: { kind: 'choice', name: 'menu', ask: { key: 'home.menu' }, options: menu } },
				on: { answer: [...choices] },
			},
			about: {
				meta: {
					screen: {
						kind: 'pages',
						name: 'about',
						items: ['who', 'kept', 'free', 'seen'].map((part) => ({ key: `home.about.${part}` })),
						options: [option('menu', 'home.about.menu')],
					},
				},
				on: { answer: 'menu' },
			},
			childReport: { meta: { enter: 'report' } },
			adultReport: { meta: { enter: 'report' } },
			childPath: { meta: { enter: 'child' } },
			mine: { meta: { enter: 'mine' } },
		},
	}),
});
