import fc from 'fast-check';
import type { GatewayHandler, GatewayRequest, Parsed } from '../../../src/channels/channel.ts';

export const formType = 'application/x-www-form-urlencoded';
export type Fields = Readonly<Record<string, string>>;

export function requestOf(fields: Fields | string | Buffer, target?: string, contentType = formType): GatewayRequest {
	const body = Buffer.isBuffer(fields) ? fields : Buffer.from(new URLSearchParams(fields).toString());
	return { body, contentType, ...(target === undefined ? {} : { target }) };
}

export interface Forgotten {
	readonly handler: GatewayHandler;
	readonly serviceCode: string;
	/** A plain callback with every field that is read. */
	readonly plain: Fields;
	/** What it is, and what noise in its bytes may make of it. */
	readonly is: readonly Parsed['is'][];
}

/** The cases that people forget, for callbacks that are no USSD turn. */
export function describeForgotten({ handler, serviceCode, plain, is }: Forgotten): void {
	const parse = (fields: Fields | string | Buffer, contentType = formType): Parsed =>
		handler.parse(requestOf(fields, undefined, contentType), { serviceCode });
	const expectOdd = (parsed: Parsed): void =>
		expect(parsed).toEqual({ is: 'odd', reason: expect.stringMatching(/^[a-z]+(-[a-z]+)*$/) });
	const body = Buffer.from(new URLSearchParams(plain).toString());

	describe(`${handler.path}: what people forget`, () => {
		it('understands the plain callback, or none of the cases below would prove anything', () => {
			expect(parse(plain).is).toBe(is[0]);
		});
		it.each(['', 'text/plain', 'application/json'])('finds a body that is called "%s" odd', (contentType) => {
			expectOdd(parse(plain, contentType));
		});
		it.each(['newField', '__proto__', 'constructor', ''])('passes over a field named "%s"', (name) => {
			expect(parse(`${body.toString()}&${name}=x`)).toEqual(parse(plain));
		});
		it('takes the fields in any order', () => {
			expect(parse(Object.fromEntries(Object.entries(plain).reverse()))).toEqual(parse(plain));
		});
		it.each(Object.keys(plain))('finds a repeated %s odd, because either could be meant', (name) => {
			expectOdd(parse(`${body.toString()}&${name}=7`));
		});
		it.each(Object.keys(plain))('finds a %s of 10,000 characters odd', (name) => {
			expectOdd(parse({ ...plain, [name]: '7'.repeat(10_000) }));
		});
		it('finds an empty body and a huge one odd', () => {
			expectOdd(parse(''));
			expectOdd(parse({ ...plain, filler: 'x'.repeat(100_000) }));
		});
		it('makes something of any bytes, never throws, and gives no reason that quotes them', () => {
			const noisy = fc
				.tuple(fc.nat(body.length), fc.nat(40), fc.uint8Array({ maxLength: 40 }))
				.map(([at, cut, noise]) => Buffer.concat([body.subarray(0, at), noise, body.subarray(at + cut)]));
			fc.assert(
				fc.property(noisy, (bytes) => {
					const parsed = parse(bytes);
					if (parsed.is === 'odd') expectOdd(parsed);
					else expect(is).toContain(parsed.is);
				}),
				{ numRuns: 500 },
			);
		});
		it('acknowledges with a body', () => {
			expect(handler.acknowledge.body).not.toBe('');
			expect(handler.acknowledge.status).toBeUndefined();
		});
	});
}
