import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GatewayAnswer, GatewayRequest } from '../channels/channel.ts';
import type { GatewayRoute } from './gateway-routes.ts';

/** Most bytes of a body that are kept: what a gateway sends is a few hundred. */
export const longestBody = 16_384;
/** Most bytes that are read and thrown away, so that the sender of a long body hears its answer. */
const longestDiscarded = 1_048_576;

/** Why a body must not be parsed but only kept: it is cut at `longestBody`, or compressed, which nobody asked for. */
export type BodyFault = 'body-too-long' | 'body-encoded';

export interface GatewayCall<Route> {
	readonly route: Route;
	readonly request: GatewayRequest;
	/** The body goes to quarantine under this reason, and the caller still gets a valid screen. */
	readonly fault: BodyFault | undefined;
}

/** `answered`: by `serve`; `deadline`: it was too slow; `fault`: it threw. The last two got the last resort. */
export type GatewayOutcome = 'answered' | 'deadline' | 'fault';

export interface GatewayObserver {
	/** Milliseconds from the request's headers to its answer. */
	readonly answered: (route: string, outcome: GatewayOutcome, milliseconds: number) => void;
	readonly failed: (route: string, error: unknown) => void;
	readonly refused: (status: number) => void;
}

export interface ExchangeOptions<Route> {
	/** Handles a call. May throw and may be slow: the gateway gets the last resort then. */
	readonly serve: (call: GatewayCall<Route>) => Promise<GatewayAnswer>;
	/** Milliseconds from a request's headers to an answer, whatever happens. */
	readonly deadline: number;
	/** Milliseconds on a clock that never jumps. */
	readonly stopwatch: () => number;
	readonly observer: GatewayObserver;
}

/** One request with a right secret, from its headers to its answer. It always gets a body, and a 200 unless its handler says otherwise. */
export class GatewayExchange<Route extends GatewayRoute> {
	private readonly options: ExchangeOptions<Route>;
	private readonly route: Route;
	private readonly lastResort: GatewayAnswer;
	private readonly request: IncomingMessage;
	private readonly response: ServerResponse;
	private readonly begun: number;
	private readonly timer: NodeJS.Timeout;
	private chunks: Buffer[] = [];
	private kept = 0;
	private received = 0;
	private handed = false;
	private over = false;

	constructor(
		options: ExchangeOptions<Route>,
		known: { readonly route: Route; readonly lastResort: GatewayAnswer },
		request: IncomingMessage,
		response: ServerResponse,
	) {
		this.options = options;
		this.route = known.route;
		this.lastResort = known.lastResort;
		this.request = request;
		this.response = response;
		this.begun = options.stopwatch();
		this.timer = setTimeout(() => this.answer(this.lastResort, 'deadline'), options.deadline);
	}

	begin(): void {
		this.request.on('data', (chunk: Buffer) => this.take(chunk));
		this.request.on('end', () => this.handOver());
	}

	private take(chunk: Buffer): void {
		this.received += chunk.length;
		if (this.kept < longestBody) {
			const piece = chunk.length > longestBody - this.kept ? chunk.subarray(0, longestBody - this.kept) : chunk;
			this.chunks.push(piece);
			this.kept += piece.length;
		}
		if (this.received > longestDiscarded) this.handOver();
	}

	private handOver(): void {
		if (this.handed) return;
		this.handed = true;
		const [first] = this.chunks;
		const body = this.chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.chunks);
		this.chunks = [];
		const { headers } = this.request;
		const contentType = headers['content-type'] ?? '';
		const request = { body, contentType, headers, target: this.request.url ?? '' };
		this.serve({ route: this.route, request, fault: this.faultOf(headers['content-encoding']) });
	}

	private faultOf(encoding: string | undefined): BodyFault | undefined {
		if (this.received > this.kept) return 'body-too-long';
		return encoding === undefined || encoding === 'identity' ? undefined : 'body-encoded';
	}

	private serve(call: GatewayCall<Route>): void {
		const fail = (error: unknown): void => {
			this.options.observer.failed(this.route.id, error);
			this.answer(this.lastResort, 'fault');
		};
		try {
			this.options.serve(call).then((answer) => this.answer(answer, 'answered'), fail);
		} catch (error) {
			fail(error);
		}
	}

	private answer(answer: GatewayAnswer, outcome: GatewayOutcome): void {
		if (this.over) return;
		this.over = true;
		clearTimeout(this.timer);
		const { contentType, body, status = 200 } = answer.body === '' ? this.lastResort : answer;
		/** What is left of an unfinished body must not be read as the next request. */
		if (!this.request.complete) this.response.shouldKeepAlive = false;
		const length = Buffer.byteLength(body);
		this.response.writeHead(status, [
			'Content-Type',
			contentType,
			'Content-Length',
			length,
			'Cache-Control',
			'no-store',
		]);
		this.response.end(body);
		this.options.observer.answered(this.route.id, outcome, this.options.stopwatch() - this.begun);
	}
}
