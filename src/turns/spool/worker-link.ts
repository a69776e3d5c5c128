import { Worker } from 'node:worker_threads';
import { type Link, LinkError, type Work } from './link.ts';
import type { Answer, Request, WorkerData } from './worker.ts';

interface Waiting {
	readonly resolve: (value: ReturnType<Work[keyof Work]>) => void;
	readonly reject: (error: LinkError) => void;
}

/** The files in a thread of their own. A thread that died is replaced at the next call. */
export function workerLink(directory: string): Link {
	const waiting = new Map<number, Waiting>();
	let worker: Worker | undefined;
	let last = 0;
	let closed = false;

	const lose = (lost: Worker) => {
		if (worker !== lost) return;
		worker = undefined;
		for (const { reject } of waiting.values()) reject(new LinkError('worker-lost'));
		waiting.clear();
	};
	const hear = (answer: Answer) => {
		const call = waiting.get(answer.id);
		waiting.delete(answer.id);
		if ('failed' in answer) call?.reject(new LinkError(answer.failed));
		else call?.resolve(answer.value);
	};
	const start = (): Worker => {
		const workerData: WorkerData = { directory };
		const started = new Worker(new URL('./worker.js', import.meta.url), { workerData });
		started.on('message', hear);
		started.on('error', () => lose(started));
		started.on('exit', () => lose(started));
		return started;
	};

	const call: Link['call'] = (op, ...args) =>
		new Promise((resolve, reject) => {
			if (closed) throw new LinkError('closed');
			worker ??= start();
			last += 1;
			waiting.set(last, { resolve: resolve as Waiting['resolve'], reject });
			worker.postMessage({ id: last, op, args } satisfies Request);
		});
	return {
		call,
		close: async () => {
			const files = call('close').catch(() => undefined);
			closed = true;
			await files;
			await worker?.terminate();
		},
	};
}
