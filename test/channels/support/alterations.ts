import fc from 'fast-check';
import type { GatewayRequest } from '../../../src/channels/channel.ts';
import { type Fields, type HandlerTable, type PlainRequest, plainRequest } from './handler-table.ts';

/** A signed request, taken apart. */
interface Parts {
	readonly target: string;
	readonly fields: Fields;
	readonly contentType: string;
	readonly header: string;
	readonly signature: string | readonly string[] | undefined;
}

/** What an alteration draws: where, how far, and what it puts in. */
interface Drawn {
	readonly at: number;
	readonly other: number;
	readonly noise: string;
}

type Alter = (parts: Parts, drawn: Drawn) => Parts;

const onField =
	(alter: (field: readonly [string, string], drawn: Drawn, fields: Fields) => Fields): Alter =>
	(parts, drawn) => {
		const place = drawn.at % parts.fields.length;
		const field = parts.fields[place];
		if (field === undefined) return parts;
		const fields = parts.fields.flatMap((one, at) => (at === place ? alter(field, drawn, parts.fields) : [one]));
		return { ...parts, fields };
	};

/** As signers sort them. */
const sortedFields = ({ fields }: Parts): Fields => [...fields].sort(([one], [two]) => (one < two ? -1 : 1));

/** Moves some characters over the border between two neighbours of what was signed. */
const moveBorder =
	(forwards: boolean): Alter =>
	(parts, { at, other }) => {
		const sorted = sortedFields(parts);
		const pieces = sorted.flat();
		const place = at % (pieces.length - 1);
		const [left = '', right = ''] = [pieces[place], pieces[place + 1]];
		const moved = 1 + (other % 12);
		if (forwards) pieces.splice(place, 2, left.slice(0, -moved), left.slice(-moved) + right);
		else pieces.splice(place, 2, left + right.slice(0, moved), right.slice(moved));
		return { ...parts, fields: pairs(pieces) };
	};

const pairs = (pieces: readonly string[]): Fields =>
	pieces.flatMap((piece, at) => (at % 2 === 0 ? [[piece, pieces[at + 1] ?? ''] as const] : []));

/** Hides a field in the value of the one before it, or in its name. */
const hide: Alter = (parts, { at, other }) => {
	const sorted = sortedFields(parts);
	const place = 1 + (at % (sorted.length - 1));
	const [before, hidden] = [sorted[place - 1], sorted[place]];
	if (before === undefined || hidden === undefined) return parts;
	const merged = other % 2 === 0 ? [before[0], before[1] + hidden.join('')] : [before.join('') + hidden[0], hidden[1]];
	return { ...parts, fields: [...sorted.slice(0, place - 1), ...pairs(merged), ...sorted.slice(place + 1)] };
};

function cutTarget({ target }: Parts, other: number): { readonly target: string; readonly tail: string } {
	const cut = target.length - (1 + (other % 6));
	return { target: target.slice(0, cut), tail: target.slice(cut) };
}

const otherCase = (text: string): string => (text === text.toUpperCase() ? text.toLowerCase() : text.toUpperCase());
const text = ({ signature }: Parts): string => (typeof signature === 'string' ? signature : '');

/** Everything that somebody may do to a request whose key he does not have. */
const alterations: Readonly<Record<string, Alter>> = {
	'a value longer': onField(([name, value], { noise }) => [[name, value + noise]]),
	'a value shorter': onField(([name, value], { other }) => [[name, value.slice(0, other % (value.length + 1))]]),
	'another value': onField(([name], { noise }) => [[name, noise]]),
	"another field's value": onField(([name], { other }, fields) => [[name, fields[other % fields.length]?.[1] ?? '']]),
	'a value in other case': onField(([name, value]) => [[name, otherCase(value)]]),
	'no field': onField(() => []),
	'a field more': onField((field, { noise }) => [field, [noise, noise]]),
	'a field twice': onField((field, { noise }) => [field, [field[0], noise]]),
	'a field twice the same': onField((field) => [field, field]),
	'another name': onField(([name, value], { noise }) => [[name + noise, value]]),
	'a name in other case': onField(([name, value]) => [[otherCase(name), value]]),
	'name and value in one': onField(([name, value]) => [[name + value, '']]),
	'a field cut in two': onField(([name, value], { at, other }) => {
		const capitals = [...value.matchAll(/[A-Z]/g)].map(({ index }) => index);
		const start = capitals[at % Math.max(1, capitals.length)] ?? 0;
		const end = start + 1 + (other % 8);
		return pairs([name, value.slice(0, start), value.slice(start, end), value.slice(end)]);
	}),
	'a border moved on': moveBorder(true),
	'a border moved back': moveBorder(false),
	'a field hidden': hide,
	'another order': (parts, { at }) => ({ ...parts, fields: [...parts.fields.slice(at), ...parts.fields.slice(0, at)] }),
	'another address': (parts, { noise }) => ({ ...parts, target: parts.target + noise }),
	'another query': (parts, { other }) => ({
		...parts,
		target: `${parts.target}${parts.target.includes('?') ? '&' : '?'}turn=${other}`,
	}),
	'a shorter address': (parts, { other }) => ({ ...parts, target: parts.target.slice(0, -1 - (other % 12)) }),
	'the end of the address in a name': (parts, { other }) => {
		const { target, tail } = cutTarget(parts, other);
		const [first, ...rest] = sortedFields(parts);
		return { ...parts, target, fields: [[tail + (first?.[0] ?? ''), first?.[1] ?? ''], ...rest] };
	},
	'the end of the address as a field': (parts, { other }) => {
		const { target, tail } = cutTarget(parts, other);
		return { ...parts, target, fields: [[tail, ''], ...parts.fields] };
	},
	'a field in the address': (parts) => {
		const [first, ...fields] = sortedFields(parts);
		return { ...parts, target: parts.target + (first?.join('') ?? ''), fields };
	},
	'another content type': (parts, { noise }) => ({ ...parts, contentType: parts.contentType + noise }),
	'no signature': (parts) => ({ ...parts, signature: undefined }),
	'half a signature': (parts, { other }) => ({ ...parts, signature: text(parts).slice(0, other % text(parts).length) }),
	'a wrong signature': (parts, { at, other }) => {
		const signature = text(parts);
		const place = at % signature.length;
		const digit = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/='.charAt(other % 65);
		return { ...parts, signature: signature.slice(0, place) + digit + signature.slice(place + 1) };
	},
	'a signature in other case': (parts) => ({ ...parts, signature: otherCase(text(parts)) }),
	'a signature with more': (parts, { noise }) => ({ ...parts, signature: text(parts) + noise }),
	'two signatures': (parts) => ({ ...parts, signature: [text(parts), text(parts)] }),
	'two signatures in one': (parts) => ({ ...parts, signature: `${text(parts)}, ${text(parts)}` }),
	"somebody else's signature": (parts, { noise }) => ({ ...parts, signature: [noise, text(parts)] }),
};

/** A request that is signed, and was then altered once or twice by somebody without the key. */
export function alteredRequests(
	table: HandlerTable,
	plain: PlainRequest,
): fc.Arbitrary<{ readonly how: readonly string[]; readonly request: GatewayRequest }> {
	const { target = '', contentType, headers = {} } = plainRequest(table, plain);
	const [header = ''] = Object.keys(headers);
	const signature = headers[header];
	if (typeof signature !== 'string') throw new Error('not signed');
	const whole: Parts = { target, fields: plain.fields, contentType, header, signature };
	const noise = fc.oneof(fc.string({ minLength: 1, maxLength: 12 }), fc.constantFrom('x', 'X', '1', 'From', 'To', ' '));
	const drawn = fc.record({ at: fc.nat(5_000), other: fc.nat(5_000), noise });
	const step = fc.tuple(fc.constantFrom(...Object.keys(alterations)), drawn);
	return fc.array(step, { minLength: 1, maxLength: 2 }).map((steps) => ({
		how: steps.map(([name]) => name),
		request: requestFrom(
			table,
			steps.reduce((parts, [name, draws]) => alterations[name]?.(parts, draws) ?? parts, whole),
		),
	}));
}

function requestFrom(table: HandlerTable, { target, fields, contentType, header, signature }: Parts): GatewayRequest {
	const headers =
		signature === undefined ? {} : { [header]: typeof signature === 'string' ? signature : [...signature] };
	return { target, contentType, body: Buffer.from(table.encode(fields)), headers };
}
