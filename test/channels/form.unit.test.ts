import fc from 'fast-check';
import { longestForm, mostFields, parseForm } from '../../src/channels/form.ts';

/** The oracle takes text, so every byte that is not ASCII is escaped first; a leading `?` would be dropped by its constructor. */
function oracle(body: Buffer): string[] {
	let text = '';
	for (const byte of body) text += byte > 0x7f ? `%${byte.toString(16).padStart(2, '0')}` : String.fromCharCode(byte);
	return [...new URLSearchParams(`&${text}`)].flat();
}

const formish = fc
	.array(
		fc.oneof(
			fc.constantFrom(
				'&',
				'=',
				'+',
				'%',
				'%2',
				'%2A',
				'%2b',
				'%zz',
				'%C3%A9',
				'%E9',
				'%00',
				'%EF%BB%BF',
				'&&',
				'==',
				'?',
				'#',
			),
			fc.string({ unit: 'binary', maxLength: 6 }),
		),
		{ maxLength: 40 },
	)
	.map((parts) => Buffer.from(parts.join('')));

describe('a form body', () => {
	it('is read as URLSearchParams reads it, whatever is escaped or malformed', () => {
		fc.assert(
			fc.property(formish, (body) => {
				fc.pre(oracle(body).length <= 2 * mostFields);
				expect(parseForm(body)).toEqual(oracle(body));
			}),
			{ numRuns: 500 },
		);
	});

	it('is read as URLSearchParams reads it, for bytes that are no text at all', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
				const body = Buffer.from(bytes);
				fc.pre(oracle(body).length <= 2 * mostFields);
				expect(parseForm(body)).toEqual(oracle(body));
			}),
			{ numRuns: 500 },
		);
	});

	it('gives back every name and value that URLSearchParams wrote, in order', () => {
		const pair = fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }));
		fc.assert(
			fc.property(fc.array(pair, { maxLength: 20 }), (pairs) => {
				expect(parseForm(Buffer.from(new URLSearchParams(pairs).toString()))).toEqual(pairs.flat());
			}),
		);
	});

	it.each([
		['decodes once only', 'a=%252B', ['a', '%2B']],
		['makes a raw plus a space', 'a=+225', ['a', ' 225']],
		['keeps an escape that is cut off', 'a=%2', ['a', '%2']],
		['keeps an escape that is cut off by the next field', 'a=%2&2=b', ['a', '%2', '2', 'b']],
		['keeps a name without a value', 'a', ['a', '']],
		['keeps later equals signs in the value', 'a=b=c', ['a', 'b=c']],
		['keeps a byte order mark', 'a=%EF%BB%BFx', ['a', '\uFEFFx']],
		['takes a field named __proto__ for a field', '__proto__=x', ['__proto__', 'x']],
	])('%s', (_why, body, form) => {
		expect(parseForm(Buffer.from(body))).toEqual(form);
	});

	it('is refused above its bounds and read at them', () => {
		expect(parseForm(Buffer.from('a=b&'.repeat(mostFields)))).toHaveLength(2 * mostFields);
		expect(parseForm(Buffer.from('a=b&'.repeat(mostFields + 1)))).toBeUndefined();
		expect(parseForm(Buffer.alloc(longestForm, '%41'))).toHaveLength(2);
		expect(parseForm(Buffer.alloc(longestForm + 1, 'a'))).toBeUndefined();
	});
});
