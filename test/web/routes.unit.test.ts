import { readdirSync, readFileSync } from 'node:fs';
import { createApi } from '../../src/api/create-api.ts';
import type { Scope } from '../../src/api/scopes.ts';
import type { GatewayHandler } from '../../src/channels/channel.ts';
import { loadWords } from '../../src/service/load-words.ts';
import { openProgrammeDesk } from '../../src/service/programme-desk.ts';
import { createVault } from '../../src/vault/create-vault.ts';
import { adminPaths } from '../../src/web/admin.ts';
import { createApp } from '../../src/web/app.ts';
import { seededChance, stillClock } from '../support/doors.ts';
import { memoryRing } from '../vault/memory-ring.ts';

/**
 * Who may use a route. `signed`: whoever has its secret, and whose request bears the provider's signature besides. A scope: whoever
 * has a key of the API with it.
 */
type Access = 'public' | 'route-secret' | 'signed' | 'operator' | 'any key' | Scope;

/** A route that is not here fails: private unless listed. */
const access: Readonly<Record<string, Access>> = {
	'GET /': 'public',
	'GET /api/v1/openapi.json': 'public',
	'GET /api/v1/keys/self': 'any key',
	'GET /api/v1/audit': 'audit:read',
	'GET /api/v1/webhooks': 'webhooks:read',
	'POST /api/v1/webhooks': 'webhooks:write',
	'GET /api/v1/webhooks/:webhook': 'webhooks:read',
	'PUT /api/v1/webhooks/:webhook': 'webhooks:write',
	'DELETE /api/v1/webhooks/:webhook': 'webhooks:write',
	'POST /api/v1/webhooks/:webhook/ping': 'webhooks:write',
	'GET /api/v1/webhooks/:webhook/deliveries': 'webhooks:read',
	'POST /api/v1/webhooks/:webhook/deliveries/:event/replay': 'webhooks:write',
	'GET /api/v1/programmes': 'programmes:read',
	'POST /api/v1/programmes': 'programmes:write',
	'GET /api/v1/programmes/:programme': 'programmes:read',
	'PUT /api/v1/programmes/:programme': 'programmes:write',
	'GET /api/v1/programmes/:programme/versions/:version': 'programmes:read',
	'GET /api/v1/programmes/:programme/versions/:version/check': 'programmes:read',
	'POST /api/v1/programmes/:programme/versions/:version/publish': 'programmes:publish',
	'POST /api/v1/programmes/:programme/versions/:version/withdraw': 'programmes:publish',
	'POST /api/v1/programme-expirations': 'programmes:publish',
	'POST /api/v1/programme-imports': 'programmes:write',
	'GET /api/v1/programme-gaps': 'programmes:read',
	'GET /audio/:name': 'public',
	'GET /takes/:id': 'public',
	'POST /channels/africastalking/sms/:secret': 'route-secret',
	'POST /channels/africastalking/sms-delivery/:secret': 'route-secret',
	'POST /channels/africastalking/sms-opt-out/:secret': 'route-secret',
	'POST /channels/africastalking/ussd/:secret': 'route-secret',
	'POST /channels/africastalking/voice/:secret': 'route-secret',
	'POST /channels/twilio/sms/:secret': 'signed',
	'POST /channels/twilio/sms-status/:secret': 'signed',
	'POST /channels/twilio/voice/:secret': 'signed',
	'GET /livez': 'operator',
	'GET /readyz': 'operator',
	'GET /metrics': 'operator',
	'GET /simulator/texts': 'operator',
	'GET /simulator/calls': 'operator',
};

/** Express's parts that are no routes; an unknown one may hide some. */
const middlewares = [
	'countAnswers',
	'helmetMiddleware',
	'jsonParser',
	'urlencodedParser',
	'respondWith',
	'showFailure',
	'limitRequests',
	'refuseForeignAnswers',
	'refuseTheRest',
	'answerProblem',
];

interface Layer {
	readonly name: string;
	readonly route?: { readonly path: string; readonly stack: readonly { readonly method: string }[] };
	readonly handle: unknown;
}

function appRoutes(): string[] {
	const observer = { answered: () => undefined, failed: () => undefined };
	const notFetched = () => Promise.reject(new Error('not fetched'));
	return routesIn(
		createApp(observer, undefined, { router: theApi().router, trustedProxies: 'loopback' }, notFetched).router,
	);
}

const loaded = loadWords(process.cwd(), '');

/** The API over a store that nobody asks. */
function theApi() {
	const never = () => Promise.reject(new Error('not asked'));
	const records = { put: never, get: never, list: never, remove: never };
	return createApi({
		records,
		programmes: () => openProgrammeDesk(records, loaded, { publishByAnother: '1', kAnonymity: 10 }, undefined),
		vault: createVault(memoryRing(), seededChance('routes')),
		clock: stillClock(),
		chance: seededChance('routes'),
		perMinute: 1,
		observer: { refused: () => undefined, auditIncomplete: () => undefined, alarm: () => undefined },
	});
}

/** A router's own routes and those of the routers in it, each step of a route's counted once. */
function routesIn(router: unknown): string[] {
	const { stack } = router as { readonly stack: readonly Layer[] };
	return stack.flatMap(({ name, route, handle }) => {
		if (name === 'router') return routesIn(handle);
		if (route !== undefined) {
			const methods = new Set(route.stack.map(({ method }) => method.toUpperCase()));
			return [...methods].map((method) => `${method} ${route.path}`);
		}
		return middlewares.includes(name) ? [] : [`an unknown part: ${name}`];
	});
}

const folder = new URL('../../src/channels/', import.meta.url);
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));

/** What any factory of handlers may need; each takes of it what it knows. */
const factoryOptions = {
	accountSid: `AC${'0'.repeat(32)}`,
	authTokens: ['token'],
	publicOrigin: 'https://line.example.org',
	/** A part of a provider may get its check handed in; nothing is proved by what this one says. */
	check: () => ({ is: 'odd', reason: 'not-checked' }),
};

/** Whatever a provider's folder exports that handles callbacks, or that makes such; nothing else can be mounted. */
async function gatewayHandlers(): Promise<ReadonlyMap<string, GatewayHandler>> {
	const [whole, parts]: [GatewayHandler[], GatewayHandler[]] = [[], []];
	/** One after another: Jest's loader loses its way in packages that are asked for twice at once. */
	for (const file of files) {
		const module = (await import(new URL(file, folder).href)) as Record<string, unknown>;
		for (const entry of Object.entries(module))
			(entry[0].endsWith('Handler') ? parts : whole).push(...handlersIn(entry));
	}
	/** The last of a path counts: what is made with its own check. */
	return new Map([...parts, ...whole].map((handler) => [routeOf(handler), handler]));
}

function handlersIn([name, exported]: readonly [string, unknown]): GatewayHandler[] {
	const isFactory = typeof exported === 'function' && /^create\w*Handlers?$/.test(name);
	const made: unknown = isFactory ? (exported as (options: unknown) => unknown)(factoryOptions) : exported;
	if (isHandler(made)) return [made];
	return isFactory && typeof made === 'object' && made !== null ? Object.values(made).filter(isHandler) : [];
}

function isHandler(exported: unknown): exported is GatewayHandler {
	return typeof exported === 'object' && exported !== null && 'parse' in exported && 'acknowledge' in exported;
}

const routeOf = ({ path }: Pick<GatewayHandler, 'path'>): string => `POST /channels/${path}/:secret`;

/** Paths that stand in a provider's sources: a handler names its own, wherever it is made. */
function writtenPaths(): string[] {
	return files.flatMap((file) => {
		const source = readFileSync(new URL(file, folder), 'utf8');
		return [...source.matchAll(/^\s*path: '([a-z]+\/[a-z-]+)',$/gm)].map((found) => found[1] ?? '');
	});
}

describe('every route', () => {
	it('of both listeners is listed with who may use it, and nothing is listed that is not there', async () => {
		const gateways = [...(await gatewayHandlers()).keys()];
		const routes = [...appRoutes(), ...gateways, ...adminPaths.map((path) => `GET ${path}`)];
		expect(routes.sort()).toEqual(Object.keys(access).sort());
	});
	it('of a provider is found, however its handler is made, since one that is not found is not listed either', async () => {
		const written = writtenPaths().map((path) => routeOf({ path }));
		expect([...(await gatewayHandlers()).keys()].sort()).toEqual([...new Set(written)].sort());
	});
	it('takes nothing unsigned where the provider signs, and only there is anything forged', async () => {
		for (const [route, handler] of await gatewayHandlers()) {
			const request = { body: Buffer.from('a=b'), contentType: 'application/x-www-form-urlencoded', target: '/a' };
			const isForged = handler.parse(request, { serviceCode: '1' }).is === 'forged';
			expect([route, isForged]).toEqual([route, access[route] === 'signed']);
		}
	});
	it('that gateways use is told from no other by its secret alone: no two handlers have one path', () => {
		expect(writtenPaths().sort()).toEqual([...new Set(writtenPaths())].sort());
	});
});
