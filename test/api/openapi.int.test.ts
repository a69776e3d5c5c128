import { withApi } from './support.ts';

interface Document {
	readonly openapi: string;
	readonly info: Readonly<Record<string, unknown>>;
	readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
	readonly components: {
		readonly schemas: Readonly<Record<string, unknown>>;
		readonly securitySchemes: Readonly<Record<string, unknown>>;
	};
}

interface Operation {
	readonly operationId: string;
	readonly summary: string;
	readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[];
	readonly requestBody?: unknown;
	readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: object }>>;
}

interface Layer {
	readonly route?: { readonly path: string; readonly stack: readonly { readonly method: string }[] };
}

async function withDocument(use: (document: Document, mounted: readonly string[]) => void): Promise<void> {
	await withApi(async ({ ask, api }) => {
		const { status, body, headers } = await ask('get', '/openapi.json');
		expect([status, headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
		const { stack } = api.router as unknown as { readonly stack: readonly Layer[] };
		const mounted = stack.flatMap(({ route }) =>
			route === undefined
				? []
				: [`${route.stack[0]?.method} ${route.path.replace('/api/v1', '').replaceAll(/:(\w+)/g, '{$1}')}`],
		);
		use(body, mounted);
	});
}

function operationsOf({ paths }: Document) {
	return Object.entries(paths).flatMap(([path, item]) =>
		Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
	);
}

/** Every `$ref` of a document. */
function refsIn(value: unknown): string[] {
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([name, child]) =>
		name === '$ref' && typeof child === 'string' ? [child] : refsIn(child),
	);
}

describe('the OpenAPI document', () => {
	it('is for everybody, and has every endpoint that is mounted, and no other', async () => {
		await withDocument((document, mounted) => {
			const documented = operationsOf(document).map(({ method, path }) => `${method} ${path}`);
			expect([...documented, 'get /openapi.json'].sort()).toEqual([...mounted].sort());
			expect(documented.length).toBeGreaterThan(8);
		});
	});

	it('is built as OpenAPI 3.1 asks: ids once, parameters as in the path, an answer for all that may happen', async () => {
		await withDocument((document) => {
			expect(document.openapi).toBe('3.1.0');
			expect(Object.keys(document.info)).toEqual(expect.arrayContaining(['title', 'version', 'license']));
			const ids = operationsOf(document).map(({ operation }) => operation.operationId);
			expect(new Set(ids).size).toBe(ids.length);
			for (const { path, method, operation } of operationsOf(document)) {
				const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
				const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
				expect([path, declared.map(({ name }) => name)]).toEqual([path, inPath]);
				expect(declared.every(({ required }) => required)).toBe(true);
				expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['401', '403', '429', '503']));
				expect(Object.keys(operation.responses).filter((status) => status.startsWith('2'))).toHaveLength(1);
				if (method === 'get') expect(operation.requestBody).toBeUndefined();
				const needed = (operation.parameters ?? []).filter((one) => one.in === 'header' && one.required);
				if (method === 'post') expect(needed.map(({ name }) => name)).toContain('Idempotency-Key');
			}
		});
	});

	it('has everything that it points to', async () => {
		await withDocument((document) => {
			const refs = refsIn(document);
			expect(refs.length).toBeGreaterThan(10);
			for (const ref of refs) {
				const [, name = ''] = /^#\/components\/schemas\/(\w+)$/.exec(ref) ?? [];
				expect(Object.keys(document.components.schemas)).toContain(name);
			}
		});
	});
});
