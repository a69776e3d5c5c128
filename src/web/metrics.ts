import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { AppObserver } from './app.ts';
import type { GatewayObserver } from './gateway-exchange.ts';
import { registerCounter, registerTimings } from './tally.ts';

/** Seconds. A turn's aim is 20 ms, its deadline 4 s, a gateway's patience 10 s. */
const bounds = [0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 10];

/** What a turn came to, as the line tells it. Words and ids of ours only: a label must never tell persons apart. */
export interface TurnFacts {
	readonly route: string;
	readonly flow: string;
	readonly outcome: string;
}

export interface Metrics {
	/** The page that a collector reads. */
	readonly page: () => Promise<{ readonly contentType: string; readonly body: string }>;
	readonly registry: Registry;
	readonly gateway: Pick<GatewayObserver, 'answered' | 'refused'>;
	readonly app: Pick<AppObserver, 'answered'>;
	readonly turn: (facts: TurnFacts) => void;
	/** `reason` is a handler's machine word. */
	readonly quarantined: (route: string, reason: string) => void;
	/** A gateway said that a session is over; `status` is a word of ours. */
	readonly sessionEnded: (route: string, status: string) => void;
	/** A level that is read when the page is. */
	readonly gauge: (name: string, help: string, read: () => number) => void;
}

/** Counters and timings of the service, with the process's own (memory, event-loop lag). */
export function createMetrics(): Metrics {
	const registry = new Registry();
	collectDefaultMetrics({ register: registry });
	const answers = registerTimings(registry, {
		name: 'kasakuma_gateway_answer_seconds',
		help: 'From a callback to its answer, by route and outcome (answered, deadline, fault)',
		labelNames: ['route', 'outcome'],
		bounds,
	});
	const counter = (name: string, help: string, ...labelNames: readonly string[]) =>
		registerCounter(registry, { name: `kasakuma_${name}_total`, help, labelNames });
	const refusals = counter('gateway_refusals', 'Callbacks without a right secret', 'status');
	const pages = counter('web_answers', 'Answers to all but gateways', 'status');
	const turns = counter('turns', 'Turns by what they came to', 'route', 'flow', 'outcome');
	const quarantined = counter('quarantined', 'Callbacks kept unread', 'route', 'reason');
	const sessionEnded = counter('sessions_ended', 'Sessions that a gateway said are over', 'route', 'status');
	return {
		registry,
		page: async () => ({ contentType: registry.contentType, body: await registry.metrics() }),
		gateway: {
			answered: (route, outcome, milliseconds) => answers(route, outcome, milliseconds / 1_000),
			refused: (status) => refusals(String(status)),
		},
		app: { answered: (status) => pages(String(status)) },
		turn: ({ route, flow, outcome }) => turns(route, flow, outcome),
		quarantined,
		sessionEnded,
		gauge: (name, help, read) => {
			new Gauge({
				name: `kasakuma_${name}`,
				help,
				registers: [registry],
				collect() {
					this.set(read());
				},
			});
		},
	};
}
