import type { RouteFacts } from '../../../src/conversation/index.ts';
import type { Entry } from '../../../src/programmes/catalogue/entry.ts';
import { unfitTexts } from '../../../src/programmes/catalogue/fits.ts';
import { entryText, withEntries } from '../../../src/programmes/catalogue/wording.ts';
import { loadWords } from '../../../src/service/load-words.ts';
import { example } from './example.ts';
import { published } from './make.ts';

const { words } = loadWords(process.cwd(), '');

const route = (change: Partial<RouteFacts> = {}): RouteFacts => ({
	id: 'gh-ussd',
	channel: 'ussd',
	country: 'GH',
	languages: ['en'],
	profile: { units: 160, alphabet: 'gsm-7' },
	programme: { en: 'Demonstration', fr: 'Démonstration' },
	...change,
});

const english = (change: object): Partial<Entry> => ({ wording: { en: { ...example.wording.en, ...change } } });
const faultsOf = (change: Partial<Entry>, on: RouteFacts) =>
	unfitTexts(published(change), { words, routes: [on] }).map(
		({ language, part, kind }) => `${language}.${part} ${kind}`,
	);

describe('the texts of an entry', () => {
	it('fit the routes of its country, in every language that they offer', () => {
		expect(faultsOf({}, route({ languages: ['en', 'fr'] }))).toEqual([]);
		expect(faultsOf({}, route({ channel: 'voice', profile: { units: 600, alphabet: 'ucs-2' } }))).toEqual([]);
		expect(faultsOf({}, route({ channel: 'sms', profile: { units: 306, alphabet: 'gsm-7' } }))).toEqual([]);
	});

	it('are named where they take more than two screens', () => {
		expect(faultsOf(english({ bring: { text: 'A long list. '.repeat(21).trim() } }), route())).toEqual([
			'en.bring too-long',
		]);
	});

	it('are named where the alphabet lacks a character and no simple spelling is given', () => {
		const gives = { text: 'Vous êtes aidé.' };
		expect(faultsOf(english({ gives }), route())).toEqual(['en.gives foreign-character']);
		expect(faultsOf(english({ gives: { ...gives, simple: 'Vous etes aidé.' } }), route())).toEqual([]);
	});

	it('are judged by what each route carries', () => {
		const change = english({ gives: { text: 'Café gratuit.' } });
		expect(faultsOf(change, route({ profile: { units: 160, alphabet: 'ascii' } }))).toEqual([
			'en.gives foreign-character',
		]);
		expect(faultsOf(change, route())).toEqual([]);
	});

	it('are a matter of their own country alone', () => {
		expect(faultsOf(english({ gives: { text: 'ê' } }), route({ country: 'CI' }))).toEqual([]);
	});
});

describe('words that know the catalogue', () => {
	const version = published({
		wording: { en: { ...example.wording.en, gives: { text: 'Né', simple: 'N\u00e9', ascii: 'Ne', spoken: 'Born' } } },
	});
	const worded = withEntries(words, (ref) => (ref === 'gh-demo-grant@1' ? version : undefined));
	const gives = entryText('gh-demo-grant@1', 'gives');

	it('say an entry in the spelling for the route, and aloud as it is spoken', () => {
		expect(worded.say('en', gives, 'ucs-2')).toBe('Né');
		expect(worded.say('en', gives, 'ascii')).toBe('Ne');
		expect(worded.speak('en', gives)).toBe('Born');
	});

	it('say the name of an entry within the sentence that a call has around it', () => {
		const option = { key: 'voice.option', values: { label: [entryText('gh-demo-grant@1', 'name')], key: 1 } };
		expect(worded.speak('en', option)).toContain('Grant for poor households');
		expect(worded.clips('en', [option])).toBeUndefined();
	});

	it('say everything else as before', () => {
		expect(worded.say('en', { key: 'nav.back' }, 'gsm-7')).toBe(words.say('en', { key: 'nav.back' }, 'gsm-7'));
	});

	it.each([
		['en', 'gh-demo-grant@2', 'gives'],
		['fr', 'gh-demo-grant@1', 'gives'],
		['xx', 'gh-demo-grant@1', 'name'],
	] as const)('miss a text in %s of %s', (language, ref, part) => {
		expect(() => worded.say(language, entryText(ref, part), 'gsm-7')).toThrow(/no text/);
	});

	it('take no field that is not a text for one', () => {
		expect(() => worded.say('en', { key: 'entry.gh-demo-grant@1.state' }, 'gsm-7')).toThrow(/no text/);
	});
});
