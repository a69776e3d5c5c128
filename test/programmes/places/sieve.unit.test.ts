import fc from 'fast-check';
import { UNHEARD, wordCost } from '../../../src/programmes/places/costs.ts';
import { sieveOf } from '../../../src/programmes/places/sieve.ts';
import { hear } from '../../../src/programmes/places/sound.ts';

const parts = [
	'kou',
	'ssi',
	'kro',
	'yao',
	'ko',
	'nan',
	'ma',
	'gbo',
	'dje',
	'tie',
	'la',
	'me',
	'a',
	'w',
	'ph',
	'qu',
	'ch',
	'2',
];
const word = fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 5 }).map((some) => some.join(''));

/** A word, and the same with up to three letters added, left out or changed. */
const wordAndSlip = fc
	.tuple(word, fc.array(fc.tuple(fc.nat(20), fc.nat(1), fc.constantFrom('', 'a', 'u', 'k', 'x')), { maxLength: 3 }))
	.map(([whole, slips]) => [
		whole,
		slips.reduce((one, [at, out, put]) => one.slice(0, at) + put + one.slice(at + out), whole),
	])
	.filter(([, slipped]) => slipped !== '');

describe('the sieve of names', () => {
	it.each([true, false])(
		'lets every match through (slips forgiven: %s), since what it holds back is never compared',
		(forgiving) => {
			fc.assert(
				fc.property(wordAndSlip, ([whole = '', slipped = '']) => {
					const typed = hear(slipped);
					const name = hear(whole);
					const matches = wordCost(typed, name, forgiving) < UNHEARD;
					if (matches) expect([whole, slipped, sieveOf([name])(typed, forgiving)]).toEqual([whole, slipped, [0]]);
				}),
				{ numRuns: 1_000 },
			);
		},
	);

	it('holds most of many names back, since it stands between a keypress and its answer', () => {
		const names = Array.from({ length: 2_000 }, (_, at) =>
			hear([1, 7, 29, 113].map((step) => parts[Math.floor(at / step) % 13] ?? '').join('')),
		);
		const sieve = sieveOf(names);
		for (const typed of ['soubre', 'gueyo', 'bibiani', 'wiawso', 'duekoue'])
			expect(sieve(hear(typed), true).length).toBeLessThan(names.length / 4);
	});
});
