import { cut, cutAtSentence } from '../../../src/conversation/render/cut.ts';

describe('cutting a text that has no room whole', () => {
	it.each([
		['after the last sentence that has room', 'Un. Deux! Trois quatre.', 12, 'Un. Deux!', 'Trois quatre.'],
		['between words when no sentence has room', 'Un deux trois.', 9, 'Un deux', 'trois.'],
		['at a line break as at a space', 'Un deux\ntrois', 8, 'Un deux', 'trois'],
		['not before the mark that French sets apart', 'Où est le lieu ? Là', 14, 'Où est le', 'lieu ? Là'],
		['not at the full stop of a number', 'Prix 1.800 F', 8, 'Prix', '1.800 F'],
		['inside a word that fills a page', 'x'.repeat(30), 20, 'x'.repeat(20), 'x'.repeat(10)],
		['where an escape and its character both have room', 'a€€', 4, 'a€', '€'],
	])('goes %s', (_, text, room, head, rest) => {
		expect(cut(text, room, 'gsm-7')).toEqual({ head, rest });
	});

	it('keeps a letter and its mark together, and the halves of an emoji', () => {
		expect(cut('aɛ\u0303b', 2, 'ucs-2')).toEqual({ head: 'a', rest: 'ɛ\u0303b' });
		expect(cut('a😀b', 2, 'ucs-2')).toEqual({ head: 'a', rest: '😀b' });
	});

	it('takes one character even where none has room, so that it ends', () => {
		expect(cut('😀b', 1, 'ucs-2')).toEqual({ head: '😀', rest: 'b' });
	});

	it('finds no sentence where none has room', () => {
		expect(cutAtSentence('Un deux trois. Quatre', 9, 'gsm-7')).toBeUndefined();
	});
});
