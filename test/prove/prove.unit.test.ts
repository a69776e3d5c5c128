import type { AnyStateMachine } from 'xstate';
import { flows } from '../../flows/index.ts';
import { faultsOf, prove, tableOf } from '../../scripts/prove/prove.ts';
import {
	type ChoiceScreen,
	createFlows,
	createWords,
	defineFlow,
	type Flow,
	flowSetup,
	type Text,
} from '../../src/conversation/index.ts';
import { loaded } from '../support/line.ts';

/** With what the demonstration tells, on a day on which a price was in force in both countries. */
const told = { entries: loaded.shipped, prices: loaded.prices };
const toProve = { ...loaded, told };
const AT = Date.UTC(2026, 2, 10, 8);

const allRoutes = loaded.programme.routes.map(({ id }) => id);

/** The words of the line with one text changed, or taken away. */
function wordsWith(language: string, key: string, text: string | undefined) {
	const texts = new Map(
		loaded.locales.map(({ language: { key: name }, texts: of }) => [name, new Map<string, Text>(of)]),
	);
	if (text === undefined) texts.get(language)?.delete(key);
	else texts.get(language)?.set(key, { text, state: 'draft' });
	const { places } = loaded;
	const words = createWords({
		languages: loaded.locales.map(({ language: facts }) => facts),
		texts,
		places,
		hotlines: loaded.words.hotlines,
		routes: loaded.programme.routes,
	});
	return { words, places, told: { ...told, entries: [] } };
}

const kinds = (proven: ReturnType<typeof prove>): ReadonlySet<string> =>
	new Set(proven.flatMap(({ faults }) => faults.map(({ kind }) => kind)));

describe('the proof of the line as it is', () => {
	const proven = prove(flows, toProve, allRoutes, AT);

	it('finds no fault on any screen, in any language, on any route', () => {
		expect(faultsOf(proven)).toBe('');
	});

	it('covers every route in every language that it offers', () => {
		expect(proven.map(({ route, language }) => `${route} ${language}`)).toEqual(
			loaded.programme.routes.flatMap(({ id, languages }) => languages.map((language) => `${id} ${language}`)),
		);
	});

	it('needs at most six answers for any minimal report, from the first dial', () => {
		expect(Math.max(...proven.map(({ minimal }) => minimal))).toBeLessThanOrEqual(6);
	});

	it('says so in a table with a row a language and route', () => {
		expect(tableOf(proven).split('\n')).toHaveLength(2 + proven.length);
	});
});

describe('the proof of a line that would fail somebody', () => {
	it('finds a text that is missing', () => {
		expect(kinds(prove(flows, wordsWith('fr', 'report.danger.yes', undefined), ['ci-ussd'], AT))).toContain(
			'text-missing',
		);
	});

	it('finds a label that fits no screen', () => {
		const long = 'very long '.repeat(20).trim();
		expect(kinds(prove(flows, wordsWith('en', 'report.danger.yes', long), ['gh-ussd'], AT))).toContain(
			'option-too-long',
		);
	});

	it('finds letters that the route would mangle', () => {
		expect(kinds(prove(flows, wordsWith('fr', 'report.danger.yes', 'Ça brûle'), ['ci-ussd'], AT))).toContain(
			'foreign-character',
		);
	});

	it('finds a report that takes more than six answers, as when an option slips to a second page', () => {
		const longer = wordsWith('fr', 'report.kind.sharp-tools', 'Machette ou autre outil qui coupe');
		expect(kinds(prove(flows, longer, ['ci-ussd'], AT))).toContain('too-many-answers');
	});

	const screen = (value: string): ChoiceScreen => ({
		kind: 'choice',
		name: 'menu',
		ask: { key: 'home.menu' },
		options: [
			{ value, label: { key: 'home.menu.child' } },
			{ value: 'about', label: { key: 'home.menu.about' } },
		],
	});
	const flowWith = (states: object): Flow =>
		defineFlow({
			id: 'home',
			version: 1,
			door: 'dial',
			machine: flowSetup.createMachine({
				id: 'home',
				context: ({ input }) => input,
				initial: 'a',
				states: states as never,
			}) as unknown as AnyStateMachine,
		});

	it('finds an option whose transition was cut', () => {
		const cut = flowWith({
			a: { meta: { screen: screen('go') }, on: { answer: { guard: { type: 'is', params: 'about' }, target: 'b' } } },
			b: { meta: { screen: { kind: 'end', say: { key: 'nav.goodbye' } } } },
		});
		expect(kinds(prove(createFlows([cut]), toProve, ['ci-ussd'], AT))).toContain('answer-dead');
	});

	it('finds a screen from which no answer leads to an end', () => {
		const endless = flowWith({
			a: { meta: { screen: screen('go') }, on: { answer: 'b' } },
			b: { meta: { screen: screen('back') }, on: { answer: 'a' } },
		});
		expect(kinds(prove(createFlows([endless]), toProve, ['ci-ussd'], AT))).toContain('no-end');
	});
});
