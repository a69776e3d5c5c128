import fc from 'fast-check';
import { Counter, Histogram, Registry } from 'prom-client';
import { createMetrics } from '../../src/web/metrics.ts';
import { registerCounter, registerTimings } from '../../src/web/tally.ts';

const word = fc.constantFrom('ci', 'gh', 'answered', 'deadline', 'a "b"\\\n');
const described = { name: 'x_seconds', help: 'Some help', labelNames: ['route', 'outcome'] };

/** A page of metrics, its lines in no order. */
const lines = async (registry: Registry) => (await registry.metrics()).split('\n').sort();

describe('a tally', () => {
	it("shows timings as prom-client's histogram does", async () => {
		const bounds = [0.001, 0.02, 1];
		const seconds = fc.oneof(fc.constantFrom(0, 0.001, 0.02, 1), fc.double({ min: 0, max: 20, noNaN: true }));
		await fc.assert(
			fc.asyncProperty(fc.array(fc.tuple(word, word, seconds), { maxLength: 12 }), async (observed) => {
				const [ours, theirs] = [new Registry(), new Registry()];
				const observe = registerTimings(ours, { ...described, bounds });
				const histogram = new Histogram({ ...described, buckets: bounds, registers: [theirs] });
				for (const [route, outcome, value] of observed) {
					observe(route, outcome, value);
					histogram.observe({ route, outcome }, value);
				}
				expect(await lines(ours)).toEqual(await lines(theirs));
			}),
			{ numRuns: 40 },
		);
	});

	it("shows counts as prom-client's counter does", async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(fc.tuple(word, word)), async (counted) => {
				const [ours, theirs] = [new Registry(), new Registry()];
				const count = registerCounter(ours, described);
				const counter = new Counter({ ...described, registers: [theirs] });
				for (const [route, outcome] of counted) {
					count(route, outcome);
					counter.inc({ route, outcome });
				}
				expect(await lines(ours)).toEqual(await lines(theirs));
			}),
			{ numRuns: 40 },
		);
	});
});

describe('metrics', () => {
	it('have labels that cannot tell persons apart', async () => {
		const ours = createMetrics()
			.registry.getMetricsAsArray()
			.filter(({ name }) => name.startsWith('kasakuma_'));
		const labels = ours.flatMap((metric) => (metric as unknown as { labelNames: string[] }).labelNames);
		expect(ours).toHaveLength(11);
		expect([...new Set(labels)].sort()).toEqual(['flow', 'outcome', 'reason', 'route', 'state', 'status', 'what']);
	});
});
