import type { Store } from '../store/store.ts';

/** Work that the service does by itself, now and then. */
export interface Job {
	readonly name: string;
	/** Milliseconds from one run to the next, over all instances together. */
	readonly everyMs: number;
	readonly run: () => Promise<unknown>;
}

/** What of one turn of a job came out. */
export type JobOutcome = 'done' | "another's" | 'failed';

export interface JobParts {
	readonly leases: Store['leases'];
	/** Names this instance; new at every start. */
	readonly holder: string;
	readonly now: () => number;
	readonly onFailure: (name: string, error: unknown) => void;
}

/**
 * Runs a job unless another instance has it in this period: whoever takes the lease keeps it for the whole period. A run that
 * fails gives it back, so that another instance may try. Of an instance that dies the next period is anybody's. Whoever has the
 * lease prolongs it and runs again, so that each instance asks once a period and no oftener.
 */
export async function runOnce({ name, everyMs, run }: Job, parts: JobParts): Promise<JobOutcome> {
	const { leases, holder, now, onFailure } = parts;
	try {
		const lease = await leases.take({ name: `job.${name}`, holder, now: now(), forMs: everyMs });
		if (lease === undefined) return "another's";
		try {
			await run();
			return 'done';
		} catch (error) {
			// Where it cannot be given back it runs out; what is told is why the job failed.
			await leases.release(lease).catch(() => {});
			throw error;
		}
	} catch (error) {
		onFailure(name, error);
		return 'failed';
	}
}

/**
 * Runs a job for the first time after `firstMs` and then once a period, as long as the process lives for other reasons.
 * @returns what ends it; a run that has begun goes on.
 */
export function runNowAndThen(job: Job, firstMs: number, parts: JobParts): () => void {
	let next = setTimeout(run, firstMs).unref();
	function run(): void {
		next = setTimeout(run, job.everyMs).unref();
		void runOnce(job, parts);
	}
	return () => clearTimeout(next);
}
