import { LocaleError, parseLocale } from '../../../src/conversation/words/locale.ts';

const language = {
	key: 'fr',
	autonym: 'Français',
	autonymPlain: 'Francais',
	iso639_3: 'fra',
	review: { state: 'reviewed', by: 'A. Koffi', on: '2026-11-25' },
};

function french(files: Readonly<Record<string, unknown>>) {
	return parseLocale('fr', new Map(Object.entries({ 'language.json': language, ...files })));
}

describe('reading a locale', () => {
	it('names a text after its file and key, and takes its state from the language unless it has its own', () => {
		const locale = french({
			'report.json': {
				'kind.chemicals': 'Produits chimiques',
				ask: { text: 'Ça commence où?', simple: 'Ca commence où?', ascii: 'Ca commence ou?' },
				hello: { text: 'Bonjour', state: 'draft', by: 'machine' },
			},
		});
		expect(locale.language).toEqual(language);
		expect(Object.fromEntries(locale.texts)).toEqual({
			'report.kind.chemicals': { text: 'Produits chimiques', state: 'reviewed' },
			'report.ask': { text: 'Ça commence où?', simple: 'Ca commence où?', ascii: 'Ca commence ou?', state: 'reviewed' },
			'report.hello': { text: 'Bonjour', state: 'draft', by: 'machine' },
		});
	});

	it('composes letters and accents, because a decomposed é is foreign to GSM-7', () => {
		const locale = french({ 'nav.json': { leave: 'Arre\u0302te\u0301' } });
		expect(locale.texts.get('nav.leave')?.text).toBe('Arrêté');
	});

	it('lets a draft language have no reviewer yet, but not a reviewed one', () => {
		const draft = { ...language, review: { state: 'draft' } };
		expect(french({ 'language.json': draft }).language.review).toEqual({ state: 'draft' });
		const unsigned = { ...language, review: { state: 'reviewed' } };
		expect(() => french({ 'language.json': unsigned })).toThrow('locales/fr/language.json: review: by: ');
	});

	it.each([
		['an empty text', { ask: '' }, 'locales/fr/report.json: ask: '],
		['a text of spaces', { ask: { text: ' ' } }, 'locales/fr/report.json: ask: text: '],
		['a space at an end, which costs a unit', { ask: 'Qui? ' }, 'locales/fr/report.json: ask: '],
		['an unknown field', { ask: { text: 'Qui?', simpel: 'Qui?' } }, 'locales/fr/report.json: ask: '],
		['an unknown state', { ask: { text: 'Qui?', state: 'done' } }, 'locales/fr/report.json: ask: state: '],
		['an empty simplified spelling', { ask: { text: 'Qui?', simple: '' } }, 'locales/fr/report.json: ask: simple: '],
		['a text without words', { ask: { simple: 'Qui?' } }, 'locales/fr/report.json: ask: text: '],
		['a list', { ask: ['Qui?'] }, 'locales/fr/report.json: ask: '],
		['a control character', { ask: 'Qui?\u0000' }, 'locales/fr/report.json: ask: '],
		['a key with a space', { 'the ask': 'Qui?' }, 'locales/fr/report.json: the ask: '],
		[
			'a spelling that lost its placeholder',
			{ ask: { text: 'Dossier {{code}} à {{place}}', simple: 'Dossier {{code}}' } },
			'locales/fr/report.json: ask: simple: has the placeholders {{code}}, the text {{code}} {{place}}',
		],
		['a placeholder that is none', { ask: 'Dossier {{code}' }, 'locales/fr/report.json: ask: '],
		['a placeholder with a format', { ask: 'Dossier {{code, upper}}' }, 'locales/fr/report.json: ask: '],
		['a reference to another text', { ask: 'Voir $t(nav.help)' }, 'locales/fr/report.json: ask: '],
	])('refuses %s, naming file and key', (_, texts, message) => {
		expect(() => french({ 'report.json': texts })).toThrow(LocaleError);
		expect(() => french({ 'report.json': texts })).toThrow(message);
	});

	it('refuses a folder whose language says that it is another', () => {
		expect(() => parseLocale('dyu', new Map([['language.json', language]]))).toThrow(
			'locales/dyu/language.json: key: is fr, its folder dyu',
		);
	});

	it('refuses a folder without a language, and a file that is no area of texts', () => {
		expect(() => parseLocale('fr', new Map())).toThrow('locales/fr/language.json: ');
		expect(() => french({ 'Report Texts.json': {} })).toThrow('locales/fr/Report Texts.json: ');
		expect(() => french({ 'report.json': 'Qui?' })).toThrow('locales/fr/report.json: ');
	});

	it('tells every fault at once, so that a translator mends a file in one go', () => {
		expect(() => french({ 'report.json': { ask: '', who: '' }, 'nav.json': { help: '' } })).toThrow(
			/report\.json: ask.*\n.*report\.json: who.*\n.*nav\.json: help/,
		);
	});
});
