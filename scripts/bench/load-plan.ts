import type { Country } from '../../src/conversation/index.ts';

/** What a load generator is told to do; plain JSON, since it runs in a process of its own. */
export interface LoadPlan {
	/** Absent: a session by USSD; else texts, each with an id of its own. */
	readonly medium?: 'sms';
	/** On loopback; a load leaves the machine never. */
	readonly port: number;
	readonly path: string;
	readonly serviceCode: string;
	readonly country: Country;
	/** Keep-alive connections, each with one session at a time. */
	readonly connections: number;
	/** What is typed after the dial, one answer a turn. */
	readonly answers: readonly string[];
	readonly callers: Callers;
	/** Makes the session ids of this run unlike those of any other. */
	readonly run: string;
	readonly warmUpSeconds: number;
	readonly seconds: number;
	/** Turns a second whatever the answers take (open loop); absent: the next turn follows the answer (closed loop). */
	readonly turnsPerSecond?: number;
}

/** Who dials: caller `first + (n * stride) mod count` in the n-th session, so that no phone number's neighbour follows it. */
export interface Callers {
	readonly first: number;
	readonly count: number;
	readonly stride: number;
}

/** What the load saw. Latencies in microseconds; in an open loop they count from when the turn was due. */
export interface LoadResult {
	readonly turns: number;
	readonly turnsPerSecond: number;
	readonly median: number;
	readonly p99: number;
	readonly largest: number;
	/** Answers that were not 200 or did not begin with CON or END, and connections that broke, by kind. */
	readonly faults: Readonly<Record<string, number>>;
	/** Sessions that the service ended before all answers were given. */
	readonly endedEarly: number;
	/** Share of its core that the load generator needed, 0 to 1: near 1, it measured itself. */
	readonly busy: number;
}
