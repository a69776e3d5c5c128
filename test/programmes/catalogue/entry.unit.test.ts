import fc from 'fast-check';
import { parseEntry } from '../../../src/programmes/catalogue/entry.ts';
import { ServiceError } from '../../../src/shared/errors.ts';
import { example } from './example.ts';

const read = (raw: unknown) => parseEntry(raw, 'row 2');

function faultsOf(raw: unknown): string {
	try {
		read(raw);
	} catch (error) {
		if (error instanceof ServiceError && error.code === 'reference-invalid') return error.message;
		throw error;
	}
	return 'none';
}

/** The example with something else in a place of it. */
const but = (change: object): unknown => ({ ...example, ...change });
const english = (change: object): unknown => ({ ...example, wording: { en: { ...example.wording.en, ...change } } });

/** The example without what a draft may lack; JSON leaves out what is undefined. */
const bare: object = JSON.parse(
	JSON.stringify({
		...example,
		validFrom: undefined,
		validUntil: undefined,
		asOf: undefined,
		reviewBy: undefined,
		owner: undefined,
	}),
);

describe('an entry', () => {
	it('is read with all that an entry can have', () => {
		expect(read(example)).toEqual(example);
	});

	it('may be written with one spelling a text, as in the files of a language', () => {
		const { wording } = read(english({ name: 'Grant', bring: 'Cafe\u0301' }));
		expect(wording['en']).toMatchObject({ name: { text: 'Grant' }, bring: { text: 'Café' } });
	});

	it('may lack what its sources do not say, as long as it is a draft', () => {
		expect(read({ ...bare, areas: [], sources: [], disputed: 'One page says April, another June.' })).toMatchObject({
			id: example.id,
			disputed: 'One page says April, another June.',
		});
	});

	it.each([
		['an unknown field', but({ price: 1 }), '(whole)'],
		['an id that no file name could bear', but({ id: '../x' }), 'id'],
		['an area of the other country', but({ areas: ['CI26'] }), 'areas[0]'],
		['an area twice', but({ areas: ['GH16', 'GH16'] }), 'areas[1]'],
		['an end before the beginning', but({ validUntil: '2025-12-31' }), 'validUntil'],
		['a day that is not in the calendar', but({ asOf: '2026-02-30' }), 'asOf'],
		['a review before the facts', but({ reviewBy: '2026-01-14' }), 'reviewBy'],
		['a source that is no page', but({ sources: ['javascript:alert(1)'] }), 'sources[0]'],
		['money with a fraction', but({ gives: [{ ...example.gives[0], amount: 0.1 }] }), 'gives[0].amount'],
		['money in the wrong scale', but({ gives: [{ ...example.gives[0], scale: 0 }] }), 'gives[0].scale'],
		['costs that nobody named', but({ costs: [] }), 'costs'],
		['a name too long for a list', english({ name: 'n'.repeat(41) }), 'wording.en.name.text'],
		['a text with a control character', english({ gives: 'a\u0007b' }), 'wording.en.gives.text'],
		['a review that nobody signed', english({ state: 'reviewed' }), 'wording.en.by'],
		['a rule with an operator of its own', but({ who: { method: [1] } }), 'who'],
		['a rule about what nobody is asked', but({ who: { '==': [{ var: 'religion' }, 'x'] } }), 'who'],
		['a rule about an answer that nobody can give', but({ who: { '==': [{ var: 'age' }, '66'] } }), 'who'],
		['a rule that says two things', but({ who: { and: [true], or: [true] } }), 'who'],
		['a rule without an end', but({ who: nested(10_000) }), 'who'],
		['a rule as long as a book', but({ who: { and: Array.from({ length: 41 }, () => true) } }), 'who'],
	])('is refused with %s, and the place is named', (_, raw, place) => {
		expect(faultsOf(raw)).toContain(`row 2: ${place}: `);
	});

	it('is read or refused by name, whatever a file holds in its places', () => {
		const places = Object.keys(example);
		fc.assert(
			fc.property(fc.constantFrom(...places), fc.jsonValue(), (place, value) => {
				expect(typeof faultsOf({ ...example, [place]: value })).toBe('string');
			}),
		);
	});
});

function nested(depth: number): unknown {
	let rule: unknown = true;
	for (let index = 0; index < depth; index++) rule = { '!': rule };
	return rule;
}
