import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { systemClock } from '../src/shared/clock.ts';
import { type Row, type Say, SIZES, type Size } from './bench/row.ts';
import { growth } from './bench/rows/growth.ts';
import { latency } from './bench/rows/latency.ts';
import { learn } from './bench/rows/learn.ts';
import { mongo } from './bench/rows/mongo.ts';
import { start } from './bench/rows/start.ts';
import { texts } from './bench/rows/texts.ts';
import { throughput } from './bench/rows/throughput.ts';
import { pinned } from './bench/server.ts';
import { table } from './bench/table.ts';

/**
 * `npm run bench [-- --full | --quick] [--only throughput,latency,growth,start,texts,learn,mongo]`: the service beside its peers, in one run, on
 * this machine's loopback. Progress on standard error, the table on standard output, everything in results/bench.json.
 */
const MEASURES: Readonly<Record<string, (size: Size, say: Say) => Promise<Row[]>>> = {
	throughput,
	latency,
	growth,
	start,
	texts,
	learn,
	mongo,
};
const RESULTS = 'results';
/** Average of waiting processes from which on somebody else's work is in the figures. */
const BUSY_MACHINE = 0.7;

function asked(): { readonly size: Size; readonly names: readonly string[] } {
	const { values } = parseArgs({
		options: { full: { type: 'boolean' }, quick: { type: 'boolean' }, only: { type: 'string' } },
	});
	const size = values.full ? SIZES.full : values.quick ? SIZES.quick : SIZES.usual;
	return { size, names: values.only?.split(',') ?? Object.keys(MEASURES) };
}

async function bench(): Promise<void> {
	const { size, names } = asked();
	const [before = 0] = loadavg();
	const rows: Row[] = [];
	for (const name of names) {
		const measure = MEASURES[name];
		if (!measure) throw new Error(`There is no figure "${name}". There are: ${Object.keys(MEASURES).join(', ')}.`);
		rows.push(...(await measure(size, (line) => process.stderr.write(`${name}: ${line}\n`))));
	}
	write({ size, names, before, rows });
}

interface Measured {
	readonly size: Size;
	readonly names: readonly string[];
	/** The machine's load average before the bench began. */
	readonly before: number;
	readonly rows: readonly Row[];
}

function write({ size, names, before, rows }: Measured): void {
	const [cpu] = cpus();
	const machine = {
		processor: cpu?.model ?? 'unknown',
		cores: cpus().length,
		node: process.version,
		loadBefore: before,
	};
	const at = new Date(systemClock.now()).toISOString();
	mkdirSync(RESULTS, { recursive: true });
	writeFileSync(`${RESULTS}/bench.json`, `${JSON.stringify({ at, machine, pinned, size, rows }, undefined, '\t')}\n`);
	const remarks = [
		`${machine.processor}, ${machine.cores} cores, Node ${machine.node}; size ${size.name}, median of ${size.rounds}`,
		pinned ? 'server on core 0, load on core 1' : 'UNPINNED (no taskset): server and load disturb each other',
		...(before > BUSY_MACHINE
			? [`THE MACHINE WAS BUSY before the bench began (load average ${before.toFixed(1)})`]
			: []),
		...(names.includes('growth') && size.name !== 'full'
			? ["growth below the design's 1,000,000 persons, which --full measures"]
			: []),
	];
	process.stdout.write(['', ...remarks, '', table(rows), ''].join('\n'));
}

await bench();
