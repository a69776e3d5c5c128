import fc from 'fast-check';
import { fits, foreignTo, unitsOf } from '../../../src/conversation/render/alphabet.ts';

/** Typed from 3GPP TS 23.038 §6.2.1 and §6.2.1.1 in their own order, apart from the table under test. */
const gsmDefault =
	'@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const gsmExtension = '\f^{}\\[~]|€';

/** Any UTF-16 units, half surrogate pairs among them. */
const anyUnits = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units));

describe('counting in GSM-7', () => {
	it('gives one septet to each of the 127 default characters and two to each of the ten escaped ones', () => {
		expect(gsmDefault).toHaveLength(127);
		for (const character of gsmDefault) expect([character, unitsOf(character, 'gsm-7')]).toEqual([character, 1]);
		for (const character of gsmExtension) expect([character, unitsOf(character, 'gsm-7')]).toEqual([character, 2]);
	});

	it('knows no other character of the basic multilingual plane', () => {
		const known = Array.from({ length: 0x1_00_00 }, (_, code) => String.fromCharCode(code)).filter((one) =>
			fits(one, 'gsm-7'),
		);
		expect(known.toSorted()).toEqual(Array.from(gsmDefault + gsmExtension).toSorted());
	});

	it.each([
		['French lower case that fits', 'àæéèùü', ''],
		['French lower case that does not', 'çâêëîïôœûÿ', 'çâêëîïôœûÿ'],
		['French upper case that fits', 'ÇÉÆÜ', ''],
		['French upper case that does not', 'ÀÂÊËÈÎÏÔŒÙÛŸ', 'ÀÂÊËÈÎÏÔŒÙÛŸ'],
		['typographic punctuation', '«»’‘“”…–—°\u00a0\u202f', '«»’‘“”…–—°\u00a0\u202f'],
		['Twi and Baoulé', 'ɛɔƐƆ', 'ɛɔƐƆ'],
		['Ewe accents that fit', 'àèéìòù', ''],
		['Ewe letters', 'ɖƒɣŋʋãẽĩõũáíóú', 'ɖƒɣŋʋãẽĩõũáíóú'],
		['the cedi and the naira', '₵₦', '₵₦'],
		['a decomposed é, which is not the é of the table', 'e\u0301', '\u0301'],
	])('tells which characters are foreign: %s', (_, text, foreign) => {
		expect(foreignTo(text, 'gsm-7').join('')).toBe(foreign);
	});

	it('counts a screen as its gateway does', () => {
		expect(unitsOf('Prix: 1.800 F\n1 Oui', 'gsm-7')).toBe(19);
		expect(unitsOf('[5 €]', 'gsm-7')).toBe(2 + 1 + 1 + 2 + 2);
	});
});

describe('counting in ASCII', () => {
	it('lets through no accent, though GSM-7 has it, because some gateways replace é and à', () => {
		expect(foreignTo('Ça va, été à Soubré: 5 €', 'ascii')).toEqual(['Ç', 'é', 'à', '€']);
	});

	it('counts septets, because ASCII text still travels as GSM-7', () => {
		expect(unitsOf('a[b]', 'ascii')).toBe(6);
	});

	it('leaves out the backtick, the one printable ASCII character that GSM-7 lacks', () => {
		const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join('');
		expect(foreignTo(printable, 'ascii')).toEqual(['`']);
	});
});

describe('counting in UCS-2', () => {
	it('counts UTF-16 units, so an emoji counts twice and ɛ once', () => {
		expect(unitsOf('ɛ', 'ucs-2')).toBe(1);
		expect(unitsOf('😀', 'ucs-2')).toBe(2);
		expect(unitsOf('ɛ\u0303', 'ucs-2')).toBe(2);
	});

	it('refuses what no handset shows: half a surrogate pair and control characters', () => {
		expect(foreignTo('a\ud83d b\u0007\n', 'ucs-2')).toEqual(['\ud83d', '\u0007']);
	});
});

describe('any text in any alphabet', () => {
	const alphabets = fc.constantFrom('gsm-7' as const, 'ascii' as const, 'ucs-2' as const);

	it('is as long as its parts, so that pages can be measured piece by piece', () => {
		fc.assert(
			fc.property(
				fc.string({ unit: 'grapheme' }),
				fc.string({ unit: 'grapheme' }),
				alphabets,
				(one, other, alphabet) => {
					expect(unitsOf(one + other, alphabet)).toBe(unitsOf(one, alphabet) + unitsOf(other, alphabet));
				},
			),
		);
	});

	it('fits exactly when nothing in it is foreign, and names each foreign character once', () => {
		fc.assert(
			fc.property(anyUnits, alphabets, (text, alphabet) => {
				const foreign = foreignTo(text, alphabet);
				expect(fits(text, alphabet)).toBe(foreign.length === 0);
				expect(new Set(foreign).size).toBe(foreign.length);
			}),
		);
	});
});
