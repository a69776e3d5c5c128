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
	/** Of calls: they are turned away unanswered, so that they cost nothing, and their callers are called. */
	readonly callsBack?: boolean;
	/** Of a call: where its provider finds recorded clips. */
	readonly audio?: Addresses['audio'];
	/** Of a line for recording: where its provider finds what was just recorded. */
	readonly recording?: (id: string) => string;
}

export interface ServeOptions {
	/** The line of one turn; see `turns/handle-turn.ts`. */
	readonly turn: (routeId: string, incoming: Incoming) => Promise<Reply>;
	/** The same for a text that somebody sent. Resolves once it is kept; what is answered goes out by itself. */
	readonly message: (routeId: string, message: IncomingMessage) => Promise<unknown>;
	/** One turn of a call. */
	readonly call: (routeId: string, call: IncomingCall) => Promise<Reply>;
	/** A call that is turned away. Resolves once it is kept that its caller is to be called. */
	readonly missed?: (routeId: string, call: IncomingCall) => Promise<unknown>;
	/** What became of a call that we made. Never rejects; whoever speaks on the call does not wait for it. */
	readonly heardOfCall?: (routeId: string, news: OurCall) => Promise<unknown>;
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

/** A call that we made, by the provider's id and ours. */
export interface OurCall {
	readonly callId: string;
	readonly ours: string;
	readonly became: 'answered' | SessionEnd['status'];
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
				const { call } = parsed;
				if (handler.reject !== undefined && options.missed !== undefined && isTurnedAway(route, call)) {
					await options.missed(route.id, call);
					return handler.reject;
				}
				if (call.ours !== undefined && call.turn === 0)
					void options.heardOfCall?.(route.id, { callId: call.callId, ours: call.ours, became: 'answered' });
				const next = nextTurn(route, call, options.publicOrigin ?? '');
				return answerOf(route, await options.call(route.id, call), next);
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
				await ended(route, parsed.end, options);
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

async function ended({ id }: ServedRoute, end: SessionEnd, options: ServeOptions): Promise<void> {
	const { sessionId, ours, status, recording } = end;
	options.sessionEnded(id, status);
	if (recording !== undefined) await options.callEnded(id, end);
	if (ours !== undefined) await options.heardOfCall?.(id, { callId: sessionId, ours, became: status });
}

/** A call with which somebody asks for one. Whoever withholds their number cannot be called, and is answered. */
function isTurnedAway({ callsBack = false }: ServedRoute, { direction, ours, turn, from }: IncomingCall): boolean {
	return callsBack && direction === 'inbound' && ours === undefined && turn === 0 && from !== '';
}

/** Off a call nothing has to be fetched. */
const nowhere: Addresses['audio'] = () => '';

/** What is said to who waits for it; where nobody waits, the callback is acknowledged. `next` is '' where a call ends with it. */
export function answerOf({ handler, audio = nowhere, recording }: ServedRoute, reply: Reply, next = ''): GatewayAnswer {
	const addresses = { next, audio, ...(recording === undefined ? {} : { recording }) };
	return handler.answer?.(reply, addresses) ?? handler.acknowledge;
}

/** The address of this route, with the count of turns, by which a turn that comes again is known. */
function nextTurn({ path, secret }: ServedRoute, { turn }: IncomingCall, publicOrigin: string): string {
	return `${publicOrigin}${channelsPrefix}${path}/${secret}?turn=${turn + 1}`;
}
