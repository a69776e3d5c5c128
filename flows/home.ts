import { defineFlow, type Facts, flowSetup, type Option, type Screen } from '../src/conversation/index.ts';
import { option, optionsOf } from './parts/options.ts';
import { textOf } from './parts/report-answers.ts';

const first = ['child', 'adult', 'i-am-child', 'mine'] as const;

const firstMenu: readonly Option[] = optionsOf('home.menu', first);

const menu: readonly Option[] = optionsOf('home.menu', [...first, 'learn', 'language', 'about']);
const menuWithCall: readonly Option[] = [...menu, option('call', 'home.menu.call')];

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

/** Where the line can call, whoever does not read, or has no credit, may listen instead. */
const menuScreens: Readonly<Record<'with' | 'without', Screen>> = {
	with: { kind: 'choice', name: 'menu', ask: { key: 'home.menu' }, options: menuWithCall },
	without: { kind: 'choice', name: 'menu', ask: { key: 'home.menu' }, options: menu },
};
const menuScreen = (_: unknown, { calls }: Facts): Screen => menuScreens[calls ? 'with' : 'without'];

/** Whether we may write of our own accord is asked where nobody who reports comes by, and said once more. */
const noted = (wants: 'none' | 'some'): Screen => ({
	kind: 'pages',
	name: 'noted',
	items: [{ key: `home.texts.${wants}` }],
	options: [option('menu', 'home.about.menu')],
});

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
	{ guard: { type: 'is', params: 'learn' }, target: 'learn', actions: [anew] },
	{ guard: { type: 'is', params: 'language' }, target: 'language' },
	{ guard: { type: 'is', params: 'about' }, target: 'about' },
	{
		guard: { type: 'is', params: 'call' },
		target: 'called',
		actions: [{ type: 'effect', params: { type: 'call.me' } }],
	},
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
				meta: { screen: menuScreen },
				on: { answer: [...choices] },
			},
			called: { meta: { screen: { kind: 'end', say: { key: 'nav.call-comes' } } } },
			about: {
				meta: {
					screen: {
						kind: 'pages',
						name: 'about',
						items: ['who', 'kept', 'free', 'seen'].map((part) => ({ key: `home.about.${part}` })),
						options: optionsOf('home.about', ['menu', 'stop', 'start']),
					},
				},
				on: {
					answer: [
						{
							guard: { type: 'is', params: 'stop' },
							target: 'noTexts',
							actions: [{ type: 'effect', params: { type: 'texts.want', wants: 'none' } }],
						},
						{
							guard: { type: 'is', params: 'start' },
							target: 'someTexts',
							actions: [{ type: 'effect', params: { type: 'texts.want', wants: 'some' } }],
						},
						{ target: 'menu' },
					],
				},
			},
			noTexts: { meta: { screen: noted('none') }, on: { answer: 'menu' } },
			someTexts: { meta: { screen: noted('some') }, on: { answer: 'menu' } },
			childReport: { meta: { enter: 'report' } },
			adultReport: { meta: { enter: 'report' } },
			childPath: { meta: { enter: 'child' } },
			mine: { meta: { enter: 'mine' } },
			learn: { meta: { enter: 'learn' } },
		},
	}),
});
