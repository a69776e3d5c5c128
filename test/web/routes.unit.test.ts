import { readdirSync } from 'node:fs';
import type { GatewayHandler } from '../../src/channels/channel.ts';
import { adminPaths } from '../../src/web/admin.ts';
import { createApp } from '../../src/web/app.ts';

/** Who may use each route. A route that is not here fails: private unless listed. */
const access: Readonly<Record<string, 'public' | 'route-secret' | 'operator'>> = {
	'GET /': 'public',
	'POST /channels/africastalking/ussd/:secret': 'route-secret',
	'GET /livez': 'operator',
	'GET /readyz': 'operator',
	'GET /metrics': 'operator',
};

/** Express's parts that are no routes; an unknown one may hide some. */
const middlewares = [
	'countAnswers',
	'helmetMiddleware',
	'jsonParser',
	'urlencodedParser',
	'respondWith',
	'showFailure',
];

interface Layer {
	readonly name: string;
	readonly route?: { readonly path: string; readonly stack: readonly { readonly method: string }[] };
}

function appRoutes(): string[] {
	const { stack } = createApp({ answered: () => undefined, failed: () => undefined }).router as unknown as {
		stack: readonly Layer[];
	};
	return stack.flatMap(({ name, route }) => {
		if (route !== undefined) return route.stack.map(({ method }) => `${method.toUpperCase()} ${route.path}`);
		return middlewares.includes(name) ? [] : [`an unknown part: ${name}`];
	});
}

/** Whatever a provider's folder exports that handles callbacks; `main.ts` can mount nothing else. */
async function gatewayRoutes(): Promise<string[]> {
	const folder = new URL('../../src/channels/', import.meta.url);
	const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
	const modules = await Promise.all(
		files.map((file) => import(new URL(file, folder).href) as Promise<Record<string, unknown>>),
	);
	return modules
		.flatMap((module) => Object.values(module).filter(isHandler))
		.map(({ path }) => `POST /channels/${path}/:secret`);
}

function isHandler(exported: unknown): exported is GatewayHandler {
	return typeof exported === 'object' && exported !== null && 'parse' in exported && 'acknowledge' in exported;
}

describe('every route', () => {
	it('of both listeners is listed with who may use it, and nothing is listed that is not there', async () => {
		const routes = [...appRoutes(), ...(await gatewayRoutes()), ...adminPaths.map((path) => `GET ${path}`)];
		expect(routes.sort()).toEqual(Object.keys(access).sort());
	});
});
