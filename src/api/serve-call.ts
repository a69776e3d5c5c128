import { errorFields } from '../shared/log.ts';
import type { Audit, AuditEntry } from './audit.ts';
import type { Context, Endpoint, Outcome } from './endpoint.ts';
import { etagOf, readIfMatch } from './etag.ts';
import type { Idempotency, Result } from './idempotency.ts';
import type { ApiKey } from './keys.ts';
import { ApiError, problemHeaders, problemOf } from './problem.ts';

/** Where the API begins. */
export const apiPrefix = '/api/v1';

export const jsonType = 'application/json; charset=utf-8';
export const problemType = 'application/problem+json; charset=utf-8';

/** One request to an endpoint, authorised and read, not yet checked. */
export interface ApiCall {
	readonly caller: ApiKey;
	/** As it was asked for, below `/api/v1`, without its query. */
	readonly path: string;
	readonly params: unknown;
	readonly query: unknown;
	readonly body: unknown;
	readonly ifMatch: string | undefined;
	readonly ifNoneMatch: string | undefined;
	readonly idempotencyKey: string | undefined;
}

export interface ServeParts {
	readonly audit: Audit;
	readonly idempotency: Idempotency;
	/** A write happened, or may have, and its outcome is not in the audit log. */
	readonly auditIncomplete: (error: ReturnType<typeof errorFields>) => void;
}

/**
 * Answers one request. What writes is audited: as intent before anything is done, with its outcome after.
 * @throws whatever is to become a problem.
 */
export async function serveCall(endpoint: Endpoint, call: ApiCall, parts: ServeParts): Promise<Result> {
	const act = endpoint.read(call);
	const ifMatch = endpoint.edits === undefined ? [] : readIfMatch(call.ifMatch);
	if (endpoint.method === 'get') {
		const outcome = await act({ caller: call.caller, operation: '', ifMatch });
		return unlessKnown(call, resultOf(endpoint, outcome));
	}
	if (endpoint.method === 'post' && call.idempotencyKey === undefined)
		throw new ApiError('idempotency-key-missing', 'Send a new random Idempotency-Key, the same with every retry.');
	const asked = { caller: call.caller.id, key: call.idempotencyKey, request: requestOf(endpoint, call) };
	const { result, again } = await parts.idempotency.once(asked, (operation) => {
		const context = { caller: call.caller, operation, ifMatch };
		return audited(entryOf(endpoint, call, { operation, audit: parts.audit }), parts, () =>
			settled(endpoint, () => act(context)),
		);
	});
	return again ? { ...result, headers: { ...result.headers, 'Idempotency-Replayed': 'true' } } : result;
}

/** A problem as an answer. */
export function problemResult(error: unknown): Result {
	const problem = problemOf(error);
	const headers = { 'Content-Type': problemType, ...problemHeaders(problem) };
	return { status: problem.status, headers, body: JSON.stringify(problem) };
}

function resultOf({ status }: Endpoint, { body, revision, location }: Outcome<unknown>): Result {
	const headers = {
		...(body === undefined ? {} : { 'Content-Type': jsonType }),
		...(revision === undefined ? {} : { ETag: etagOf(revision) }),
		...(location === undefined ? {} : { Location: `${apiPrefix}${location}` }),
	};
	return { status, headers, body: body === undefined ? '' : JSON.stringify(body) };
}

/** What the caller has already need not be sent again. */
function unlessKnown({ ifNoneMatch }: ApiCall, result: Result): Result {
	const etag = result.headers['ETag'];
	const known = ifNoneMatch?.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
	if (etag === undefined || known?.includes(etag) !== true) return result;
	return { status: 304, headers: { ETag: etag }, body: '' };
}

function requestOf({ id }: Endpoint, { path, body, query, ifMatch }: ApiCall): string {
	return JSON.stringify([id, path, query, body ?? null, ifMatch ?? null]);
}

function entryOf(
	{ id }: Endpoint,
	call: ApiCall,
	{ operation, audit }: Pick<Context, 'operation'> & { readonly audit: Audit },
): AuditEntry {
	const change = audit.digest(JSON.stringify(call.body ?? null));
	return { actor: call.caller.id, action: id, target: call.path, operation, change };
}

/** A refusal of the handler is a result like another: it is kept, and a repeat hears it again. */
async function settled(endpoint: Endpoint, act: () => Promise<Outcome<unknown>>): Promise<Result> {
	try {
		return resultOf(endpoint, await act());
	} catch (error) {
		const refusal = problemResult(error);
		if (refusal.status >= 500) throw error;
		return refusal;
	}
}

async function audited(
	entry: AuditEntry,
	{ audit, auditIncomplete }: ServeParts,
	act: () => Promise<Result>,
): Promise<Result> {
	await audit.intend(entry);
	const conclude = (step: 'done' | 'refused' | 'failed') =>
		audit.conclude(entry, step).catch((error: unknown) => auditIncomplete(errorFields(error)));
	try {
		const result = await act();
		await conclude(result.status < 400 ? 'done' : 'refused');
		return result;
	} catch (error) {
		await conclude('failed');
		throw error;
	}
}
