import { languagesOn, type Option, type RouteFacts, type Screen } from '../../../src/conversation/index.ts';
import { layOut } from '../../../src/conversation/render/lay-out.ts';
import { plainWords } from './plain-words.ts';

const route: RouteFacts = {
	id: 'voice',
	channel: 'voice',
	country: 'CI',
	languages: ['fr'],
	profile: { units: 600, alphabet: 'ucs-2' },
	programme: {},
};
const words = plainWords({
	'voice.option': '{{label}} {{key}}.',
	'voice.option-hash': '{{label}} {{key}}#.',
	'voice.more': 'More 8.',
	'voice.back': 'Back 7.',
	'voice.again': 'Again 5.',
	'voice.keys': 'Help 9.',
	'voice.keys-hash': 'Help 9#.',
	'voice.say-place': 'Say 8#.',
	'voice.say-words': 'Say 8.',
	'voice.speak-words': 'Speak.',
	'voice.speak-place': 'Speak.',
	lines: 'one\ntwo',
});

const lay = (screen: Screen, notice?: string) =>
	layOut({
		words,
		language: 'fr',
		route,
		screen,
		showBack: false,
		...(notice === undefined ? {} : { notice: { key: notice } }),
	});
const texts = (screen: Screen, notice?: string) => lay(screen, notice).pages.map(({ text }) => text);
const options = (count: number): readonly Option[] =>
	Array.from({ length: count }, (_, index) => ({ value: index, label: { key: `o${index}` } }));
const choice = (count: number): Screen => ({ kind: 'choice', name: 'q', ask: { key: 'Q?' }, options: options(count) });

describe('a screen that is spoken', () => {
	it('says each option before its key, four a page, numbered from 1 on each', () => {
		expect(texts(choice(6))).toEqual(['Q? o0 1. o1 2. o2 3. o3 4. More 8. Help 9.', 'o4 1. o5 2. Back 7. Help 9.']);
		expect(lay(choice(6)).pages.map(({ spoken }) => [...(spoken?.choices ?? [])])).toEqual([
			[
				['1', 0],
				['2', 1],
				['3', 2],
				['4', 3],
			],
			[
				['1', 4],
				['2', 5],
			],
		]);
	});

	it('listens for one key where one is a choice, for as many as a number has, and for nothing at the end', () => {
		const listenOf = (screen: Screen) => lay(screen).pages[0]?.spoken?.listen;
		expect(listenOf(choice(2))).toEqual({ for: 'keys', most: 1, seconds: 7 });
		expect(listenOf({ kind: 'number', name: 'pin', ask: { key: 'PIN?' }, digits: 6 })).toMatchObject({ most: 6 });
		expect(listenOf({ kind: 'end', say: { key: 'Bye' } })).toEqual({ for: 'nothing' });
	});

	it('says what went wrong first, and then also how to hear it again', () => {
		expect(texts(choice(1), 'Oh.')).toEqual(['Oh. Q? o0 1. Again 5. Help 9.']);
	});

	it('lets a place and words of one’s own be said on a page that listens for nothing else', () => {
		const place: Screen = { kind: 'place', name: 'place', ask: { key: 'Where?' }, options: options(1) };
		expect(texts(place)).toEqual(['Where? o0 1#. Say 8#. Help 9#.', 'Speak.']);
		expect(lay(place).pages[1]?.spoken).toMatchObject({ listen: { for: 'recording', most: 15 }, choices: new Map() });
		const own: Screen = { kind: 'text', name: 'words', ask: { key: 'Tell.' }, most: 9, options: options(1) };
		expect(texts(own)).toEqual(['Tell. o0 1. Say 8. Help 9.', 'Speak.']);
		expect(lay(own).pages[1]?.spoken?.listen).toEqual({ for: 'recording', most: 60 });
	});

	it('says a group with each of its options, and no line breaks', () => {
		const [option] = options(1);
		const grouped: Screen = {
			kind: 'choice',
			name: 'q',
			ask: { key: 'lines' },
			options: option === undefined ? [] : [{ ...option, group: { key: 'G' } }],
		};
		expect(texts(grouped)).toEqual(['one two G, o0 1. Help 9.']);
	});

	it('puts whole items on pages that are not too long to listen to, and the options after the last', () => {
		const items = ['a', 'b', 'c'].map((letter) => ({ key: letter.repeat(200) }));
		const pages = texts({ kind: 'pages', name: 'about', items, options: options(1) });
		expect(pages).toHaveLength(3);
		expect(pages.filter((text) => text.includes('o0 1.'))).toEqual([pages[2]]);
	});
});

describe('the languages of a route', () => {
	it('are all of it where they are read, and those that a machine speaks where they are heard', () => {
		expect(languagesOn({ ...route, languages: ['tw', 'en', 'fr'] })).toEqual(['en', 'fr']);
		expect(languagesOn({ ...route, channel: 'ussd', languages: ['tw', 'en'] })).toEqual(['tw', 'en']);
	});

	it('are all of it where none can be heard: a line that answers in a foreign voice is better than none', () => {
		expect(languagesOn({ ...route, languages: ['tw', 'dyu'] })).toEqual(['tw', 'dyu']);
	});
});
