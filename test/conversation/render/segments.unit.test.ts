import fc from 'fast-check';
import { SegmentedMessage } from 'sms-segments-calculator';
import { split } from 'split-sms';
import { fits, unitsOf } from '../../../src/conversation/render/alphabet.ts';
import { type Segments, segments } from '../../../src/conversation/render/segments.ts';

const times = (count: number, text: string): string => text.repeat(count);
const lengths = ({ parts, alphabet }: Segments): number[] => parts.map((part) => unitsOf(part, alphabet));

describe('segments of an SMS', () => {
	it.each([
		['an empty text, which is a message all the same', '', 'gsm-7', [0]],
		['160 septets, which fit one message', times(160, 'a'), 'gsm-7', [160]],
		['161 septets, since the header of a series takes seven', times(161, 'a'), 'gsm-7', [153, 8]],
		['306 septets', times(306, 'a'), 'gsm-7', [153, 153]],
		['307 septets', times(307, 'a'), 'gsm-7', [153, 153, 1]],
		['70 units', times(70, 'ɛ'), 'ucs-2', [70]],
		['71 units, since the header of a series takes three', times(71, 'ɛ'), 'ucs-2', [67, 4]],
		['134 units', times(134, 'ɛ'), 'ucs-2', [67, 67]],
		['135 units', times(135, 'ɛ'), 'ucs-2', [67, 67, 1]],
		['80 escaped characters, each of two septets', times(80, '€'), 'gsm-7', [160]],
		['81 of them, of which 76 fill 152 of 153 septets', times(81, '€'), 'gsm-7', [152, 10]],
		['an escape at the edge, which moves on whole', `${times(152, 'a')}€${times(7, 'b')}`, 'gsm-7', [152, 9]],
		['an escape that ends at the edge', `${times(151, 'a')}€${times(8, 'b')}`, 'gsm-7', [153, 8]],
		['35 emoji', times(35, '😀'), 'ucs-2', [70]],
		['36 emoji, of which 33 fill 66 of 67 units', times(36, '😀'), 'ucs-2', [66, 6]],
		['a surrogate pair at the edge, which moves on whole', `${times(66, 'ɛ')}😀${times(9, 'ɔ')}`, 'ucs-2', [66, 11]],
		['a surrogate pair on a later edge', `${times(133, 'ɛ')}😀${times(9, 'ɔ')}`, 'ucs-2', [67, 66, 11]],
		['French with all accents that GSM-7 has', times(32, 'éàèùÇ'), 'gsm-7', [160]],
		['one ç, which makes 160 into 70', `${times(159, 'a')}ç`, 'ucs-2', [67, 67, 26]],
		['one typographic apostrophe', `L’enfant ${times(61, 'a')}`, 'ucs-2', [70]],
		['a decomposed é, which no longer is the é of GSM-7', 'e\u0301', 'ucs-2', [2]],
		['an escaped character in a text of UCS-2, where it is one unit', `ɛ${times(69, '€')}`, 'ucs-2', [70]],
	] as const)('are counted right for %s', (_, text, alphabet, expected) => {
		const cut = segments(text, 'gsm-7');
		expect({ alphabet: cut.alphabet, lengths: lengths(cut) }).toEqual({ alphabet, lengths: expected });
		expect(cut.parts.join('')).toBe(text);
		expect(cut.segments).toBe(expected.length);
	});

	it('keep a letter and its marks together, because ɛ̃ has no code point of its own', () => {
		const cut = segments(`${times(66, 'a')}ɛ\u0303${times(9, 'b')}`, 'ucs-2');
		expect(cut.parts).toEqual([times(66, 'a'), `ɛ\u0303${times(9, 'b')}`]);
	});

	it('part a letter from its marks where there are more than a segment holds, but no surrogate pair', () => {
		const cut = segments(`😀${times(100, '\u0301')}`, 'ucs-2');
		expect(lengths(cut)).toEqual([67, 35]);
		expect(lengths(segments(times(40, '\u{1F468}\u200d'), 'ucs-2'))).toEqual([66, 54]);
	});

	it('travel as septets on a route that could carry UCS-2, because gateways choose by the text', () => {
		expect(segments(times(160, 'a'), 'ucs-2')).toMatchObject({ alphabet: 'gsm-7', segments: 1 });
	});

	it('count an accent on an ASCII route as the dearest, because what becomes of it there is not known', () => {
		expect(segments('Cote [1] €', 'ascii').alphabet).toBe('ucs-2');
		expect(segments('Cote [1]', 'ascii')).toMatchObject({ alphabet: 'gsm-7', units: 10 });
	});
});

describe('segments of any text', () => {
	const unit = fc.oneof(
		{ weight: 12, arbitrary: fc.constantFrom(...Array.from('abcdefghij klmnop 0123456789éàèùÇ\n')) },
		{ weight: 3, arbitrary: fc.constantFrom(...Array.from('€[]{}^~|\\')) },
		{
			weight: 1,
			arbitrary: fc.constantFrom(...Array.from('ɛɔŋçêœ’«»₵`'), '😀', '👩🏾', 'ɛ\u0303', 'e\u0301\u0323', '🇨🇮'),
		},
	);
	const septets = fc.constantFrom(...Array.from('abcdefghij klmnop 0123456789éàèùÇ\n'), ...Array.from('€[]{}^~|\\'));
	const long = { minLength: 0, maxLength: 500 };
	const mixed = fc.oneof(fc.array(unit, long), fc.array(septets, long)).map((units) => units.join(''));
	/** Any UTF-16 units, half surrogate pairs among them. */
	const anyUnits = fc.array(fc.integer({ min: 0, max: 0xffff }), long).map((units) => String.fromCharCode(...units));
	const alphabets = fc.constantFrom('gsm-7' as const, 'ascii' as const, 'ucs-2' as const);

	it('join to the text, and none is longer than its message', () => {
		fc.assert(
			fc.property(fc.oneof(mixed, anyUnits), alphabets, (text, alphabet) => {
				const cut = segments(text, alphabet);
				const most = cut.alphabet === 'gsm-7' ? 153 : 67;
				expect(cut.parts.join('')).toBe(text);
				expect(cut.segments).toBe(cut.parts.length);
				expect(cut.units).toBe(unitsOf(text, cut.alphabet));
				if (cut.parts.length === 1) expect(cut.units).toBeLessThanOrEqual(cut.alphabet === 'gsm-7' ? 160 : 70);
				else expect(Math.max(...lengths(cut))).toBeLessThanOrEqual(most);
				expect(cut.parts.length === 1 || cut.parts.every((part) => part !== '')).toBe(true);
				expect(cut.segments).toBeGreaterThanOrEqual(cut.parts.length === 1 ? 1 : Math.ceil(cut.units / most));
			}),
			{ numRuns: 300 },
		);
	});

	it('are filled: what begins the next would not have fitted into the one before', () => {
		const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
		fc.assert(
			fc.property(mixed, alphabets, (text, alphabet) => {
				const cut = segments(text, alphabet);
				for (const [at, next] of cut.parts.slice(1).entries()) {
					const [first] = graphemes.segment(next);
					const units = unitsOf(`${cut.parts[at]}${first?.segment}`, cut.alphabet);
					expect(units).toBeGreaterThan(cut.alphabet === 'gsm-7' ? 153 : 67);
				}
			}),
		);
	});

	it('never cut a surrogate pair or a mark from its letter', () => {
		fc.assert(
			fc.property(mixed, alphabets, (text, alphabet) => {
				for (const part of segments(text, alphabet).parts.slice(1))
					expect(part).not.toMatch(/^(?:\p{M}|[\udc00-\udfff])/u);
				for (const part of segments(text, alphabet).parts) expect(fits(part.replace(/\r/g, ''), 'ucs-2')).toBe(true);
			}),
			{ numRuns: 300 },
		);
	});

	/** It too keeps graphemes whole, by an older table of them; cuts CR LF in two, which no text of ours holds. */
	it("are Twilio's own, cut for cut", () => {
		fc.assert(
			fc.property(mixed, (text) => {
				const twilio = new SegmentedMessage(text);
				const cut = segments(text, 'gsm-7');
				expect(cut.alphabet).toBe(twilio.encodingName.toLowerCase());
				expect(lengths(cut)).toEqual(
					twilio.segments.map((one) => one.messageSizeInBits() / (cut.alphabet === 'gsm-7' ? 7 : 16)),
				);
			}),
			{ numRuns: 300 },
		);
	});

	it('are those of split-sms wherever no grapheme is of more than one code point, part for part', () => {
		const simple = mixed.map((text) =>
			Array.from(text)
				.filter((one) => !/[\p{M}\p{Emoji_Modifier}\p{RI}]/u.test(one))
				.join(''),
		);
		fc.assert(
			fc.property(simple, (text) => {
				const { characterSet, parts } = split(text);
				const cut = segments(text, 'gsm-7');
				expect(cut.alphabet).toBe(characterSet === 'GSM' ? 'gsm-7' : 'ucs-2');
				expect(cut.parts).toEqual(parts.map(({ content }) => content));
			}),
			{ numRuns: 300 },
		);
	});

	it('are one more than those of split-sms where it parts marks from letters to fill a segment, and never fewer', () => {
		const text = `${times(66, 'a')}ɛ\u0303${times(66, 'b')}`;
		expect([segments(text, 'ucs-2').segments, split(text).parts.length]).toEqual([3, 2]);
		expect(new SegmentedMessage(text).segmentsCount).toBe(3);
		fc.assert(
			fc.property(mixed, (whole) => {
				expect(segments(whole, 'gsm-7').segments).toBeGreaterThanOrEqual(split(whole).parts.length);
			}),
		);
	});
});
