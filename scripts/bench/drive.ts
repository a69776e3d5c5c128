import { setTimeout as pause } from 'node:timers/promises';
import { Caller } from './caller.ts';
import { type Answered, Connection } from './connection.ts';
import { Histogram } from './histogram.ts';
import type { LoadPlan, LoadResult } from './load-plan.ts';

/** An answer that takes longer than a gateway waits is counted as a fault and not waited for. */
const PATIENCE_MS = 10_000;

/** One connection with the person who speaks on it. */
interface Phone {
	readonly connection: Connection;
	readonly caller: Caller;
	busy: boolean;
}

interface Drive {
	readonly plan: LoadPlan;
	readonly phones: readonly Phone[];
	readonly latencies: Histogram;
	readonly faults: Map<string, number>;
	endedEarly: number;
	stopped: boolean;
}

/** Puts the planned load on a port of this machine and says what came back. It ends by itself. */
export async function drive(plan: LoadPlan): Promise<LoadResult> {
	const running = prepare(plan);
	const loop = plan.turnsPerSecond === undefined ? closedLoop(running) : openLoop(running, plan.turnsPerSecond);
	await pause(plan.warmUpSeconds * 1000);
	running.latencies.clear();
	const [since, before] = [performance.now(), process.cpuUsage()];
	await pause(plan.seconds * 1000);
	const seconds = (performance.now() - since) / 1000;
	const used = process.cpuUsage(before);
	const result = resultOf(running, seconds, (used.user + used.system) / 1e6 / seconds);
	running.stopped = true;
	await Promise.race([loop, pause(PATIENCE_MS, undefined, { ref: false })]);
	for (const phone of running.phones) {
		if (phone.busy) countFault(running, 'no answer');
		phone.connection.close();
	}
	return { ...result, faults: Object.fromEntries(running.faults) };
}

function prepare(plan: LoadPlan): Drive {
	let sessions = 0;
	const phones = Array.from({ length: plan.connections }, () => ({
		connection: new Connection(plan.port, plan.path),
		caller: new Caller(plan, () => sessions++),
		busy: false,
	}));
	return { plan, phones, latencies: new Histogram(), faults: new Map(), endedEarly: 0, stopped: false };
}

/** Sends one turn; its latency counts from `due`. */
function turn(running: Drive, phone: Phone, due: number, then: () => void): void {
	phone.busy = true;
	phone.connection.post(phone.caller.next(), (answered) => {
		phone.busy = false;
		running.latencies.add((performance.now() - due) * 1000);
		note(running, phone, answered);
		then();
	});
}

function note(running: Drive, phone: Phone, answered: Answered): void {
	if (answered === 'CON') return;
	if (answered !== 'END') countFault(running, answered.fault);
	if (phone.caller.ended() && answered === 'END') running.endedEarly += 1;
}

function countFault(running: Drive, kind: string): void {
	running.faults.set(kind, (running.faults.get(kind) ?? 0) + 1);
}

async function closedLoop(running: Drive): Promise<void> {
	const oneAfterTheOther = (phone: Phone, done: () => void): void => {
		if (running.stopped) done();
		else turn(running, phone, performance.now(), () => oneAfterTheOther(phone, done));
	};
	await Promise.all(running.phones.map((phone) => new Promise<void>((done) => oneAfterTheOther(phone, done))));
}

/** Turns fall due by the clock; one that finds every phone busy waits, and its waiting counts. */
async function openLoop(running: Drive, turnsPerSecond: number): Promise<void> {
	const start = performance.now();
	const free = [...running.phones];
	for (let sent = 0; !running.stopped; ) {
		const due = start + (sent * 1000) / turnsPerSecond;
		const phone = performance.now() >= due ? free.shift() : undefined;
		if (phone) {
			turn(running, phone, due, () => free.push(phone));
			sent += 1;
		} else await new Promise((resolve) => setImmediate(resolve));
	}
	while (free.length < running.phones.length) await pause(1);
}

function resultOf(running: Drive, seconds: number, busy: number): LoadResult {
	const { latencies } = running;
	return {
		turns: latencies.total,
		turnsPerSecond: latencies.total / seconds,
		median: latencies.quantile(0.5),
		p99: latencies.quantile(0.99),
		largest: latencies.largest,
		faults: {},
		endedEarly: running.endedEarly,
		busy,
	};
}
