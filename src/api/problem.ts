import { z } from 'zod';
import { codeOf, ServiceError } from '../shared/errors.ts';

/** Everything that can go wrong for a caller: its status, and a title that never changes with the occurrence. */
const problems = {
	'request-invalid': [400, 'The request does not fit its description'],
	'request-malformed': [400, 'The request cannot be read'],
	'cursor-invalid': [400, 'The cursor is not one of this list'],
	'idempotency-key-missing': [400, 'This request needs an Idempotency-Key'],
	'key-refused': [401, 'A valid key is needed'],
	'scope-missing': [403, 'The key does not allow this'],
	'not-found': [404, 'There is nothing here'],
	'method-not-allowed': [405, 'This method is not for this path'],
	'not-acceptable': [406, 'Answers are JSON'],
	conflict: [409, 'Something stands against this'],
	'request-under-way': [409, 'The same request is under way'],
	'revision-stale': [412, 'It was changed meanwhile'],
	'body-too-large': [413, 'The body is too large'],
	'media-type-unsupported': [415, 'Bodies are JSON, uncompressed'],
	'idempotency-key-reused': [422, 'The Idempotency-Key was used for another request'],
	'revision-missing': [428, 'This request needs If-Match'],
	'too-many-requests': [429, 'Too many requests'],
	'store-unavailable': [503, 'The service is unavailable for a moment'],
	'audit-unavailable': [503, 'What cannot be audited is not done'],
	'internal-error': [500, 'An error of ours'],
} as const satisfies Readonly<Record<string, readonly [number, string]>>;

export type ProblemCode = keyof typeof problems;

/** Seconds after which to ask again, where that may help. */
const RETRY_AFTER_SECONDS = 5;

/** RFC 9457, with our stable `code`, and what is wrong with which field. */
export const problemSchema = z
	.object({
		type: z.string(),
		title: z.string(),
		status: z.int(),
		code: z.string().meta({ description: 'Stable; decide by this.' }),
		detail: z.string().meta({ description: 'A sentence for people; may change.' }),
		errors: z.array(z.object({ pointer: z.string(), code: z.string() })).optional(),
	})
	.meta({ id: 'Problem', description: 'Problem details, RFC 9457' });

export type Problem = z.output<typeof problemSchema>;

/** A field that is wrong: a JSON pointer from `body`, `query` or `params`, and zod's code for why. */
export interface FieldError {
	readonly pointer: string;
	readonly code: string;
}

/** A refusal that a caller can do something about. Its sentence quotes nothing of the request. */
export class ApiError extends ServiceError {
	override readonly name = 'ApiError';
	readonly fields: readonly FieldError[];

	constructor(code: ProblemCode, forStaff: string, fields: readonly FieldError[] = []) {
		super(code, code, forStaff);
		this.fields = fields;
	}
}

export function statusOf(code: ProblemCode): number {
	return problems[code][0];
}

/** Titles by status; of a status that several problems have, that of the most common. */
export function problemTitles(): ReadonlyMap<number, string> {
	return new Map(
		Object.values(problems)
			.map(([status, title]) => [status, title] as const)
			.reverse(),
	);
}

/** What a caller is told of anything that was thrown: of what is not ours to tell, nothing but that it happened. */
export function problemOf(error: unknown): Problem {
	const code = knownCode(error);
	const [status, title] = problems[code];
	const detail = status < 500 && error instanceof ServiceError ? error.forStaff : `${title}.`;
	const fields = error instanceof ApiError ? error.fields : [];
	return {
		type: `urn:problem-type:kasakuma:${code}`,
		title,
		status,
		code,
		detail,
		...(fields.length === 0 ? {} : { errors: [...fields] }),
	};
}

/** Headers that go with a problem. */
export function problemHeaders({ status }: Pick<Problem, 'status'>): Readonly<Record<string, string>> {
	if (status === 401) return { 'WWW-Authenticate': 'Bearer realm="kasakuma"' };
	return status === 503 ? { 'Retry-After': String(RETRY_AFTER_SECONDS) } : {};
}

function knownCode(error: unknown): ProblemCode {
	const code = codeOf(error);
	if (error instanceof ServiceError) return Object.hasOwn(problems, code) ? (code as ProblemCode) : 'internal-error';
	/** What Express's reader of bodies throws. */
	const { status } = Object(error) as { status?: unknown };
	if (status === 413) return 'body-too-large';
	if (status === 415) return 'media-type-unsupported';
	return typeof status === 'number' && status >= 400 && status < 500 ? 'request-malformed' : 'internal-error';
}
