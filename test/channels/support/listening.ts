import { Agent, request as httpRequest } from 'node:http';
import type { GatewayRequest } from '../../../src/channels/channel.ts';
import { createLog, errorFields } from '../../../src/shared/log.ts';
import { createGatewayListener } from '../../../src/web/gateway-listener.ts';
import { createMetrics } from '../../../src/web/metrics.ts';
import { answerOf, createServe, type ServedRoute, type ServeOptions } from '../../../src/web/serve-turn.ts';
import { stillClock } from '../../support/doors.ts';
import { serving } from '../../web/harness.ts';
import { type HandlerTable, routeSecret } from './handler-table.ts';
import { allowPort } from './stay-offline.ts';

export const routeId = 'runner-route';
/** Said to who waits when all else fails. */
export const helpLines = 'END 116';

export interface Answered {
	readonly status: number;
	readonly contentType: string;
	readonly body: string;
}

/** What came of the requests so far. */
export interface Heard {
	/** What reached the line, the outbox or the quarantine: everything that lasts. */
	readonly effects: { readonly is: string; readonly about: unknown }[];
	readonly forged: string[];
	/** How often the handler was asked. */
	parsed: number;
	/** Lines of the log, as they are written. */
	readonly lines: string[];
	/** Fields that the log did not let through. */
	readonly dropped: () => number;
	/** All that the page of metrics says but its numbers. */
	readonly labels: () => Promise<string>;
}

export interface ListeningOptions {
	/** Stands for the line and all behind it; may throw, or never come to an end. */
	readonly line?: (about: unknown) => Promise<void>;
	readonly deadline?: number;
}

export type Send = (request: GatewayRequest) => Promise<Answered>;

/** Serves one handler on loopback by the real listener, log and metrics, put together as the service does. */
export async function listening<T>(
	table: HandlerTable,
	options: ListeningOptions,
	use: (send: Send, heard: Heard) => Promise<T>,
): Promise<T> {
	const { listener, heard } = listenerOf(table, options);
	const agent = new Agent({ keepAlive: true });
	return serving(listener, async (port) => {
		const forbid = allowPort(port);
		try {
			return await use((request) => post(port, agent, request), heard);
		} finally {
			agent.destroy();
			forbid();
		}
	});
}

function listenerOf(table: HandlerTable, { line = async () => {}, deadline = 10_000 }: ListeningOptions) {
	const metrics = createMetrics();
	const lines: string[] = [];
	const log = createLog({ level: 'debug', write: (written) => lines.push(written), clock: stillClock() });
	const heard: Heard = {
		effects: [],
		forged: [],
		parsed: 0,
		lines,
		dropped: log.dropped,
		labels: async () => (await metrics.page()).body.replace(/(?<=[} ])-?[\d.e+-]+$/gm, ''),
	};
	const handler = {
		...table.handler,
		parse: ((request, route) => {
			heard.parsed += 1;
			return table.handler.parse(request, route);
		}) satisfies ServedRoute['handler']['parse'],
	};
	const route: ServedRoute = { id: routeId, path: handler.path, secret: routeSecret, ...table.route, handler };
	const listener = createGatewayListener<ServedRoute>({
		routes: [route],
		serve: createServe(partsOf(heard, line, { log, metrics })),
		lastResort: (one) => one.handler.again ?? answerOf(one, { text: helpLines, end: true }),
		elsewhere: (_request, response) => response.writeHead(404).end('elsewhere'),
		deadline,
		stopwatch: () => 0,
		observer: {
			answered: (id, outcome, milliseconds) => {
				metrics.gateway.answered(id, outcome, milliseconds);
				log.debug('answered', { route: id, outcome, milliseconds });
			},
			refused: metrics.gateway.refused,
			failed: (id, error) => log.error('turn-failed', { route: id, ...errorFields(error) }),
		},
	});
	return { listener, heard };
}

function partsOf(
	heard: Heard,
	line: (about: unknown) => Promise<void>,
	{ log, metrics }: { readonly log: ReturnType<typeof createLog>; readonly metrics: ReturnType<typeof createMetrics> },
): ServeOptions {
	const keep = async (is: string, about: unknown): Promise<void> => {
		await line(about);
		heard.effects.push({ is, about });
	};
	return {
		turn: async (_route, turn) => {
			await keep('turn', turn);
			return { text: 'Choisir', end: false };
		},
		call: async (_route, call) => {
			await keep('call', call);
			return { text: 'Choisir', end: false };
		},
		callEnded: (_route, end) => keep('session-end', end),
		message: (_route, message) => keep('message', message),
		report: (_route, report) => keep('report', report),
		optOut: (_route, from, wants) => keep('opt-out', { from, wants }),
		odd: async (route, reason, body) => {
			metrics.quarantined(route, reason);
			log.warn('callback-odd', { route, reason });
			await keep('odd', Buffer.from(body));
		},
		forged: (route, reason) => {
			metrics.forged(route, reason);
			log.warn('callback-forged', { route, reason });
			heard.forged.push(reason);
		},
		sessionEnded: (route, status) => {
			metrics.sessionEnded(route, status);
			heard.effects.push({ is: 'session-end', about: status });
		},
		oddReply: () => ({ text: helpLines, end: true }),
	};
}

function post(port: number, agent: Agent, { target, contentType, headers, body }: GatewayRequest): Promise<Answered> {
	return new Promise((resolve, reject) => {
		const sent = httpRequest({ host: '127.0.0.1', port, agent, method: 'POST', path: target }, (response) => {
			const chunks: Buffer[] = [];
			response.on('data', (chunk: Buffer) => chunks.push(chunk));
			response.on('error', reject);
			response.on('end', () =>
				resolve({
					status: response.statusCode ?? 0,
					contentType: response.headers['content-type'] ?? '',
					body: Buffer.concat(chunks).toString(),
				}),
			);
		});
		sent.on('error', reject);
		for (const [name, value] of Object.entries({ 'content-type': contentType, ...headers }))
			if (value !== undefined) sent.setHeader(name, value);
		sent.end(body);
	});
}
