import type { SegmentFiles } from './segment.ts';

/** What may be asked of the files, by name. */
export type Work = {
	[Op in keyof SegmentFiles]: (...args: Parameters<SegmentFiles[Op]>) => ReturnType<SegmentFiles[Op]>;
};

/** The way to the files. Calls are carried out one by one, in the order in which they were made. */
export interface Link {
	/** Rejects with an error that has the file system's `code`; `worker-lost` when the thread died, `closed` after `close`. */
	readonly call: <Op extends keyof Work>(op: Op, ...args: Parameters<Work[Op]>) => Promise<ReturnType<Work[Op]>>;
	/** Closes what is open. */
	readonly close: () => Promise<void>;
}

/** A call to the files failed, or the thread that they live in did. */
export class LinkError extends Error {
	override readonly name = 'LinkError';
	readonly code: string;

	constructor(code: string) {
		super(`The spool's files: ${code}`);
		this.code = code;
	}
}

/** The files in this thread: for tests and scripts. A slow disk stops everything else meanwhile. */
export function inlineLink(files: SegmentFiles): Link {
	let closed = false;
	return {
		call: async (op, ...args) => {
			if (closed) throw new LinkError('closed');
			return perform(files, op, args);
		},
		close: async () => {
			closed = true;
			files.close();
		},
	};
}

export function perform<Op extends keyof Work>(files: Work, op: Op, args: Parameters<Work[Op]>): ReturnType<Work[Op]> {
	const work: (this: Work, ...args: Parameters<Work[Op]>) => ReturnType<Work[Op]> = files[op];
	return work.apply(files, args);
}
