import fc from 'fast-check';
import { fits } from '../../../src/conversation/render/alphabet.ts';
import { spell, unspellable } from '../../../src/conversation/words/spelling.ts';

const alphabets = ['gsm-7', 'ascii', 'ucs-2'] as const;

/** Any UTF-16 units, half surrogate pairs among them. */
const anyUnits = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units));

describe('spelling a name from data', () => {
	it.each([
		['Méagui', 'Méagui', 'Meagui'],
		['Gbêkê', 'Gbeke', 'Gbeke'],
		['Côte d’Ivoire', "Cote d'Ivoire", "Cote d'Ivoire"],
		['Ça va, garçon', 'Ça va, garcon', 'Ca va, garcon'],
		['San-Pédro', 'San-Pédro', 'San-Pedro'],
		['ÉCOLE DE GRAND-ZATTRY', 'ÉCOLE DE GRAND-ZATTRY', 'ECOLE DE GRAND-ZATTRY'],
		['À Œuvre, ŒUVRE, cœur', 'A Oeuvre, OEUVRE, coeur', 'A Oeuvre, OEUVRE, coeur'],
		['Eʋegbe', 'Evegbe', 'Evegbe'],
		['Mɔgɔ ɲuman, ŋutsu', 'Mogo nyuman, ngutsu', 'Mogo nyuman, ngutsu'],
		['ƐNYƐ, Ŋutsu, ŊUTSU', 'ENYE, Ngutsu, NGUTSU', 'ENYE, Ngutsu, NGUTSU'],
		['ɖeka, ƒe, ɣe, kɩ', 'deka, fe, ghe, ki', 'deka, fe, ghe, ki'],
		['Wò, è, ù', 'Wò, è, ù', 'Wo, e, u'],
		['ɛ\u0303 ã', 'e a', 'e a'],
		['« Non » – 5 000…', '" Non " - 5 000...', '" Non " - 5 000...'],
		['GH₵5, 10 €', 'GHC5, 10 €', 'GHC5, 10 EUR'],
	])('spells %s so that the route carries it', (name, gsm, ascii) => {
		expect(spell(name, 'gsm-7')).toBe(gsm);
		expect(spell(name, 'ascii')).toBe(ascii);
		expect(spell(name, 'ucs-2')).toBe(name);
	});

	it('takes é in two code points for the é that GSM-7 has, as files from other systems come decomposed', () => {
		expect(spell('Soubre\u0301', 'gsm-7')).toBe('Soubré');
	});

	it.each([
		['ᴐ', 'o'],
		['ε', 'e'],
		['ι', 'i'],
		['ɑ', 'a'],
		['Ƹ', 'E'],
		['ʊ', 'v'],
		['đ', 'd'],
		['Ð', 'D'],
	])('knows the look-alike %s that data files hold in place of the right letter', (found, spelled) => {
		expect(spell(found, 'gsm-7')).toBe(spelled);
	});

	it('marks with a full stop what nobody can spell, never with a question mark, and tells it to the checks', () => {
		expect(spell('Ko日😀fi', 'gsm-7')).toBe('Ko..fi');
		expect(unspellable('Ko日😀fi Kɔfi', 'gsm-7')).toEqual(['日', '😀']);
	});
});

describe('spelling anything', () => {
	const anything = fc.oneof(fc.string({ unit: 'grapheme' }), anyUnits);

	it('gives only what the alphabet carries, so that no gateway has a reason to replace a character', () => {
		fc.assert(
			fc.property(anything, fc.constantFrom(...alphabets), (text, alphabet) => {
				expect(fits(spell(text, alphabet), alphabet)).toBe(true);
			}),
		);
	});

	it('leaves alone what the alphabet carries, so spelling twice changes nothing', () => {
		fc.assert(
			fc.property(anything, fc.constantFrom(...alphabets), (text, alphabet) => {
				const once = spell(text, alphabet);
				expect(spell(once, alphabet)).toBe(once);
			}),
		);
	});

	it('invents no question mark', () => {
		fc.assert(
			fc.property(anything, fc.constantFrom(...alphabets), (text, alphabet) => {
				const asked = text.normalize('NFKC').split('?').length;
				expect(spell(text, alphabet).split('?').length).toBeLessThanOrEqual(asked);
			}),
		);
	});
});
