import type { Metric, Registry } from 'prom-client';

/**
 * Counters and timings for the line. prom-client's own cost as much a turn as reading its form does (they check and hash
 * the labels each time); these look their series up and add, and are put into prom-client's shape when the page is read.
 */

type Labels = Readonly<Record<string, string>>;

interface Sample {
	readonly value: number;
	readonly labels: Labels;
	readonly metricName: string;
}

interface Described {
	readonly name: string;
	readonly help: string;
	readonly labelNames: readonly string[];
}

/** Adds one to the series of these label values, given in the order of `labelNames`. */
export type Count = (...values: readonly string[]) => void;

export function registerCounter(registry: Registry, described: Described): Count {
	const series = new Map<string, { count: number; readonly labels: Labels }>();
	register(registry, described, 'counter', () =>
		[...series.values()].map(({ count, labels }) => ({ value: count, labels, metricName: described.name })),
	);
	return (...values) => {
		const key = values.join('\n');
		const known = series.get(key);
		if (known === undefined) series.set(key, { count: 1, labels: labelsOf(described, values) });
		else known.count += 1;
	};
}

interface Timings {
	/** Observations a bucket, the last for what is above all bounds. */
	readonly counts: Float64Array;
	readonly labels: Labels;
	sum: number;
}

/** Adds an observation, in seconds, to the series of two label values, given in the order of `labelNames`. */
export type Observe = (first: string, second: string, seconds: number) => void;

export function registerTimings(
	registry: Registry,
	described: Described & { readonly bounds: readonly number[] },
): Observe {
	const { bounds } = described;
	const series = new Map<string, Map<string, Timings>>();
	register(registry, described, 'histogram', () =>
		[...series.values()].flatMap((bySecond) =>
			[...bySecond.values()].flatMap((timings) => samplesOf(described, timings)),
		),
	);
	const add = (first: string, second: string): Timings => {
		const bySecond = series.get(first) ?? new Map<string, Timings>();
		const counts = new Float64Array(bounds.length + 1);
		const timings = { counts, sum: 0, labels: labelsOf(described, [first, second]) };
		series.set(first, bySecond.set(second, timings));
		return timings;
	};
	return (first, second, seconds) => {
		const timings = series.get(first)?.get(second) ?? add(first, second);
		let bucket = 0;
		while (bucket < bounds.length && seconds > (bounds[bucket] ?? 0)) bucket += 1;
		timings.counts[bucket] = (timings.counts[bucket] ?? 0) + 1;
		timings.sum += seconds;
	};
}

/** Buckets count all that is below their bound, as Prometheus wants them. */
function samplesOf(
	{ name, bounds }: { readonly name: string; readonly bounds: readonly number[] },
	{ counts, labels, sum }: Timings,
): Sample[] {
	let below = 0;
	const buckets = [...bounds.map(String), '+Inf'].map((le, at) => {
		below += counts[at] ?? 0;
		return { value: below, labels: { le, ...labels }, metricName: `${name}_bucket` };
	});
	return [
		...buckets,
		{ value: sum, labels, metricName: `${name}_sum` },
		{ value: below, labels, metricName: `${name}_count` },
	];
}

function labelsOf({ labelNames }: Described, values: readonly string[]): Labels {
	return Object.fromEntries(labelNames.map((name, at) => [name, values[at] ?? '']));
}

function register(
	registry: Registry,
	described: Described,
	type: 'counter' | 'histogram',
	samples: () => readonly Sample[],
): void {
	const metric = {
		...described,
		type,
		aggregator: 'sum',
		get: async () => ({ ...described, type, aggregator: 'sum', values: samples() }),
	};
	/** A registry asks its metrics for no more than `name` and `get`; the type names prom-client's own classes only. */
	registry.registerMetric(metric as unknown as Metric);
}
