import type { z } from 'zod';
import { ServiceError } from '../shared/errors.ts';
import type { ApiKey } from './keys.ts';
import { ApiError, type FieldError } from './problem.ts';
import type { Scope } from './scopes.ts';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** What a handler is given beside what was asked. */
export interface Context {
	readonly caller: ApiKey;
	/**
	 * The same for every try of one request with an Idempotency-Key, else new. A handler that makes something takes it as its id, and
	 * one that changes something keeps it with the change: it then finds by it that an earlier try, which was cut off, did the work.
	 */
	readonly operation: string;
	/** ETags of `If-Match`; empty where the endpoint is no edit. */
	readonly ifMatch: readonly string[];
}

/** What a handler gives back. */
export interface Outcome<Body> {
	readonly body: Body;
	/** Becomes the ETag. */
	readonly revision?: number;
	/** Path below `/api/v1` of what was made. */
	readonly location?: string;
}

interface Shape<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType, Answer extends z.ZodType> {
	/** Unique; the operation's id in the document, and the action in the audit log. */
	readonly id: string;
	readonly method: Method;
	/** Below `/api/v1`, with `{name}` for parameters. */
	readonly path: `/${string}`;
	/** What a key needs; `any` for every valid key. */
	readonly scope: Scope | 'any';
	readonly summary: string;
	/** Of the answer. */
	readonly status: 200 | 201 | 202 | 204;
	/** It changes something that has a revision: `If-Match` is needed. */
	readonly edits?: true;
	readonly params?: Params;
	/** Absent: it takes none. */
	readonly query?: Query;
	/** Absent: it takes none. */
	readonly body?: Body;
	/** What leaves; fields that are not in it do not. Absent for 204. */
	readonly answer?: Answer;
	readonly handle: (
		asked: { readonly params: z.output<Params>; readonly query: z.output<Query>; readonly body: z.output<Body> },
		context: Context,
	) => Promise<Outcome<z.input<Answer>>>;
}

/** What of a request an endpoint reads, not yet checked. */
export interface Asked {
	readonly params: unknown;
	readonly query: unknown;
	readonly body: unknown;
}

/** An endpoint as the mount and the document see it. */
export interface Endpoint extends Omit<Shape<z.ZodObject, z.ZodObject, z.ZodType, z.ZodType>, 'handle'> {
	/**
	 * Checks what was asked and gives what does it; nothing has happened by then.
	 * @throws {ApiError} `request-invalid`, naming fields and no value.
	 */
	readonly read: (asked: Asked) => (context: Context) => Promise<Outcome<unknown>>;
}

/** Declares an endpoint: checked, mounted and documented from the same schemas. */
export function endpoint<
	Params extends z.ZodObject = z.ZodObject<Record<never, never>>,
	Query extends z.ZodObject = z.ZodObject<Record<never, never>>,
	Body extends z.ZodType = z.ZodUndefined,
	Answer extends z.ZodType = z.ZodUndefined,
>({ handle, ...shape }: Shape<Params, Query, Body, Answer>): Endpoint {
	const read: Endpoint['read'] = (asked) => {
		const params = checked(shape.params, asked.params, 'params') as z.output<Params>;
		const query = checked(shape.query, asked.query, 'query') as z.output<Query>;
		const body = checked(shape.body, asked.body, 'body') as z.output<Body>;
		return async (context) => {
			const { body: given, ...outcome } = await handle({ params, query, body }, context);
			const left = shape.answer?.safeParse(given);
			if (left?.success === false)
				throw new ServiceError('answer-invalid', `${shape.id} does not answer as declared`, 'An error of ours.');
			return { ...outcome, body: left?.data };
		};
	};
	return { ...shape, read };
}

function checked(schema: z.ZodType | undefined, value: unknown, part: string): unknown {
	if (schema === undefined) {
		if (value === undefined || isEmpty(value)) return value;
		throw invalid([{ pointer: `/${part}`, code: 'unrecognized_keys' }]);
	}
	const read = schema.safeParse(value);
	if (read.success) return read.data;
	throw invalid(
		read.error.issues.slice(0, mostErrors).map(({ path, code }) => ({ pointer: pointerOf(part, path), code })),
	);
}

/** Fields that one answer complains of at most. */
const mostErrors = 20;

function invalid(fields: readonly FieldError[]): ApiError {
	return new ApiError(
		'request-invalid',
		'Compare the request with /api/v1/openapi.json; `errors` names what is wrong.',
		fields,
	);
}

function isEmpty(value: unknown): boolean {
	return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

/** Names of ours are told back, whatever else a caller sent is not. */
function pointerOf(part: string, path: readonly PropertyKey[]): string {
	const told = path.map((step) => (/^(?:[A-Za-z]{1,40}|\d{1,4})$/.test(String(step)) ? String(step) : '*'));
	return ['', part, ...told].join('/');
}
