import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { GatewayAnswer } from '../channels/channel.ts';
import { ServiceError } from '../shared/errors.ts';
import { type ExchangeOptions, GatewayExchange, longestBody } from './gateway-exchange.ts';
import { channelsPrefix, createRouteFinder, type GatewayRoute } from './gateway-routes.ts';

export interface GatewayListenerOptions<Route extends GatewayRoute> extends ExchangeOptions<Route> {
	readonly routes: readonly Route[];
	/** What a route's gateway hears when a turn is too slow or fails: the help lines. Asked once a route, at the start. */
	readonly lastResort: (route: Route) => GatewayAnswer;
	/** Everything that is not below `/channels/`. */
	readonly elsewhere: RequestListener;
}

const refusals = { 404: 'Not found\n', 405: 'Method not allowed\n', 413: 'Too large\n' } as const;

/**
 * The gateways' webhooks, `POST /channels/<provider>/<channel>/<route-secret>`, in front of everything else. Plain node:http:
 * Express's dispatch costs seven times as much, and each turn of each person passes here.
 *
 * With a right secret, the answer is always 200 with a body, before the deadline. Without one it is the same short
 * refusal whatever was wrong, so that nobody learns which routes there are.
 *
 * @throws {ServiceError} at the start, when a secret is unfit or a route has no last resort.
 */
export function createGatewayListener<Route extends GatewayRoute>(
	options: GatewayListenerOptions<Route>,
): RequestListener {
	const lastResorts = new Map(options.routes.map((route) => [route, checked(route, options.lastResort(route))]));
	const findRoute = createRouteFinder(options.routes);
	const refuse = (status: keyof typeof refusals, request: IncomingMessage, response: ServerResponse): void => {
		options.observer.refused(status);
		writeRefusal(status, request, response);
	};

	return (request, response) => {
		const url = request.url ?? '';
		if (!url.startsWith(channelsPrefix)) return options.elsewhere(request, response);
		if (request.method !== 'POST') return refuse(405, request, response);
		const route = findRoute(url);
		const lastResort = route === undefined ? undefined : lastResorts.get(route);
		if (route === undefined || lastResort === undefined) {
			return refuse(announcedLength(request) > longestBody ? 413 : 404, request, response);
		}
		new GatewayExchange(options, { route, lastResort }, request, response).begin();
	};
}

/** A last resort that is found wanting must be found so before anybody needs it. */
function checked(route: GatewayRoute, lastResort: GatewayAnswer): GatewayAnswer {
	if (lastResort.body.trim() !== '') return lastResort;
	throw new ServiceError(
		'last-resort',
		`route ${route.id} has no last resort`,
		`The route ${route.id} has nothing to say when the service fails. Check the help lines of its country.`,
	);
}

function writeRefusal(status: keyof typeof refusals, request: IncomingMessage, response: ServerResponse): void {
	const body = refusals[status];
	/** Node throws an unread body away before the next request; one that is long, or may be, is not waited for. */
	const chunked = request.headers['transfer-encoding'] !== undefined;
	if (chunked || announcedLength(request) > longestBody) response.shouldKeepAlive = false;
	const headers = [
		'Content-Type',
		'text/plain; charset=utf-8',
		'Content-Length',
		body.length,
		'Cache-Control',
		'no-store',
	];
	response.writeHead(status, status === 405 ? [...headers, 'Allow', 'POST'] : headers);
	response.end(request.method === 'HEAD' ? undefined : body);
}

/** Length of the body in bytes, as its header says; 0 without one. */
function announcedLength(request: IncomingMessage): number {
	return Number(request.headers['content-length'] ?? 0);
}
