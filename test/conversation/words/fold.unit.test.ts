import fc from 'fast-check';
import { fold } from '../../../src/conversation/words/fold.ts';

/** Any UTF-16 units, half surrogate pairs among them. */
const anyUnits = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units));
const typed = fc
	.array(fc.constantFrom(...Array.from("abce 3313)(:-;=.,'’´`!?&ɛƐɔƆŋÉéç\u0301\u200d²½ſßİΣς\t\n"), 'ᴐ', '😀', 'ﬁ', 'ε'))
	.map((units) => units.join(''));
const anything = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), anyUnits, typed);

describe('folding a text to compare it with known words', () => {
	it.each([
		['ARRÊT', 'arret'],
		['Arre\u0302t', 'arret'],
		['  Désabonner   moi ', 'desabonner moi'],
		['Ça\tva\n\nbien', 'ca va bien'],
		['STOP!!!', 'stop'],
		['« Stop »', 'stop'],
		['stop, svp.', 'stop svp'],
		['STOP 😡', 'stop'],
		['😀', ''],
		['', ''],
		[' ?! ', ''],
		['Œuf, CŒUR', 'oeuf coeur'],
		['ＳＴＯＰ', 'stop'],
		['ﬁn', 'fin'],
		['sto\u200bp\ufeff', 'stop'],
		['sto\u00adp', 'stop'],
	])('takes off case, accents, signs at the ends and what is not seen: %j', (text, folded) => {
		expect(fold(text)).toBe(folded);
	});

	it.each([
		['Ɛyɛ', 'eye'],
		['mɔfɔ', 'mofo'],
		['ŊUTSU ŋutsu', 'nutsu nutsu'],
		['ɖeka Ɖeka', 'deka deka'],
		['ƒe', 'fe'],
		['ɣleti', 'ghleti'],
		['eʋe', 'eve'],
		['ɲuman', 'nyuman'],
		['kɩ sɩ̃nge', 'ki singe'],
		['dɛ̃mɛ́', 'deme'],
		['ɓɗƙƴ', 'bdky'],
	])('writes the letters of the region plain, because that is how most people type them: %s', (text, folded) => {
		expect(fold(text)).toBe(folded);
	});

	it.each([
		['Greek ε for ɛ', 'gyaε', 'gyaɛ'],
		['Ƹ for Ɛ', 'Ƹyɛ', 'ɛyɛ'],
		['ℇ for Ɛ', 'ℇyɛ', 'ɛyɛ'],
		['ᴐ for ɔ', 'kᴐ', 'kɔ'],
		['ͻ for ɔ and Ͻ for Ɔ', 'ͻϽ', 'ɔɔ'],
		['Greek ι for ɩ', 'sιnge', 'sɩnge'],
		['ɑ for a', 'gyɑe', 'gyae'],
		['ʊ for ʋ', 'eʊe', 'eʋe'],
		['Ƞ for Ŋ', 'Ƞutsu', 'ŋutsu'],
		['ɳ for ɲ', 'ɳuman', 'ɲuman'],
		['Đ and Ð for Ɖ', 'ĐÐđð', 'ƉƉɖɖ'],
		['\u0342 for the tilde', 'sO\u0342ngre', 'sõngre'],
		['’ for ʼ', 'n’dɛ', 'nʼdɛ'],
		['´ for an apostrophe', 'n´dɛ', "n'dɛ"],
		['3 for ɛ', 'Wogb3 j3k3', 'Wogbɛ jɛkɛ'],
		[') for ɔ', 'm)f)', 'mɔfɔ'],
		[') at the beginning', ')yar3fo)', 'ɔyarɛfoɔ'],
		['33 in a word', 'ad33', 'adɛɛ'],
		['3 at both ends', '3y3', 'ɛyɛ'],
		['both signs', '3k)m', 'ɛkɔm'],
	])('knows %s', (_, found, meant) => {
		expect(fold(found)).toBe(fold(meant));
	});

	it.each([
		['3', '3'],
		['3.', '3'],
		['3)', '3'],
		['1) oui', '1 oui'],
		['3 3', '3 3'],
		['33', '33'],
		['13', '13'],
		['13ans', '13ans'],
		['3ans', '3ans'],
		['3 sacs', '3 sacs'],
		['2026-11-03', '2026-11-03'],
		['3️⃣', '3'],
		['*3#', '3'],
		['1.800 F', '1.800 f'],
		['07 03 33 03 33', '07 03 33 03 33'],
		['CE13', 'ce13'],
		['a3b1', 'a3b1'],
	])('leaves the digits of %s alone, because digits are answers', (text, folded) => {
		expect(fold(text)).toBe(folded);
	});

	it.each([
		['(stop)', 'stop'],
		['stop (svp)', 'stop svp'],
		['a(b)c', 'a b c'],
		['merci :)', 'merci'],
		['oui ;-) stop', 'oui stop'],
	])('takes brackets in pairs, and smileys, for signs: %s', (text, folded) => {
		expect(fold(text)).toBe(folded);
	});

	it('keeps signs inside a word, which may be part of it', () => {
		expect(fold('d’accord, opt-out / s.t.o.p')).toBe("d'accord opt-out s.t.o.p");
	});
});

describe('folding anything', () => {
	it('leaves nothing to be folded where a word comes apart', () => {
		expect(fold('½)a3')).toBe('1⁄2 ae');
	});
	it('is done once and for all: folding again changes nothing', () => {
		fc.assert(
			fc.property(anything, (text) => {
				expect(fold(fold(text))).toBe(fold(text));
			}),
			{ numRuns: 2000 },
		);
	});

	it('gives words of one blank between them, without marks and capitals', () => {
		fc.assert(
			fc.property(anything, (text) => {
				expect(fold(text)).toMatch(/^(?:[\p{L}\p{N}](?:\S*[\p{L}\p{N}])?(?: (?!$)|$))*$/u);
				expect(fold(text)).not.toMatch(/[\p{M}\p{Cs}()A-Z]/u);
			}),
			{ numRuns: 1000 },
		);
	});

	it('does not tell composed from decomposed, which is as the phone pleases', () => {
		fc.assert(
			fc.property(anything, (text) => {
				expect(fold(text.normalize('NFD'))).toBe(fold(text));
				expect(fold(text.normalize('NFC'))).toBe(fold(text));
			}),
		);
	});

	it('never changes a text of digits and blanks', () => {
		fc.assert(
			fc.property(fc.array(fc.nat()), (numbers) => {
				expect(fold(numbers.join(' '))).toBe(numbers.join(' '));
			}),
		);
	});

	it('reads a text of the longest form that a gateway may send at once, whatever signs it repeats', () => {
		for (const unit of [')', '3', '!', '(', 'a!', '!a', ':)', "='", 'a)', '3a', 'ɛ\u0301', '\u0301']) {
			expect(fold(unit.repeat(100_000)).length).toBeLessThanOrEqual(300_000);
		}
	});
});
