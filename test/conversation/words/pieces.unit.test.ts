import fc from 'fast-check';
import { piecesOf } from '../../../src/conversation/words/pieces.ts';

describe('the pieces in which a text is recorded', () => {
	it.each([
		['Que voulez-vous faire ?', [{ clip: 'a.b', text: 'Que voulez-vous faire ?' }]],
		['{{label}}, tapez {{key}}.', [{ value: 'label' }, { clip: 'a.b#1', text: 'tapez' }, { value: 'key' }]],
		[
			'Votre code : {{code}}. Je répète, votre code : {{code}}.',
			[
				{ clip: 'a.b#1', text: 'Votre code :' },
				{ value: 'code' },
				{ clip: 'a.b#2', text: 'Je répète, votre code :' },
				{ value: 'code' },
			],
		],
		['{{name}}, {{within}}', [{ value: 'name' }, { value: 'within' }]],
		[
			'For children: {{number}}. Free.',
			[{ clip: 'a.b#1', text: 'For children:' }, { value: 'number' }, { clip: 'a.b#2', text: 'Free.' }],
		],
	])('of %j are what stands between its blanks, without the stop of the sentence before', (spoken, pieces) => {
		expect(piecesOf('a.b', spoken)).toEqual(pieces);
	});

	it('lose no word and no blank, and none has the clip of another', () => {
		const part = fc.constantFrom('{{code}}', '{{label}}', '. ', ', puis ', 'Tapez ', ' ?', 'é');
		fc.assert(
			fc.property(fc.array(part, { minLength: 1, maxLength: 9 }), (parts) => {
				const spoken = parts.join('');
				const pieces = piecesOf('k', spoken);
				const words = (text: string) => text.match(/[\p{L}\p{N}]+/gu) ?? [];
				const again = pieces.flatMap((piece) => ('value' in piece ? [piece.value] : words(piece.text)));
				expect(again).toEqual(words(spoken));
				const clips = pieces.flatMap((piece) => ('clip' in piece ? [piece.clip] : []));
				expect(new Set(clips).size).toBe(clips.length);
			}),
		);
	});
});
