import fc from 'fast-check';
import {
	expectRefused,
	type HandlerTable,
	type PlainRequest,
	parseFields,
	parseWire,
	replaced,
	without,
} from './handler-table.ts';
import { isRefused } from './parsed.ts';

const manyFields = Array.from({ length: 5_000 }, (_, at) => [`f${at}`, 'x'] as const);

export function describeForgotten(table: HandlerTable): void {
	for (const plain of table.plain) {
		describe(plain.name, () => {
			describeBody(table, plain);
			describeNames(table, plain);
			describeEachField(table, plain);
			if (table.canRepeat) describeRepeated(table, plain);
			if (plain.word !== undefined) describeWord(table, plain, plain.word);
		});
	}
}

function describeBody(table: HandlerTable, plain: PlainRequest): void {
	const { query } = plain;
	const body = table.encode(plain.fields);

	it('is understood, or none of the cases below would prove anything', () => {
		expect(parseFields(table, plain).is).toBe(plain.is);
	});
	it.each(['', 'text/plain', 'multipart/form-data; boundary=x', 'application/xml', 'application/json', 'nonsense'])(
		'is refused when its body is called "%s", because it may be read wrongly',
		(contentType) => {
			expectRefused(table, parseWire(table, { body, query, contentType }));
		},
	);
	it('may have a content type in any case and with a charset, as proxies write it', () => {
		const contentType = `${table.contentType.toUpperCase()} ; charset=UTF-8`;
		expect(parseWire(table, { body, query, contentType })).toEqual(parseFields(table, plain));
	});
	it('is refused without a body', () => {
		expectRefused(table, parseWire(table, { body: '', query }));
		expectRefused(table, parseFields(table, plain, []));
	});
	it('is refused with a huge body, by its length and by its count of fields', () => {
		expectRefused(table, parseFields(table, plain, [...plain.fields, ['filler', 'x'.repeat(1_000_000)]]));
		expectRefused(table, parseFields(table, plain, [...plain.fields, ...manyFields]));
	});
}

function describeNames(table: HandlerTable, plain: PlainRequest): void {
	it.each(['newField', 'NewField', 'Zone', 'x', 'constructor', 'toString'])(
		'means the same with a field named "%s", because gateways add some without notice',
		(name) => {
			const means = parseFields(table, plain);
			expect(parseFields(table, plain, [...plain.fields, [name, 'x']])).toEqual(means);
			expect(parseFields(table, plain, [[name, 'x'], ...plain.fields])).toEqual(means);
		},
	);
	it.each(['__proto__', '__proto__[from]', 'constructor.prototype', '', '\0', '$where', '<a>'])(
		'means the same or is refused with a field named %j, and leaves every object as it was',
		(name) => {
			const parsed = parseFields(table, plain, [[name, 'polluted'], ...plain.fields]);
			if (isRefused(parsed)) expectRefused(table, parsed);
			else expect(parsed).toEqual(parseFields(table, plain));
			expect(Object.keys(Object.prototype)).toEqual([]);
			expect('from' in {}).toBe(false);
		},
	);
	it('means the same with its fields in any order', () => {
		const order = fc.shuffledSubarray([...plain.fields], { minLength: plain.fields.length });
		fc.assert(
			fc.property(order, (fields) => {
				expect(parseFields(table, plain, fields)).toEqual(parseFields(table, plain));
			}),
			{ numRuns: 50 },
		);
	});
}

function describeEachField(table: HandlerTable, plain: PlainRequest): void {
	it.each(plain.fields)('without %s is odd only where it cannot be understood without it', (name) => {
		const parsed = parseFields(table, plain, without(plain.fields, name));
		if (plain.needs.includes(name)) expectRefused(table, parsed);
		else expect(isRefused(parsed)).toBe(false);
	});
	it.each(plain.fields)('is understood or refused with an empty %s, and never throws', (name) => {
		const parsed = parseFields(table, plain, replaced(plain.fields, name, ''));
		if (isRefused(parsed)) expectRefused(table, parsed);
	});
	it.each(plain.fields.filter(([name]) => table.boundless?.includes(name) !== true))(
		'is refused with a %s of 10,000 characters, unless nobody reads that',
		(name) => {
			const parsed = parseFields(table, plain, replaced(plain.fields, name, '7'.repeat(10_000)));
			if (isRefused(parsed)) expectRefused(table, parsed);
			else expect(parsed).toEqual(parseFields(table, plain));
		},
	);
	it('names among its needs only fields that it has', () => {
		expect(plain.fields.map(([name]) => name)).toEqual(expect.arrayContaining([...plain.needs]));
	});
}

function describeRepeated(table: HandlerTable, plain: PlainRequest): void {
	it.each(plain.fields)('is refused with a repeated %s, because either could be meant', (name, value) => {
		expectRefused(table, parseFields(table, plain, [...plain.fields, [name, value]]));
		expectRefused(table, parseFields(table, plain, [...plain.fields, [name, '']]));
		expectRefused(table, parseFields(table, plain, [[name, 'other'], ...plain.fields]));
	});
}

function describeWord(
	table: HandlerTable,
	plain: PlainRequest,
	{ field, like }: NonNullable<PlainRequest['word']>,
): void {
	it(`is understood with a ${field} that nobody listed: the word is kept and changes nothing`, () => {
		fc.assert(
			fc.property(fc.stringMatching(like), (word) => {
				const parsed = parseFields(table, plain, replaced(plain.fields, field, word));
				expect(isRefused(parsed)).toBe(false);
				if (parsed.is === 'report') expect(parsed.report).toMatchObject({ state: undefined, word });
				if (parsed.is === 'session-end') expect(parsed.end.status).toBe('unknown');
				if (parsed.is === 'message') expect(parsed.message).not.toHaveProperty('optOut');
			}),
			{ numRuns: 200 },
		);
	});
}
