import type { GatewayAnswer, GatewayHandler, Incoming, SessionEnd } from '../channels/channel.ts';
import type { Reply } from '../conversation/index.ts';
import type { GatewayCall } from './gateway-exchange.ts';
import type { GatewayRoute } from './gateway-routes.ts';

/** A route of the programme with the handler of its provider. */
export interface ServedRoute extends GatewayRoute {
	readonly serviceCode: string;
	readonly handler: GatewayHandler;
}

export interface ServeOptions {
	/** The line of one turn; see `turns/handle-turn.ts`. */
	readonly turn: (routeId: string, incoming: Incoming) => Promise<Reply>;
	readonly odd: (route: string, reason: string, body: Uint8Array) => Promise<void>;
	readonly sessionEnded: (route: string, status: SessionEnd['status']) => void;
	/** Said to a callback that could not be understood: the help lines, in case a person is behind it. */
	readonly oddReply: (route: ServedRoute) => Reply;
}

/** Takes a gateway's call through parsing, the line, and back into the provider's own format. */
export function createServe(options: ServeOptions): (call: GatewayCall<ServedRoute>) => Promise<GatewayAnswer> {
	return async ({ route, request, fault }) => {
		const { handler } = route;
		const parsed = fault === undefined ? handler.parse(request, route) : ({ is: 'odd', reason: fault } as const);
		switch (parsed.is) {
			case 'turn':
				return handler.answer(await options.turn(route.id, parsed.turn));
			case 'session-end':
				options.sessionEnded(route.id, parsed.end.status);
				return handler.acknowledge;
			case 'odd':
				await options.odd(route.id, parsed.reason, request.body);
				return handler.answer(options.oddReply(route));
		}
	};
}
