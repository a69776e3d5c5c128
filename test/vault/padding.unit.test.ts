import fc from 'fast-check';
import { padText, unpadText } from '../../src/vault/padding.ts';

const LONE = '\ud83d';

describe('padding of a text', () => {
	it('gives back every string as it was, lone surrogates included, because a report is kept as it came', () => {
		const utf16 = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 150 });
		const anyText = utf16.map((units) => String.fromCharCode(...units));
		fc.assert(fc.property(anyText, (text) => expect(unpadText(padText(text))).toBe(text)));
	});

	it.each([
		['nothing', ''],
		['French', 'l’élève a été blessé à la machette — ça suffit'],
		['a lone surrogate, which UTF-8 would turn into another character', `coupé ${LONE}`],
		['a byte order mark at the start', '\ufeffbonjour'],
		['zeros at the end, which look like padding', 'code\u0000\u0000'],
	])('gives back %s', (_name, text) => {
		expect(unpadText(padText(text))).toBe(text);
	});

	it.each([
		[0, 64],
		[59, 64],
		[60, 128],
		[123, 128],
		[187, 192],
		[251, 256],
		[252, 512],
		[507, 512],
		[508, 768],
		[5000, 5120],
	])('makes %i letters %i bytes, so that near lengths look alike', (letters, bytes) => {
		expect(padText('x'.repeat(letters))).toHaveLength(bytes);
	});

	it('fills up with zeros, never with what the memory held before', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary-ascii', maxLength: 300 }), (text) => {
				const padded = padText(text);
				expect(padded.subarray(5 + text.length).every((byte) => byte === 0)).toBe(true);
			}),
		);
	});

	it.each([
		['too few bytes', Buffer.alloc(4)],
		['an unknown encoding', Buffer.concat([Buffer.of(2), Buffer.alloc(63)])],
		['a length beyond its end', Buffer.from('00000000ff61', 'hex')],
	])('does not read %s', (_name, bytes) => {
		expect(unpadText(bytes)).toBeUndefined();
	});
});
