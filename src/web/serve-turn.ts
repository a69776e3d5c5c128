import type {
	Addresses,
	GatewayAnswer,
	GatewayHandler,
	Incoming,
	IncomingCall,
	IncomingMessage,
	SessionEnd,
} from '../channels/channel.ts';
import type { DeliveryReport } from '../channels/sending.ts';
import type { Reply } from '../conversation/index.ts';
import type { GatewayCall } from './gateway-exchange.ts';
import { channelsPrefix, type GatewayRoute } from './gateway-routes.ts';

/** A route of the programme with the handler of its provider. */
export interface ServedRoute extends GatewayRoute {
	readonly serviceCode: string;
	readonly handler: GatewayHandler;
}

export interface ServeOptions {
	/** The line of one turn; see `turns/handle-turn.ts`. */
	readonly turn: (routeId: string, incoming: Incoming) => Promise<Reply>;
	/** The same for a text that somebody sent. Resolves once it is kept; what is answered goes out by itself. */
	readonly message: (routeId: string, message: IncomingMessage) => Promise<unknown>;
	/** One turn of a call. */
	readonly call: (routeId: string, call: IncomingCall) => Promise<Reply>;
	/** A call ended while somebody was speaking. Resolves once what they said is kept. */
	readonly callEnded: (routeId: string, end: SessionEnd) => Promise<unknown>;
	/** Scheme and host by which providers reach us, to which the next turn of a call is posted. '' leaves out both. */
	readonly publicOrigin?: string;
	/** A provider's report on a text that it took. */
	readonly report: (routeId: string, report: DeliveryReport) => Promise<unknown>;
	/** Somebody told the provider itself to stop, or to go on. */
	readonly optOut: (routeId: string, from: string, wants: 'none' | 'some') => Promise<unknown>;
	readonly odd: (route: string, reason: string, body: Uint8Array) => Promise<void>;
	readonly forged: (route: string, reason: string) => void;
	readonly sessionEnded: (route: string, status: SessionEnd['status']) => void;
	/** Said to a callback that could not be understood: the help lines, in case a person is behind it. */
	readonly oddReply: (route: ServedRoute) => Reply;
}

const FORGED: GatewayAnswer = { contentType: 'text/plain; charset=utf-8', body: 'Forbidden\n', status: 403 };

/** Takes a gateway's call through parsing, the line, and back into the provider's own format. */
export function createServe(options: ServeOptions): (call: GatewayCall<ServedRoute>) => Promise<GatewayAnswer> {
	return async ({ route, request, fault }) => {
		const { handler } = route;
		const parsed = fault === undefined ? handler.parse(request, route) : ({ is: 'odd', reason: fault } as const);
		switch (parsed.is) {
			case 'turn':
				return answerOf(route, await options.turn(route.id, parsed.turn));
			case 'call': {
				const next = nextTurn(route, parsed.call, options.publicOrigin ?? '');
				return answerOf(route, await options.call(route.id, parsed.call), { ...nowhere, next });
			}
			case 'message':
				await options.message(route.id, parsed.message);
				return handler.acknowledge;
			case 'report':
				await options.report(route.id, parsed.report);
				return handler.acknowledge;
			case 'opt-out':
				await options.optOut(route.id, parsed.from, parsed.wants === 'stopped' ? 'none' : 'some');
				return handler.acknowledge;
			case 'session-end':
				options.sessionEnded(route.id, parsed.end.status);
				if (parsed.end.recording !== undefined) await options.callEnded(route.id, parsed.end);
				return handler.acknowledge;
			case 'nothing':
				return handler.acknowledge;
			case 'forged':
				options.forged(route.id, parsed.reason);
				return FORGED;
			case 'odd':
				await options.odd(route.id, parsed.reason, request.body);
				return answerOf(route, options.oddReply(route));
		}
	};
}

/** Off a call nothing has to be fetched. */
const nowhere: Addresses = { next: '', audio: () => '' };

/** What is said to who waits for it; where nobody waits, the callback is acknowledged. */
export function answerOf({ handler }: ServedRoute, reply: Reply, addresses: Addresses = nowhere): GatewayAnswer {
	return handler.answer?.(reply, addresses) ?? handler.acknowledge;
}

/** The address of this route, with the count of turns, by which a turn that comes again is known. */
function nextTurn({ path, secret }: ServedRoute, { turn }: IncomingCall, publicOrigin: string): string {
	return `${publicOrigin}${channelsPrefix}${path}/${secret}?turn=${turn + 1}`;
}
