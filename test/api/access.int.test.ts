import { type Scope, scopeNames } from '../../src/api/scopes.ts';
import { type ApiTest, withApi } from './support.ts';

type Document = Readonly<Record<string, Readonly<Record<string, { readonly description: string }>>>>;

/** Every endpoint that there is, with the scope that it says it needs; `undefined` for any key. */
async function endpointsOf({ ask }: ApiTest) {
	const { body } = await ask('get', '/openapi.json');
	return Object.entries(body.paths as Document).flatMap(([path, item]) =>
		Object.entries(item).map(([method, { description }]) => ({
			method: method as 'get' | 'post' | 'put' | 'delete',
			path: path.replaceAll(/\{\w+\}/g, 'a'.repeat(22)),
			scope: /`([\w:]+)`/.exec(description)?.[1] as Scope | undefined,
		})),
	);
}

describe('every endpoint', () => {
	it('is shut to who has no key, and to keys that have every scope but those that open it', async () => {
		await withApi(async (test) => {
			const endpoints = await endpointsOf(test);
			expect(endpoints.length).toBeGreaterThan(9);
			for (const { method, path, scope } of endpoints) {
				expect([method, path, (await test.ask(method, path)).status]).toEqual([method, path, 401]);
				const opens = scope === undefined ? [] : [scope, scope.replace(':read', ':write')];
				const others = scopeNames.filter((one) => !opens.includes(one));
				const { status } = await test.ask(method, path, { key: (await test.key(others)).key });
				if (scope === undefined) expect(status).toBe(200);
				else expect([method, path, status]).toEqual([method, path, 403]);
			}
		});
	});

	it('opens to a key with its scope', async () => {
		await withApi(async (test) => {
			for (const { method, path, scope } of await endpointsOf(test)) {
				const { status } = await test.ask(method, path, {
					key: (await test.key(scope === undefined ? [] : [scope])).key,
				});
				expect([401, 403]).not.toContain(status);
			}
		});
	});
});
