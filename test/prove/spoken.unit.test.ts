import { flows } from '../../flows/index.ts';
import { prove } from '../../scripts/prove/prove.ts';
import { createWords, type Text } from '../../src/conversation/index.ts';
import { withEntries } from '../../src/programmes/catalogue/wording.ts';
import { loaded } from '../support/line.ts';

/** Kinds of faults on a call with some texts spoken otherwise, or taken away. */
function faultsWith(changes: Readonly<Record<string, string | undefined>>): ReadonlySet<string> {
	const texts = new Map(
		loaded.locales.map(({ language: { key: name }, texts: of }) => [name, new Map<string, Text>(of)]),
	);
	for (const [key, spoken] of Object.entries(changes)) {
		const before = texts.get('en')?.get(key);
		if (before === undefined) throw new Error(`no text ${key}`);
		if (spoken === undefined) texts.get('en')?.delete(key);
		else texts.get('en')?.set(key, { ...before, spoken });
	}
	const known = createWords({
		languages: loaded.locales.map(({ language }) => language),
		texts,
		places: loaded.places,
		hotlines: loaded.words.hotlines,
		knowledge: loaded.words.knowledge,
		routes: loaded.programme.routes,
	});
	const words = withEntries(known, (ref) => loaded.shelf.current().version(ref));
	const proven = prove(
		flows,
		{ words, places: loaded.places, told: { entries: [], prices: loaded.prices } },
		['gh-voice'],
		Date.UTC(2026, 2, 10, 8),
	);
	return new Set(proven.flatMap(({ faults }) => faults.map(({ kind }) => kind)));
}

describe('the proof of a line that is spoken', () => {
	it('finds no fault in the texts as they are', () => {
		expect(faultsWith({})).toEqual(new Set());
	});

	it('finds a page that is too long to listen to', () => {
		expect(faultsWith({ 'report.danger': 'Is there danger right now? '.repeat(30).trim() })).toContain('too-long');
	});

	it('finds a text that no call can say', () => {
		expect(faultsWith({ 'voice.silence': undefined })).toContain('text-missing');
	});

	it('finds help lines that are not said', () => {
		expect(faultsWith({ 'nav.numbers': `${'Call the police. '.repeat(50)}{{numbers}}` })).toContain('last-words');
	});
});
