import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { AppObserver } from './app.ts';
import type { GatewayObserver } from './gateway-exchange.ts';

/** Seconds. A turn's aim is 20 ms, its deadline 4 s, a gateway's patience 10 s. */
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 10];

/** What a turn came to, as the line tells it. Words and ids of ours only: a label must never tell persons apart. */
export interface TurnFacts {
	readonly route: string;
	readonly flow: string;
	readonly outcome: string;
}

export interface Metrics {
	/** The page that a collector reads. */
	readonly page: () => Promise<{ readonly contentType: string; readonly body: string }>;
	/** For the gauges of other rooms (spool depth, outbox age), under the same rule for labels. */
	readonly registry: Registry;
	readonly gateway: Pick<GatewayObserver, 'answered' | 'refused'>;
	readonly app: Pick<AppObserver, 'answered'>;
	readonly turn: (facts: TurnFacts) => void;
	/** `reason` is a handler's machine word. */
	readonly quarantined: (route: string, reason: string) => void;
}

/** Counters and timings of the service, with the process's own (memory, event-loop lag). */
export function createMetrics(): Metrics {
	const registry = new Registry();
	const registers = [registry];
	collectDefaultMetrics({ register: registry });
	const answers = new Histogram({
		name: 'kasakuma_gateway_answer_seconds',
		help: 'From a callback to its answer, by route and outcome (answered, deadline, fault)',
		labelNames: ['route', 'outcome'],
		buckets,
		registers,
	});
	const refusals = new Counter({
		name: 'kasakuma_gateway_refusals_total',
		help: 'Callbacks without a right secret',
		labelNames: ['status'],
		registers,
	});
	const pages = new Counter({
		name: 'kasakuma_web_answers_total',
		help: 'Answers to all but gateways',
		labelNames: ['status'],
		registers,
	});
	const turns = new Counter({
		name: 'kasakuma_turns_total',
		help: 'Turns by what they came to',
		labelNames: ['route', 'flow', 'outcome'],
		registers,
	});
	const quarantined = new Counter({
		name: 'kasakuma_quarantined_total',
		help: 'Callbacks kept unread',
		labelNames: ['route', 'reason'],
		registers,
	});
	return {
		registry,
		page: async () => ({ contentType: registry.contentType, body: await registry.metrics() }),
		gateway: {
			answered: (route, outcome, milliseconds) => answers.observe({ route, outcome }, milliseconds / 1_000),
			refused: (status) => refusals.inc({ status }),
		},
		app: { answered: (status) => pages.inc({ status }) },
		turn: ({ route, flow, outcome }) => turns.inc({ route, flow, outcome }),
		quarantined: (route, reason) => quarantined.inc({ route, reason }),
	};
}
