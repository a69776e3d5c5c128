import fc from 'fast-check';
import type { Parsed } from '../../../src/channels/channel.ts';
import {
	expectRefused,
	type HandlerTable,
	type PlainRequest,
	parseFields,
	parseWire,
	replaced,
} from './handler-table.ts';
import { identityOf, isRefused, numberOf, textOf } from './parsed.ts';

/** What was seen to break programs that read texts. */
export const hostileTexts: readonly (readonly [name: string, text: string])[] = [
	['NUL', '\0'],
	['a NUL within', 'a\0b'],
	['marks that turn the direction', '\u202Edrow\u202C\u200F\u2066'],
	['a byte order mark', '\uFEFFx'],
	['half a character', '\uD83D'],
	['the other half', 'x\uDE00y'],
	['both halves in the wrong order', '\uDE00\uD83D'],
	['no characters', '\uFFFE\uFFFF'],
	['control characters', '\u0001\u001B[2J\u007F\u0085'],
	['the name of every prototype', '__proto__'],
	['a method of every object', 'toString'],
	['a line that would be a header', 'x\r\nSet-Cookie: a=b\r\n\r\n'],
	['HTML', '</Say><script>alert(1)</script>'],
	['XML with an entity', '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'],
	['the end of CDATA', ']]>'],
	['JSON', '{"from":"+2250700000001"}'],
	['a query of the database', '{"$where":"sleep(1000)"}'],
	['an operator of the database', '$where'],
	['SQL', "'; DROP TABLE persons; --"],
	['a path', '../../../../etc/passwd\0.txt'],
	['escapes that were escaped', '%00%2B%26from%3D'],
	['more fields', '&from=%2B2250700000001&text='],
	['a template', '$' + '{7*7}{{7*7}}'],
	['a spreadsheet', '=HYPERLINK("http://evil.example","x")'],
	['only blanks', '\u00A0\u2003\u200B\t\n '],
	['marks piled on a letter', `e${'\u0301'.repeat(200)}`],
	['10,000 letters', 'é'.repeat(10_000)],
	['10,000 blanks', ' '.repeat(10_000)],
	['10,000 brackets', '<'.repeat(10_000)],
];

export function describeHostile(table: HandlerTable): void {
	const kinds = new Set(['odd', 'forged', 'session-end', ...table.plain.map(({ is }) => is)]);
	const expectSound = (parsed: Parsed): void => {
		expect(kinds).toContain(parsed.is);
		if (isRefused(parsed)) expectRefused(table, parsed);
		expect(identityOf(parsed)).toMatch(/^[!-~]*$/);
		expect(numberOf(parsed) ?? '').toMatch(/^(\+[1-9]\d{6,14})?$/);
	};
	it.each(hostileTexts)('is no use in any field: %s', (_name, text) => {
		for (const plain of table.plain)
			for (const [name] of plain.fields) expectSound(parseFields(table, plain, replaced(plain.fields, name, text)));
		expect(Object.keys(Object.prototype)).toEqual([]);
	});
	for (const plain of table.plain) {
		describeText(table, plain);
		describeBytes(table, plain, expectSound);
	}
}

function describeText(table: HandlerTable, plain: PlainRequest): void {
	const { text: field } = plain;
	if (field === undefined) return;
	/** What cannot be written as UTF-8 is replaced on the way, by the provider as by us. */
	const onTheWire = (text: string): string => Buffer.from(text).toString();
	const expectExact = (text: string): void => {
		const parsed = parseFields(table, plain, replaced(plain.fields, field, text));
		if (isRefused(parsed) && text.length > 1_000) return;
		expect(textOf(parsed)).toBe(onTheWire(text));
	};
	it.each(hostileTexts)(`is heard exactly in ${plain.name}: %s`, (_name, text) => expectExact(text));
	it(`is heard exactly in ${plain.name}, whatever it is`, () => {
		fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), expectExact), { numRuns: 300 });
	});
}

function describeBytes(table: HandlerTable, plain: PlainRequest, expectSound: (parsed: Parsed) => void): void {
	const body = Buffer.from(table.encode(plain.fields));
	const bytes = fc.oneof(
		fc.uint8Array({ maxLength: 600 }).map((some) => Buffer.from(some)),
		/** The plain body with one stretch replaced by noise. */
		fc
			.tuple(fc.nat(body.length), fc.nat(40), fc.uint8Array({ maxLength: 40 }))
			.map(([at, cut, noise]) => Buffer.concat([body.subarray(0, at), noise, body.subarray(at + cut)])),
		fc.nat(body.length).map((at) => body.subarray(0, at)),
	);
	it(`makes something of any bytes near ${plain.name}, never throws, and gives no reason that quotes them`, () => {
		fc.assert(
			fc.property(bytes, fc.constantFrom(plain.query, '', '?', '?turn=-1&turn', '?%'), (noisy, query) =>
				expectSound(parseWire(table, { body: noisy, query })),
			),
			{ numRuns: 700 },
		);
	});
}
