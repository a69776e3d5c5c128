import { parentPort, workerData } from 'node:worker_threads';
import { codeOf } from '../../shared/errors.ts';
import { perform, type Work } from './link.ts';
import { SegmentFiles } from './segment.ts';
import { realFs } from './spool-fs.ts';

/** The thread that waits for the spool's disk, so that no other has to. */

export interface Request<Op extends keyof Work = keyof Work> {
	readonly id: number;
	readonly op: Op;
	readonly args: Parameters<Work[Op]>;
}

export type Answer =
	| { readonly id: number; readonly value: ReturnType<Work[keyof Work]> }
	| { readonly id: number; readonly failed: string };

export interface WorkerData {
	readonly directory: string;
}

if (parentPort !== null) {
	const port = parentPort;
	const files = new SegmentFiles(realFs, (workerData as WorkerData).directory);
	port.on('message', (request: Request) => port.postMessage(answer(files, request)));
}

function answer(files: SegmentFiles, { id, op, args }: Request): Answer {
	try {
		return { id, value: perform(files, op, args) };
	} catch (error) {
		return { id, failed: codeOf(error) };
	}
}
