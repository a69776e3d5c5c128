import { parseLocale } from '../../../src/conversation/words/locale.ts';
import { isOffered, reviewLocale } from '../../../src/conversation/words/review.ts';

function locale(key: string, texts: Readonly<Record<string, unknown>>, state: 'reviewed' | 'draft' = 'reviewed') {
	const language = {
		key,
		autonym: key,
		autonymPlain: key,
		iso639_3: 'xxx',
		review: { state, by: 'A. K.', on: '2026-11-25' },
	};
	return parseLocale(
		key,
		new Map<string, unknown>([
			['language.json', language],
			['mine.json', texts],
		]),
	);
}

const french = locale('fr', { ask: 'Quel code?', found: 'Dossier {{code}}', leave: 'Sortir' });

describe('reviewing a language', () => {
	it('lists what is reviewed, draft and missing against the source language', () => {
		const dioula = locale('dyu', { ask: 'Kode juman?', leave: { text: 'Bɔ', simple: 'Bo', state: 'draft' } });
		expect(reviewLocale(french, dioula)).toEqual({
			language: 'dyu',
			reviewed: ['mine.ask'],
			draft: ['mine.leave'],
			missing: ['mine.found'],
			surplus: [],
			otherPlaceholders: [],
			foreign: [],
		});
	});

	it('offers a language only when no text is missing, so that nobody meets a hole', () => {
		const whole = { ask: 'Kode juman?', found: '{{code}}', leave: 'Bo' };
		expect(isOffered(reviewLocale(french, locale('dyu', whole, 'draft')))).toBe(true);
		expect(isOffered(reviewLocale(french, locale('dyu', { ask: 'Kode juman?', found: '{{code}}' })))).toBe(false);
	});

	it('offers no language whose texts ask for other values: saying them would fail', () => {
		const review = reviewLocale(french, locale('dyu', { ask: 'Kode {{code}}?', found: 'Kode', leave: 'Bo' }));
		expect(review.otherPlaceholders).toEqual(['mine.ask', 'mine.found']);
		expect(isOffered(review)).toBe(false);
	});

	it('names the texts that no screen asks for any more', () => {
		const twi = locale('tw', { ask: 'Koodu?', found: '{{code}}', leave: 'Fi', gone: 'Koo' });
		expect(reviewLocale(french, twi).surplus).toEqual(['mine.gone']);
	});

	it('names the spellings that a route would mangle, with the characters', () => {
		const dioula = locale('dyu', {
			ask: { text: 'Kɔdi?', simple: 'Kòdi?' },
			found: { text: 'Kɔdi {{code}}' },
			leave: { text: 'Bɔ', simple: 'Bò', ascii: 'Bo' },
		});
		expect(reviewLocale(french, dioula).foreign).toEqual([
			{ key: 'mine.ask', alphabet: 'ascii', characters: ['ò'] },
			{ key: 'mine.found', alphabet: 'gsm-7', characters: ['ɔ'] },
			{ key: 'mine.found', alphabet: 'ascii', characters: ['ɔ'] },
		]);
	});
});
