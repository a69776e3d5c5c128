import express, {
	type ErrorRequestHandler,
	type Request,
	type RequestHandler,
	type Response,
	type Router,
} from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import type { Endpoint } from './endpoint.ts';
import type { Result } from './idempotency.ts';
import type { ApiKey, ApiKeys } from './keys.ts';
import { documentOf } from './openapi.ts';
import { ApiError } from './problem.ts';
import { bodyBytesMost, readBody } from './read-body.ts';
import { allows } from './scopes.ts';
import { apiPrefix, jsonType, problemResult, type ServeParts, serveCall } from './serve-call.ts';

const documentPath = `${apiPrefix}/openapi.json`;

export interface ApiObserver extends Pick<ServeParts, 'auditIncomplete'> {
	/** A caller was told of a problem. `error` is for its code; its message may quote a person. */
	readonly refused: (status: number, error: unknown) => void;
}

export interface MountParts extends Pick<ServeParts, 'audit' | 'idempotency'> {
	readonly endpoints: readonly Endpoint[];
	readonly keys: ApiKeys;
	readonly observer: ApiObserver;
	/** Requests a minute: of one key, and twice as many of one address, keys or none. Each instance counts by itself. */
	readonly perMinute: number;
}

/**
 * Mounts endpoints below `/api/v1`, each private to keys with its scope, and their document, which is public. No header lets another
 * origin's pages in (CORS), and OPTIONS is answered like any method that is not there.
 */
export function mountApi({ endpoints, keys, observer, perMinute, ...rest }: MountParts): Router {
	const router = express.Router({ caseSensitive: true, strict: true });
	const callers = new WeakMap<Request, ApiKey>();
	const parts: ServeParts = { ...rest, auditIncomplete: observer.auditIncomplete };
	router.use(
		apiPrefix,
		limited(2 * perMinute, (request) => `address ${ipKeyGenerator(request.ip ?? '')}`),
	);
	router.use(apiPrefix, refuseForeignAnswers);
	const perKey = limited(perMinute, (request) => `key ${callers.get(request)?.id}`);
	for (const endpoint of endpoints) {
		const { method, path, body } = endpoint;
		const steps = [authorise(endpoint, keys, callers), perKey, ...(body === undefined ? [] : [rawBody])];
		router[method](expressPath(path), ...steps, async (request: Request, response: Response) => {
			const caller = callers.get(request);
			if (caller === undefined) throw new ApiError('key-refused', 'Send a valid key.');
			send(response, await serveCall(endpoint, callOf(request, caller), parts));
		});
	}
	const document = documentOf(endpoints);
	router.get(documentPath, async (_request, response) => {
		send(response, { status: 200, headers: { 'Content-Type': jsonType }, body: await document() });
	});
	router.use(apiPrefix, refuseTheRest([...endpoints.map(methodAndPath), ['GET', documentPath]]));
	router.use(apiPrefix, answerProblem(observer));
	return router;
}

/** Every answer of the API goes out here. */
function send(response: Response, { status, headers, body }: Result): void {
	response.status(status).set({ ...headers, 'Cache-Control': 'no-store' });
	if (body === '') response.end();
	else response.end(body);
}

const rawBody = express.raw({ type: () => true, limit: bodyBytesMost, inflate: false });

function authorise({ scope }: Endpoint, keys: ApiKeys, callers: WeakMap<Request, ApiKey>): RequestHandler {
	return async function authoriseKey(request, _response, next) {
		const [, text] = /^Bearer +(\S+) *$/i.exec(request.get('Authorization') ?? '') ?? [];
		const caller = text === undefined ? undefined : await keys.authenticate(text);
		if (caller === undefined)
			throw new ApiError('key-refused', 'Send a key that is neither revoked nor expired as Authorization: Bearer.');
		if (scope !== 'any' && !allows(caller.scopes, scope))
			throw new ApiError('scope-missing', `This needs a key with the scope ${scope}.`);
		callers.set(request, caller);
		next();
	};
}

function limited(limit: number, keyGenerator: (request: Request) => string): RequestHandler {
	const counted = rateLimit({
		windowMs: 60_000,
		limit,
		keyGenerator,
		standardHeaders: 'draft-8',
		legacyHeaders: false,
		// Who may name the address of a caller is decided by the application's setting, once.
		validate: false,
		handler: (_request, _response, next) => {
			next(new ApiError('too-many-requests', 'Wait as long as Retry-After says.'));
		},
	});
	return function limitRequests(request, response, next) {
		return counted(request, response, next);
	};
}

const refuseForeignAnswers: RequestHandler = function refuseForeignAnswers(request, _response, next) {
	if (!request.accepts('application/json') && !request.accepts('application/problem+json'))
		throw new ApiError('not-acceptable', 'Accept application/json.');
	next();
};

function callOf(request: Request, caller: ApiKey) {
	const bytes: unknown = request.body;
	return {
		caller,
		path: request.path.slice(apiPrefix.length),
		params: { ...request.params },
		query: { ...request.query },
		body: readBody(Buffer.isBuffer(bytes) ? bytes : undefined, request.get('Content-Type')),
		ifMatch: request.get('If-Match'),
		ifNoneMatch: request.get('If-None-Match'),
		idempotencyKey: request.get('Idempotency-Key'),
	};
}

/** `/webhooks/{id}` as Express writes it. */
function expressPath(path: string): string {
	return `${apiPrefix}${path.replaceAll(/\{(\w+)\}/g, ':$1')}`;
}

function methodAndPath({ method, path }: Endpoint): readonly [string, string] {
	return [method.toUpperCase(), `${apiPrefix}${path}`];
}

/** 405 where other methods are, else 404. */
function refuseTheRest(known: readonly (readonly [string, string])[]): RequestHandler {
	const patterns = known.map(([method, path]) => ({
		method,
		pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
	}));
	return function refuseTheRest(request, response) {
		const path = `${request.baseUrl}${request.path}`;
		const methods = patterns.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
		if (methods.length === 0) throw new ApiError('not-found', 'See /api/v1/openapi.json for what there is.');
		response.set('Allow', [...methods, ...(methods.includes('GET') ? ['HEAD'] : [])].join(', '));
		throw new ApiError('method-not-allowed', 'See Allow for the methods of this path.');
	};
}

function answerProblem({ refused }: ApiObserver): ErrorRequestHandler {
	return function answerProblem(error, _request, response, next) {
		const result = problemResult(error);
		refused(result.status, error);
		if (response.headersSent) return next(error);
		send(response, result);
	};
}
