import fc from 'fast-check';
import type { GatewayHandler, GatewayRequest, Parsed } from '../../src/channels/channel.ts';

export type Fields = readonly (readonly [name: string, value: string])[];

export interface HandlerTable {
	readonly handler: GatewayHandler;
	readonly route: { readonly serviceCode: string };
	readonly contentType: string;
	/** Writes fields as the provider does. */
	readonly encode: (fields: Fields) => string;
	/** Fields of a plain callback that is a turn; every value stands in no other. */
	readonly turn: Fields;
	/** Whether the wire format can hold a field twice, as forms can and JSON cannot. */
	readonly canRepeat: boolean;
	/** Payload shapes that were recorded, and what they mean. */
	readonly recorded: readonly { readonly name: string; readonly body: string; readonly means: Parsed }[];
}

/** Tests a provider's handler: its recorded payloads, then the cases that people forget. */
export function describeHandler(table: HandlerTable): void {
	describe(`${table.handler.path}: recorded payloads`, () => {
		it.each(table.recorded)('$name', ({ body, means }) => {
			expect(parse(table, body)).toEqual(means);
		});
	});
	describe(`${table.handler.path}: what people forget`, () => {
		describeForgotten(table);
		describeHostile(table);
		describeAnswers(table);
	});
}

function parse(table: HandlerTable, body: string | Buffer, contentType = table.contentType): Parsed {
	const request: GatewayRequest = { body: Buffer.from(body), contentType };
	return table.handler.parse(request, table.route);
}

/** A reason is for logs and metrics: a fixed word, never a part of what was sent. */
function expectOdd(parsed: Parsed): void {
	expect(parsed).toEqual({ is: 'odd', reason: expect.stringMatching(/^[a-z]+(-[a-z]+)*$/) });
}

function describeForgotten(table: HandlerTable): void {
	const plain = table.encode(table.turn);

	it('hears the plain turn, or none of the cases below would prove anything', () => {
		expect(parse(table, plain).is).toBe('turn');
	});
	it.each(['', 'text/plain', 'multipart/form-data; boundary=x', 'application/xml', 'nonsense'])(
		'finds a body that is called "%s" odd, because it may be read wrongly',
		(contentType) => {
			expectOdd(parse(table, plain, contentType));
		},
	);
	it('takes a content type in any case and with a charset, as proxies write it', () => {
		expect(parse(table, plain, `${table.contentType.toUpperCase()} ; charset=UTF-8`)).toEqual(parse(table, plain));
	});
	it.each(['newField', '__proto__', 'constructor', 'toString', ''])(
		'passes over a field named "%s", because gateways add some without notice',
		(name) => {
			expect(parse(table, table.encode([...table.turn, [name, 'x']]))).toEqual(parse(table, plain));
			expect(parse(table, table.encode([[name, 'x'], ...table.turn]))).toEqual(parse(table, plain));
		},
	);
	it('takes the fields in any order', () => {
		expect(parse(table, table.encode([...table.turn].reverse()))).toEqual(parse(table, plain));
	});
	it('finds an empty body odd', () => {
		expectOdd(parse(table, ''));
		expectOdd(parse(table, table.encode([])));
	});
	it('finds a huge body odd', () => {
		expectOdd(parse(table, table.encode([...table.turn, ['filler', 'x'.repeat(1_000_000)]])));
		expectOdd(
			parse(
				table,
				table.encode([...table.turn, ...Array.from({ length: 5_000 }, (_, at) => [`f${at}`, 'x'] as const)]),
			),
		);
	});
	it.each(table.turn)('finds a %s of 10,000 characters odd', (name) => {
		expectOdd(parse(table, table.encode(replace(table.turn, name, '7'.repeat(10_000)))));
	});
	if (!table.canRepeat) return;
	it.each(table.turn)('finds a repeated %s odd, because either could be meant', (name, value) => {
		expectOdd(parse(table, table.encode([...table.turn, [name, value]])));
		expectOdd(parse(table, table.encode([[name, 'other'], ...table.turn])));
	});
}

function describeHostile(table: HandlerTable): void {
	const plain = Buffer.from(table.encode(table.turn));
	const hostile = fc.oneof(
		fc.uint8Array({ maxLength: 600 }).map((bytes) => Buffer.from(bytes)),
		/** A plain turn with one stretch replaced by noise. */
		fc
			.tuple(fc.nat(plain.length), fc.nat(40), fc.uint8Array({ maxLength: 40 }))
			.map(([at, cut, noise]) => Buffer.concat([plain.subarray(0, at), noise, plain.subarray(at + cut)])),
		fc.nat(plain.length).map((at) => plain.subarray(0, at)),
	);

	it('makes something of any bytes, never throws, and gives no reason that quotes them', () => {
		fc.assert(
			fc.property(hostile, (body) => {
				const parsed = parse(table, body);
				if (parsed.is === 'odd') expectOdd(parsed);
				else expect(['turn', 'session-end']).toContain(parsed.is);
			}),
			{ numRuns: 1_000 },
		);
	});
	it('hears the same in the same bytes, however often, so that a repeat is known as one', () => {
		expect(parse(table, plain)).toEqual(parse(table, Buffer.from(plain)));
	});
	it('leaves every object as it was, whatever fields are named', () => {
		const poison: Fields = [
			['__proto__', 'x'],
			['__proto__[polluted]', 'x'],
			['constructor.prototype.polluted', 'x'],
		];
		parse(table, table.encode([...poison, ...table.turn]));
		expect('polluted' in {}).toBe(false);
	});
}

function describeAnswers(table: HandlerTable): void {
	const { answer, acknowledge } = table.handler;

	it('acknowledges with a body, because an empty one ends sessions', () => {
		expect(acknowledge.body.trim()).not.toBe('');
		expect(acknowledge.contentType).toMatch(/^[a-z]+\/[a-z+]+(; charset=utf-8)?$/);
	});
	it('answers any text without a byte order mark or a blank in front, and tells an end from a question', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
				const going = answer({ text, end: false });
				const ending = answer({ text, end: true });
				expect(going.body).toMatch(/^[^\s\uFEFF]/);
				expect(ending.body).not.toBe(going.body);
			}),
		);
	});
}

function replace(fields: Fields, name: string, value: string): Fields {
	return fields.map((field) => (field[0] === name ? [name, value] : field));
}
