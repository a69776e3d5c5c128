import type { GatewayHandler, GatewayRequest, Parsed } from '../../../src/channels/channel.ts';

export type Fields = readonly (readonly [name: string, value: string])[];

/** A request of one kind that a handler understands. */
export interface PlainRequest {
	/** Such as `a turn`; stands in the names of tests. */
	readonly name: string;
	readonly is: Parsed['is'];
	/** Fields that the handler reads; the values of those that tell persons or messages apart stand in no other. */
	readonly fields: Fields;
	/** With its `?`; left out where the address has none. */
	readonly query?: string;
	/** Fields without which it is odd; it is understood without any other. */
	readonly needs: readonly string[];
	/** Field of what a person wrote, which must be heard exactly or not at all. */
	readonly text?: string;
	/** Field of a word from the provider's open set, and the shape of words that it may bring tomorrow. */
	readonly word?: { readonly field: string; readonly like: RegExp };
}

/** A payload shape that was recorded, and what it means. */
export interface RecordedPayload {
	readonly name: string;
	readonly body: string;
	/** With its `?`. */
	readonly query?: string;
	readonly means: Parsed;
}

/** All that the runner must know of one handler. */
export interface HandlerTable {
	readonly handler: GatewayHandler;
	readonly route: { readonly serviceCode: string };
	/** Without parameters. */
	readonly contentType: string;
	/** Writes fields as the provider does. */
	readonly encode: (fields: Fields) => string;
	/** Whether the wire format can hold a field twice, as forms can and JSON cannot. */
	readonly canRepeat: boolean;
	/** One of each kind that the handler understands; the first is the one that comes most. */
	readonly plain: readonly [PlainRequest, ...PlainRequest[]];
	readonly recorded?: readonly RecordedPayload[];
	/** Fields that are read, and that something else bounds. */
	readonly boundless?: readonly string[];
	/** Where the provider signs: the one header that it sends for a body at a path with its query. */
	readonly sign?: (target: string, body: Buffer) => Readonly<Record<string, string>>;
	/** Keys and tokens behind the handler, which no log may show. */
	readonly secrets?: readonly string[];
}

/** Last part of the address on which all tables are served. */
export const routeSecret = 'runner-s3cret_0123456789ab';

export function targetOf({ handler }: HandlerTable, query = ''): string {
	return `/channels/${handler.path}/${routeSecret}${query}`;
}

/** Which form a request takes on the wire, where it is not the plain one. */
export interface Wire {
	readonly body: string | Buffer;
	readonly query?: string | undefined;
	readonly contentType?: string;
}

/** A request as its provider would send it, signed where it signs. */
export function requestOf(table: HandlerTable, wire: Wire): GatewayRequest {
	const body = Buffer.from(wire.body);
	const target = targetOf(table, wire.query);
	return {
		body,
		contentType: wire.contentType ?? table.contentType,
		target,
		headers: table.sign?.(target, body) ?? {},
	};
}

export function plainRequest(table: HandlerTable, { fields, query }: PlainRequest): GatewayRequest {
	return requestOf(table, { body: table.encode(fields), query });
}

export function parseWire(table: HandlerTable, wire: Wire): Parsed {
	return table.handler.parse(requestOf(table, wire), table.route);
}

/** A plain request with other fields. */
export function parseFields(table: HandlerTable, plain: PlainRequest, fields: Fields = plain.fields): Parsed {
	return parseWire(table, { body: table.encode(fields), query: plain.query });
}

/** Not understood, and the reason is a fixed word for logs and metrics, never a part of what was sent. */
export function expectRefused(table: HandlerTable, parsed: Parsed): void {
	const reason: unknown = expect.stringMatching(/^[a-z]+(-[a-z]+)*$/);
	expect(parsed).toEqual({ is: isForged(table, parsed) ? 'forged' : 'odd', reason });
}

function isForged(table: HandlerTable, parsed: Parsed): boolean {
	return table.sign !== undefined && parsed.is === 'forged';
}

export function without(fields: Fields, name: string): Fields {
	return fields.filter((field) => field[0] !== name);
}

export function replaced(fields: Fields, name: string, value: string): Fields {
	return fields.map((field) => (field[0] === name ? [name, value] : field));
}
