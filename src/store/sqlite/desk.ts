import { ServiceError } from '../../shared/errors.ts';
import type { Commit, CommitResult } from '../store.ts';
import { StoreUnavailable } from '../unavailable.ts';
import type { Housekeeping } from './housekeeping.ts';
import type { Answer, Ask, HouseName, Link, LinkEnd, Question, ReadName } from './question.ts';
import type { Loaded, Reads } from './reads.ts';

export interface DeskOptions {
	/** After this many milliseconds without an answer a question is given up. */
	readonly timeoutMs: number;
	/** Most questions without an answer, those that were given up included; more are refused at once. */
	readonly maxQueued: number;
	readonly onBatch: LinkEnd['onBatch'];
}

/** Where the service's thread asks and waits, never longer than the time-out. All reject with `StoreUnavailable`. */
export interface Desk {
	readonly load: (personId: string, conversationId: string) => Promise<Loaded>;
	readonly commit: (commit: Commit) => Promise<CommitResult>;
	readonly read: <Name extends ReadName>(
		name: Name,
		...given: Parameters<Reads[Name]>
	) => Promise<ReturnType<Reads[Name]>>;
	readonly house: <Name extends HouseName>(
		name: Name,
		...given: Parameters<Housekeeping[Name]>
	) => Promise<ReturnType<Housekeeping[Name]>>;
	readonly scrub: () => Promise<void>;
	/** Waits for what was asked before. */
	readonly close: () => Promise<void>;
}

interface Waiter {
	readonly resolve: (value: unknown) => void;
	readonly reject: (error: Error) => void;
}

/** Collects what is asked within one turn of the event loop and sends it as one. */
export function createDesk(open: (end: LinkEnd) => Link, options: DeskOptions): Desk {
	const waiters = new Map<number, Waiter>();
	let outgoing: Question[] = [];
	let lastId = 0;
	let closed: Promise<void> | undefined;
	const link = open({
		answered: (answers) => {
			for (const answer of answers) {
				const waiter = waiters.get(answer.id);
				waiters.delete(answer.id);
				if (waiter !== undefined) settle(waiter, answer);
			}
		},
		lost: (reason) => {
			const lost = [...waiters.values()];
			waiters.clear();
			for (const { reject } of lost) reject(new StoreUnavailable(`the database is not there: ${reason}`));
		},
		onBatch: options.onBatch,
	});
	const flush = () => {
		const questions = outgoing;
		outgoing = [];
		startDeadline({ first: lastId - questions.length + 1, last: lastId }, waiters, options.timeoutMs);
		link.send(questions);
	};
	const ask = <Value>(what: Ask): Promise<Value> => {
		if (closed !== undefined) return Promise.reject(new StoreUnavailable('the store is closed'));
		if (waiters.size >= options.maxQueued)
			return Promise.reject(new StoreUnavailable('too many wait for the database'));
		return new Promise<Value>((resolve, reject) => {
			lastId += 1;
			waiters.set(lastId, { resolve: resolve as (value: unknown) => void, reject });
			if (outgoing.push({ ...what, id: lastId }) === 1) setImmediate(flush);
		});
	};
	return {
		load: (personId, conversationId) => ask({ ask: 'load', personId, conversationId }),
		commit: (commit) => ask({ ask: 'commit', commit }),
		read: (name, ...given) => ask({ ask: 'read', name, given }),
		house: (name, ...given) => ask({ ask: 'house', name, given }),
		scrub: () => ask({ ask: 'scrub' }),
		close: () => {
			// The link closes behind whatever was asked in this turn of the event loop.
			closed ??= new Promise<void>((resolve) => setImmediate(resolve)).then(link.close);
			return closed;
		},
	};
}

function settle({ resolve, reject }: Waiter, answer: Answer): void {
	if (answer.is === 'loaded') resolve(answer.loaded);
	else if (answer.is === 'applied') resolve(answer.result);
	else if (answer.is === 'value') resolve(answer.value);
	else if (answer.is === 'unavailable') reject(new StoreUnavailable(`the database is not available: ${answer.reason}`));
	else reject(new ServiceError('store-refused', answer.reason, 'Something could not be stored as it was given.'));
}

/**
 * One timer for all that was sent together. A question that is given up keeps its place until it is answered, so that a
 * disk that hangs is not given more and more to do.
 */
function startDeadline(
	ids: { readonly first: number; readonly last: number },
	waiters: Map<number, Waiter>,
	timeoutMs: number,
): void {
	const giveUp = () => {
		for (let id = ids.first; id <= ids.last; id++) {
			const waiter = waiters.get(id);
			if (waiter === undefined) continue;
			waiter.reject(new StoreUnavailable('the database does not answer in time'));
			waiters.set(id, SETTLED);
		}
	};
	// Where this thread itself was held up, answers may lie ready: they are heard before anybody is given up.
	setTimeout(() => setImmediate(giveUp), timeoutMs).unref();
}

const SETTLED: Waiter = { resolve: () => {}, reject: () => {} };
