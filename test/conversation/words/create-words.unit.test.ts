import fc from 'fast-check';
import i18next from 'i18next';
import type { RouteFacts } from '../../../src/conversation/index.ts';
import { fits } from '../../../src/conversation/render/alphabet.ts';
import { createWords, MissingText, MissingValue } from '../../../src/conversation/words/create-words.ts';
import type { Text } from '../../../src/conversation/words/locale.ts';

const route: RouteFacts = {
	id: 'ci-ussd',
	channel: 'ussd',
	country: 'CI',
	languages: ['fr', 'dyu'],
	profile: { units: 160, alphabet: 'gsm-7' },
	programme: { fr: 'Ligne Cacao' },
};
const hotline = {
	number: '116',
	label: 'hotline.children',
	forChildren: true,
	source: 'https://example.org',
	checkedOn: '2026-11-24',
};

const french: Readonly<Record<string, Omit<Text, 'state'>>> = {
	'home.ask': { text: 'Ça commence où?', simple: 'Ca commence où?', ascii: 'Ca commence ou?' },
	'home.again': { text: 'Même lieu', simple: 'Meme lieu' },
	'home.leave': { text: 'Sortir' },
	'mine.code': { text: 'Dossier {{code}} à {{place}}: {{code}}' },
	'mine.children': { text: 'Enfants: {{count}} ({{context}}, {{lng}}, {{defaultValue}})' },
	'mine.children_one': { text: 'Un enfant' },
};

function words(texts: Readonly<Record<string, Omit<Text, 'state'>>> = french) {
	const stated = Object.entries(texts).map(([key, text]) => [key, { ...text, state: 'reviewed' as const }] as const);
	return createWords({
		languages: [{ key: 'fr', autonym: 'Français', autonymPlain: 'Francais' }],
		texts: new Map([['fr', new Map(stated)]]),
		places: { byCode: () => undefined, search: () => [] },
		hotlines: (country) => (country === 'CI' ? [hotline] : []),
		routes: [route],
	});
}

describe('saying a text', () => {
	it.each([
		['home.ask', 'ucs-2', 'Ça commence où?'],
		['home.ask', 'gsm-7', 'Ca commence où?'],
		['home.ask', 'ascii', 'Ca commence ou?'],
		['home.again', 'ascii', 'Meme lieu'],
		['home.leave', 'gsm-7', 'Sortir'],
		['home.leave', 'ascii', 'Sortir'],
	] as const)('takes of %s the spelling that was approved for %s', (key, alphabet, said) => {
		expect(words().say('fr', { key }, alphabet)).toBe(said);
	});

	it('fills values in wherever they stand, numbers without grouping, and escapes nothing', () => {
		const values = { code: 12_345_678, place: "N'Zi <b> & {{code}} $t(home.leave)" };
		expect(words().say('fr', { key: 'mine.code', values }, 'ucs-2')).toBe(
			"Dossier 12345678 à N'Zi <b> & {{code}} $t(home.leave): 12345678",
		);
	});

	it('spells a value for the route, because a place has its accents in the data', () => {
		const values = { code: '1', place: 'Gbêkê' };
		expect(words().say('fr', { key: 'mine.code', values }, 'gsm-7')).toBe('Dossier 1 à Gbeke: 1');
	});

	it('takes no value for an option of its library: a count is a number, not a plural of the host', () => {
		const values = { count: 1, context: 'one', lng: 'en', defaultValue: 'x' };
		expect(words().say('fr', { key: 'mine.children', values }, 'gsm-7')).toBe('Enfants: 1 (one, en, x)');
	});

	it('follows no reference from one text to another, which would bring in words that nobody reviewed there', () => {
		const said = words({ 'home.see': { text: 'Voir $t(home.leave)' }, 'home.leave': { text: 'Sortir' } });
		expect(said.say('fr', { key: 'home.see' }, 'gsm-7')).toBe('Voir $t(home.leave)');
	});

	it('says what the library would say, for any value', () => {
		const oracle = i18next.createInstance();
		void oracle.init({
			lng: 'fr',
			initAsync: false,
			keySeparator: false,
			interpolation: { escapeValue: false },
			resources: { fr: { translation: { text: french['mine.code']?.text } } },
		});
		const said = words();
		fc.assert(
			fc.property(fc.string(), fc.string(), (code, place) => {
				const expected = oracle.t('text', { replace: { code, place }, nest: false });
				expect(said.say('fr', { key: 'mine.code', values: { code, place } }, 'ucs-2')).toBe(
					said.name(expected, 'ucs-2'),
				);
			}),
		);
	});

	it('gives only characters of the route, whatever the values', () => {
		const said = words({ 'mine.at': { text: 'Lieu: {{place}}' } });
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme' }), (place) => {
				expect(fits(said.say('fr', { key: 'mine.at', values: { place } }, 'gsm-7'), 'gsm-7')).toBe(true);
			}),
		);
	});
});

describe('a text that cannot be said', () => {
	it.each(['fr', 'dyu'])(
		'is not put in another language: missing in %s, it throws with key and language',
		(language) => {
			const say = () => words().say(language, { key: 'home.nowhere' }, 'gsm-7');
			expect(say).toThrow(MissingText);
			expect(say).toThrow(`no text home.nowhere in language ${language}`);
		},
	);

	it.each(['constructor', '__proto__', 'toString'])('is missing though every object has a %s', (key) => {
		expect(() => words().say('fr', { key }, 'gsm-7')).toThrow(MissingText);
		expect(() => words().say(key, { key: 'home.leave' }, 'gsm-7')).toThrow(MissingText);
		expect(() =>
			words({ 'mine.at': { text: `{{${key.replaceAll('_', '')}}}` } }).say(
				'fr',
				{ key: 'mine.at', values: {} },
				'gsm-7',
			),
		).toThrow(MissingValue);
	});

	it('lacks a value: nobody is shown a placeholder', () => {
		const say = () => words().say('fr', { key: 'mine.code', values: { code: '1' } }, 'gsm-7');
		expect(say).toThrow(MissingValue);
		expect(say).toThrow('text mine.code needs a value for place');
		expect(() => words().say('fr', { key: 'mine.code' }, 'gsm-7')).toThrow(MissingValue);
	});
});

describe('what else the line must know', () => {
	it('spells names, and hands on languages, places, help lines and routes', () => {
		const known = words();
		expect(known.name('Méagui – Gbêkê', 'gsm-7')).toBe('Méagui - Gbeke');
		expect(known.languages.get('fr')?.autonym).toBe('Français');
		expect(known.hotlines('CI')).toEqual([hotline]);
		expect(known.hotlines('GH')).toEqual([]);
		expect(known.places.search('CI', 'Divo', 5)).toEqual([]);
		expect(known.route('ci-ussd')).toBe(route);
	});

	it('refuses a route that is not configured', () => {
		expect(() => words().route('gh-ussd')).toThrow('no route gh-ussd');
	});
});
