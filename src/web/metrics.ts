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
	/** A callback that its provider has not signed; `reason` as above. */
	readonly forged: (route: string, reason: string) => void;
	/** A gateway said that a session is over; `status` is a word of ours. */
	readonly sessionEnded: (route: string, status: string) => void;
	/** A message ended its claim: in a state of the outbox, for a reason of ours or of its provider. */
	readonly sent: (route: string, state: string, reason: string) => void;
	/** People must look: a storm, a cap on spending, a message that no key opens. */
	readonly alarm: (route: string, what: string) => void;
	/** A provider's report, by what became of it. */
	readonly reported: (route: string, what: string) => void;
	/** What a look through a provider's own list of texts found: one that no callback had brought, or no list. */
	readonly swept: (route: string, what: string) => void;
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
	const forged = counter('forged', 'Callbacks that were not from the provider', 'route', 'reason');
	const sessionEnded = counter('sessions_ended', 'Sessions that a gateway said are over', 'route', 'status');
	const sent = counter('messages', 'Claims of messages by how they ended', 'route', 'state', 'reason');
	const alarm = counter('sending_alarms', 'Messages stopped that people must look at', 'route', 'what');
	const reported = counter('reports', 'Delivery reports by what became of them', 'route', 'what');
	const swept = counter('swept', 'Texts that no callback brought, by what became of them', 'route', 'what');
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
		forged,
		sent,
		alarm,
		reported,
		swept,
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
