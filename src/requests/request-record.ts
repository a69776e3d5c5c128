import { z } from 'zod';
import type { Country, RequestKind, RequestState } from '../conversation/index.ts';
import { dayOf } from '../shared/clock.ts';
import { ServiceError } from '../shared/errors.ts';
import { type Asked, REQUEST_STATES, type RequestAct } from './request.ts';

/** Kind of the records of requests; and of what a person says of theirs later, each a record of its own that a turn can leave. */
export const REQUEST_RECORD = 'request';
export const SAID_RECORD = 'request-said';

/** A versioned document as the store keeps it. */
export interface Row {
	readonly kind: string;
	readonly id: string;
	readonly revision: number;
	readonly state: string;
	readonly day: string;
	readonly body: Uint8Array;
}

/** What is needed of the vault. */
export interface RequestVault {
	readonly index: (purpose: 'code' | 'pin', value: string) => string;
	readonly sealFor: (service: 'request', place: SealedAt, plain: string) => Uint8Array;
	readonly openFor: (service: 'request', place: SealedAt, sealed: Uint8Array) => string;
}

/** Where a value is sealed. */
export interface SealedAt {
	readonly collection: string;
	readonly field: string;
	readonly id: string;
}

/** Everything of a request that its record holds. */
export interface Kept {
	readonly asked: Asked;
	readonly acts: readonly RequestAct[];
}

const countries = z.enum(['CI', 'GH'] satisfies Country[]);
const kinds = z.enum(['person', 'question', 'news'] satisfies RequestKind[]);

/** What stands open beside a record's state. */
const openPart = z.strictObject({
	kind: kinds,
	country: countries,
	askedDay: z.iso.date(),
	ref: z.string().exactOptional(),
	topic: z.string().exactOptional(),
	/** Blind index (`pin`); '' once it is erased. */
	pinIndex: z.string(),
	/** Base64; '' once it is erased. */
	sealed: z.base64(),
});

export type OpenPart = z.infer<typeof openPart>;

const act = z.strictObject({
	type: z.enum([
		'sent',
		'accepted',
		'declined',
		'answered',
		'told',
		'done',
		'not-solved',
	] satisfies RequestAct['type'][]),
	at: z.number(),
	by: z.string().exactOptional(),
	words: z.string().exactOptional(),
	id: z.string().exactOptional(),
});

const sealedPart = z.strictObject({
	code: z.string(),
	route: z.string(),
	language: z.string(),
	words: z.string().exactOptional(),
	recorded: z.strictObject({ recording: z.string(), seconds: z.number() }).exactOptional(),
	number: z.string().exactOptional(),
	acts: z.array(act),
});

/** Ids of all requests of one code begin with this: two that drew one code are both kept, and their PINs tell them apart. */
export const beginningOf = (vault: Pick<RequestVault, 'index'>, code: string): string =>
	`${vault.index('code', code)}.`;

/** Bound to the code rather than to a record, so that it is made once whether or not there is one. */
export const pinIndexOf = (vault: Pick<RequestVault, 'index'>, code: string, pin: string): string =>
	vault.index('pin', `request|${code}|${pin}`);

export const sealedAt = (kind: string, id: string): SealedAt => ({ collection: 'records', field: kind, id });

/** Id of the record of a request. `id`: random, 128 bits in base64url. */
export const requestIdOf = (
	vault: Pick<RequestVault, 'index'>,
	{ code, id }: { readonly code: string; readonly id: string },
): string => `${beginningOf(vault, code)}${id}`;

/** The record of a request as it is asked. */
export function requestRow(
	vault: RequestVault,
	asked: Asked,
	{ id, pin, at }: { readonly id: string; readonly pin: string; readonly at: number },
): Row {
	const rowId = requestIdOf(vault, { code: asked.code, id });
	const pinIndex = pinIndexOf(vault, asked.code, pin);
	return rowOf(vault, rowId, { asked, acts: [] }, { pinIndex, revision: 1, state: 'asked', at });
}

/** A request's record after a change. */
export function rowOf(
	vault: RequestVault,
	id: string,
	{ asked, acts }: Kept,
	of: { readonly pinIndex: string; readonly revision: number; readonly state: RequestState; readonly at: number },
): Row {
	const { kind, country, askedDay, ref, topic, ...personal } = asked;
	const sealed = vault.sealFor('request', sealedAt(REQUEST_RECORD, id), JSON.stringify({ ...personal, acts }));
	const open = {
		kind,
		country,
		askedDay,
		...(ref === undefined ? {} : { ref }),
		...(topic === undefined ? {} : { topic }),
	};
	const body = { ...open, pinIndex: of.pinIndex, sealed: Buffer.from(sealed).toString('base64') };
	return { kind: REQUEST_RECORD, id, revision: of.revision, state: of.state, day: dayOf(of.at), body: bytesOf(body) };
}

/** The same record without anything that tells of a person; what was asked for is still counted. */
export function erasedRow(row: Row, at: number): Row {
	const body = bytesOf({ ...openPartOf(row), pinIndex: '', sealed: '' });
	return { ...row, revision: row.revision + 1, state: 'done', day: dayOf(at), body };
}

/** @throws {ServiceError} `request-unreadable` when it is not what was written. */
export function openPartOf({ body }: Row): OpenPart {
	return parsed(openPart, new TextDecoder().decode(body));
}

/**
 * What a record holds, opened; `undefined` once it is erased.
 * @throws {ServiceError} `request-unreadable`; errors of the vault as they come.
 */
export function openRow(vault: RequestVault, row: Row): Kept | undefined {
	const { pinIndex: _, sealed, ...open } = openPartOf(row);
	if (sealed === '') return undefined;
	const at = sealedAt(REQUEST_RECORD, row.id);
	const { acts, ...personal } = parsed(sealedPart, vault.openFor('request', at, Buffer.from(sealed, 'base64')));
	return { asked: { ...open, ...personal }, acts };
}

export const stateOf = ({ state }: Row): RequestState => {
	const known = REQUEST_STATES.find((one) => one === state);
	if (known === undefined) throw unreadable();
	return known;
};

/** What a person says of their request, beside it: a turn may only begin records. `id`: derived from the turn's. */
export function saidRow(
	vault: RequestVault,
	requestId: string,
	said: { readonly id: string; readonly type: 'done' | 'not-solved'; readonly at: number },
): Row {
	const id = `${requestId}.${said.id}`;
	const { type, at } = said;
	const body = vault.sealFor('request', sealedAt(SAID_RECORD, id), JSON.stringify({ type, at, id: said.id }));
	return { kind: SAID_RECORD, id, revision: 1, state: '', day: dayOf(at), body };
}

/** @throws {ServiceError} `request-unreadable`; errors of the vault as they come. */
export function openSaid(vault: RequestVault, { id, body }: Row): RequestAct {
	return parsed(act, vault.openFor('request', sealedAt(SAID_RECORD, id), body));
}

const bytesOf = (value: object): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

/** @throws {ServiceError} `request-unreadable`; it tells nothing of what was there. */
export function parsed<Schema extends z.ZodType>(schema: Schema, text: string): z.output<Schema> {
	try {
		const read = schema.safeParse(JSON.parse(text));
		if (read.success) return read.data;
	} catch {
		// The parser's own message would quote the text.
	}
	throw unreadable();
}

function unreadable(): ServiceError {
	return new ServiceError(
		'request-unreadable',
		'a stored request is not of a known shape',
		'A request cannot be read.',
	);
}
