import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { openMongoStore } from '../../../src/store/mongo/open.ts';
import { dropDatabase } from '../../store/make-mongo.ts';
import { freshDatabase, mongoTestUrl } from '../../support/mongo/on-mongo.ts';
import { type MongoProxy, startProxy } from '../../support/mongo/proxy.ts';
import { type Audit, audit } from './audit.ts';
import type { Book } from './book.ts';
import type { Caller } from './caller.ts';
import { Gateway } from './gateway.ts';
import { partsOf, type ServiceProcess, startProcess } from './process.ts';
import { withFolder } from './run.ts';

/** How long the balancer waits for an answer before it asks the other instance: as little as a person does, or as a gateway. */
export const PATIENCE = { short: 2_000, long: 20_000 } as const;
/** Between a person's answer and their next turn, in milliseconds: a load that one database can take. */
const THINKS_MS = 150;
const TRIES_MOST = 40;
const RELAYED_WITHIN_MS = 30_000;

/** Which instance a turn goes to first: the next one each time, or always the same for one phone. */
export type Routing = 'alternate' | 'sticky';

export interface ClusterOptions {
	readonly routing: Routing;
	readonly patience: keyof typeof PATIENCE;
	readonly program?: readonly string[];
	/** Of each instance, over those that make it one of a cluster. */
	readonly settings?: Readonly<Record<string, string>>;
}

/** Two instances of the service on one MongoDB, each with its own way to it. */
export interface Cluster {
	readonly instances: readonly Instance[];
	readonly talk: (callers: readonly Caller[], goesOn: (caller: Caller) => boolean) => Promise<void>;
	/** Stops what runs, and holds the database against the book. */
	readonly audited: (book: Book) => Promise<Audit & { readonly exits: readonly (number | null)[] }>;
}

export class Instance {
	readonly proxy: MongoProxy;
	readonly #start: () => Promise<ServiceProcess>;
	readonly #patienceMs: number;
	#running: { readonly service: ServiceProcess; readonly gateway: Gateway } | undefined;

	constructor(proxy: MongoProxy, patienceMs: number, start: () => Promise<ServiceProcess>) {
		this.proxy = proxy;
		this.#patienceMs = patienceMs;
		this.#start = start;
	}

	get service(): ServiceProcess {
		if (this.#running === undefined) throw new Error('the instance does not run');
		return this.#running.service;
	}

	/** Nobody answers while it is away. */
	get gateway(): Gateway | undefined {
		return this.#running?.gateway;
	}

	async start(): Promise<void> {
		const service = await this.#start();
		this.#running = { service, gateway: new Gateway(service, this.#patienceMs) };
	}

	async kill(): Promise<void> {
		const running = this.#running;
		this.#running = undefined;
		await running?.service.kill();
		running?.gateway.close();
	}

	/** Holds the process where it is, as a paused machine does, until it is let go. */
	pause(): () => void {
		const { pid } = this.service;
		process.kill(pid, 'SIGSTOP');
		return () => process.kill(pid, 'SIGCONT');
	}

	/** Resolves when its turns go to the store again. */
	async closed(withinMs: number): Promise<number> {
		const begun = performance.now();
		while (performance.now() - begun < withinMs && (await partsOf(this.service)).turns !== 'closed') await tick(50);
		return Math.round(performance.now() - begun);
	}

	async stop(): Promise<number | null> {
		const running = this.#running;
		this.#running = undefined;
		running?.gateway.close();
		return running === undefined ? 0 : running.service.stop();
	}
}

const tick = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

export function withCluster<Result>(
	{ routing, patience, program = ['src/main.js'], settings: more }: ClusterOptions,
	work: (cluster: Cluster) => Promise<Result>,
): Promise<Result> {
	return withFolder(async (folder) => {
		const url = freshDatabase(mongoTestUrl() ?? '');
		const instances = await Promise.all(
			['a', 'b'].map(async (name) => {
				const proxy = await startProxy(url);
				const settings = { DATABASE_URL: proxy.url, SPOOL_DIR: join(folder, `spool-${name}`), ...more };
				return new Instance(proxy, PATIENCE[patience], () => startProcess(program, folder, { settings }));
			}),
		);
		try {
			// Together, on one empty folder: the first start of an installation that begins with two instances.
			await Promise.all(instances.map((instance) => instance.start()));
			return await work({
				instances,
				talk: (callers, goesOn) => talk(instances, routing, callers, goesOn),
				audited: async (book) => {
					if (book.refused > 0) for (const { gateway, service } of instances) if (gateway) tellFailures(service);
					const exits = await Promise.all(instances.map((instance) => instance.stop()));
					return { ...(await audit(folder, book, () => relayed(url))), exits };
				},
			});
		} finally {
			for (const { proxy } of instances) await proxy.stop();
			await dropDatabase(url);
		}
	});
}

/** Why turns were refused, as the service's log has it. */
function tellFailures(service: ServiceProcess): void {
	const failures = service
		.log()
		.split('\n')
		.filter((line) => line.includes('turn-failed'));
	for (const line of failures.slice(0, 5)) process.stdout.write(`       ${line}\n`);
}

/** The store once all that killed processes left has been moved on. */
async function relayed(url: string) {
	const store = await openMongoStore({ url, timeoutMs: RELAYED_WITHIN_MS });
	for (let round = 0; round < 10; round++) await store.sweep();
	return store;
}

async function talk(
	instances: readonly Instance[],
	routing: Routing,
	callers: readonly Caller[],
	goesOn: (caller: Caller) => boolean,
): Promise<void> {
	let turns = 0;
	const first = ({ number }: { readonly number: string }): number =>
		routing === 'alternate' ? turns++ : (createHash('sha256').update(number).digest()[0] ?? 0);
	const turn = async (caller: Caller): Promise<boolean> => {
		const start = first(caller.due);
		for (let tries = 0; tries < TRIES_MOST; tries++) {
			const { gateway } = instances[(start + tries) % instances.length] ?? {};
			if (gateway === undefined) await tick(20);
			else if (await gateway.turn(caller)) return true;
		}
		return false;
	};
	const one = async (caller: Caller) => {
		while (goesOn(caller) && (await turn(caller))) await tick(THINKS_MS);
	};
	await Promise.all(callers.map(one));
}
