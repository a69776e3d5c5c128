import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from 'zod-openapi';
import type { Endpoint } from './endpoint.ts';
import { problemSchema, problemTitles } from './problem.ts';

/** Version of the API's description: it grows with every change of it. */
const version = '1.0.0';

const description = `The programme's systems read and write here what is not a person's. Send a key as \`Authorization: Bearer kk_…\`.
What goes wrong is told as problem details (RFC 9457): decide by \`code\`. Every POST needs an \`Idempotency-Key\`, which is kept for a day;
PUT, PATCH and DELETE may have one. What has an ETag is changed with \`If-Match\`. Lists go by cursor. Every write is in the audit log.`;

/** Statuses that every endpoint may answer, those of endpoints with a body, and those of edits. */
const always = [400, 401, 403, 404, 405, 406, 429, 500, 503];
const withBody = [413, 415];
const withWrite = [409, 422];
const withEdit = [412, 428];

/**
 * The OpenAPI 3.1 document of these endpoints, as JSON: from the schemas that check them. Made when it is first asked for, with a
 * package that is loaded only then.
 */
export function documentOf(endpoints: readonly Endpoint[]): () => Promise<string> {
	let made: Promise<string> | undefined;
	return () => {
		made ??= makeDocument(endpoints);
		return made;
	};
}

async function makeDocument(endpoints: readonly Endpoint[]): Promise<string> {
	const { createDocument } = await import('zod-openapi');
	const document = createDocument({
		openapi: '3.1.0',
		info: { title: 'Kasakuma', version, description, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
		servers: [{ url: '/api/v1' }],
		security: [{ key: [] }],
		paths: pathsOf(endpoints),
		components: {
			schemas: { Problem: problemSchema },
			securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'From `npm run api-keys -- create`.' } },
		},
	});
	return JSON.stringify(document);
}

function pathsOf(endpoints: readonly Endpoint[]): ZodOpenApiPathsObject {
	const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
	for (const endpoint of endpoints)
		paths[endpoint.path] = { ...paths[endpoint.path], [endpoint.method]: operationOf(endpoint) };
	return paths;
}

function operationOf(endpoint: Endpoint): ZodOpenApiOperationObject {
	const { id, summary, scope, params, query, body } = endpoint;
	return {
		operationId: id,
		summary,
		description: scope === 'any' ? 'For every valid key.' : `Scope: \`${scope}\`.`,
		parameters: headersOf(endpoint),
		...(params === undefined && query === undefined
			? {}
			: { requestParams: { ...(params && { path: params }), ...(query && { query }) } }),
		...(body && { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
		responses: { [String(endpoint.status)]: answerOf(endpoint), ...problemsOf(endpoint) },
	};
}

function answerOf({ status, answer }: Endpoint) {
	const descriptions = { 200: 'As asked', 201: 'Made', 202: 'Taken, and done soon', 204: 'Done' };
	const told = { description: descriptions[status] };
	return answer === undefined ? told : { ...told, content: { 'application/json': { schema: answer } } };
}

function headersOf({ method, edits }: Endpoint) {
	const header = (name: string, required: boolean, about: string) => ({
		name,
		in: 'header' as const,
		required,
		description: about,
		schema: { type: 'string' as const },
	});
	return [
		...(method === 'get' ? [] : [header('Idempotency-Key', method === 'post', 'Random; the same with every retry.')]),
		...(edits ? [header('If-Match', true, 'ETag of what was read.')] : []),
	];
}

function problemsOf({ method, body, edits }: Endpoint) {
	const titles = problemTitles();
	const statuses = [
		...always,
		...(body === undefined ? [] : withBody),
		...(method === 'get' ? [] : withWrite),
		...(edits ? withEdit : []),
	];
	return Object.fromEntries(
		statuses.map((status) => [
			String(status),
			{
				description: titles.get(status) ?? 'Problem',
				content: { 'application/problem+json': { schema: problemSchema } },
			},
		]),
	);
}
