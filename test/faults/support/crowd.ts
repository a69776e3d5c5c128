import { setTimeout as pause } from 'node:timers/promises';
import type { Book } from './book.ts';
import { Caller } from './caller.ts';
import { Gateway } from './gateway.ts';
import type { ServiceProcess } from './process.ts';

const TICK_MS = 5;

export interface CrowdOptions {
	readonly book: Book;
	readonly seed: string;
	/** How many people are in a session at a time; more while answers are slow. */
	readonly size: number;
}

/** People who take their turns at a steady rate, whatever the answers take: as many callers as that needs. */
export class Crowd {
	readonly #options: CrowdOptions;
	readonly #callers: Caller[] = [];
	/** In the order in which they were answered. Who dialled while answers were slow rests while `size` others talk. */
	readonly #free: Caller[] = [];
	readonly #underWay = new Set<Promise<void>>();
	#gateway: Gateway | undefined;
	#pacing: Promise<void> | undefined;
	#stopped = false;

	constructor(options: CrowdOptions) {
		this.#options = options;
	}

	/** From now on they reach this process; with `undefined`, nobody reaches anything. */
	reach(service: ServiceProcess | undefined): void {
		this.#gateway?.close();
		this.#gateway = service === undefined ? undefined : new Gateway(service);
	}

	start(turnsPerSecond: number): void {
		this.#pacing = this.#pace(turnsPerSecond);
	}

	/** No more turns; those that were sent and not answered are sent again until they are. */
	async stop(): Promise<void> {
		this.#stopped = true;
		await this.#pacing;
		await Promise.all(this.#underWay);
		const gateway = this.#gateway;
		if (gateway === undefined) return;
		await Promise.all(this.#callers.filter(({ unanswered }) => unanswered).map((caller) => gateway.turn(caller)));
		gateway.close();
	}

	async #pace(turnsPerSecond: number): Promise<void> {
		const begun = performance.now();
		for (let due = 0; !this.#stopped; ) {
			const now = ((performance.now() - begun) * turnsPerSecond) / 1_000;
			for (; due < now; due += 1) this.#turn();
			await pause(TICK_MS);
		}
	}

	#turn(): void {
		const gateway = this.#gateway;
		if (gateway === undefined) return;
		const caller = this.#next() ?? this.#newCaller();
		const turn = gateway.turn(caller).then(() => {
			this.#free.push(caller);
			this.#underWay.delete(turn);
		});
		this.#underWay.add(turn);
	}

	#next(): Caller | undefined {
		const { size } = this.#options;
		if (this.#callers.length < size) return undefined;
		return this.#free.splice(Math.max(0, this.#free.length - size), 1)[0];
	}

	#newCaller(): Caller {
		const { book, seed } = this.#options;
		const caller = new Caller(book, seed, this.#callers.length);
		this.#callers.push(caller);
		return caller;
	}
}
