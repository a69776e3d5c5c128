import { Worker } from 'node:worker_threads';
import { ServiceError } from '../../shared/errors.ts';
import { StoreUnavailable } from '../unavailable.ts';
import type { Parcel } from './parcel.ts';
import type { Link, LinkEnd, Question } from './question.ts';
import { packQuestions, unpackAnswers } from './wire.ts';

export interface WorkerData {
	readonly file: string;
	readonly existing: boolean;
	readonly patienceMs: number;
}

export type ToWorker = { readonly is: 'questions'; readonly parcel: Parcel } | { readonly is: 'close' };

export type FromWorker =
	| { readonly is: 'ready' }
	/** The database cannot be opened; message and sentence are there when the error was one of ours. */
	| { readonly is: 'refused'; readonly code: string; readonly message?: string; readonly forStaff?: string }
	/**
	 * `batches`: size and microseconds of each transaction since the last message, in turn. `taken`: the parcel that was sent
	 * last has been worked on, and the next may come.
	 */
	| { readonly is: 'answers'; readonly parcel: Parcel; readonly batches: readonly number[]; readonly taken: boolean };

/** Pause before a worker that ended is started again, in milliseconds; doubled each time, up to the longest. */
const RESTART_MS = 100;
const RESTART_MS_LONGEST = 5000;

/**
 * The engine in a thread of its own. A worker that crashes takes down what was asked of it and nothing else: it is started
 * again by itself, and until then everything is answered `unavailable` at once.
 * @throws {ServiceError} when the database cannot be opened the first time.
 */
export async function openWorkerLink(file: string, patienceMs: number): Promise<(end: LinkEnd) => Link> {
	const first = await startWorker({ file, existing: false, patienceMs });
	return (end) => {
		let worker: Worker | undefined;
		let busy = false;
		let held: Question[] = [];
		let closing = false;
		let restart: NodeJS.Timeout | undefined;
		const adopt = (started: Worker) => {
			worker = started;
			worker.on('message', (message: FromWorker) => {
				if (message.is !== 'answers') return;
				if (message.taken) sendHeld();
				hear(message, end);
			});
			worker.on('error', () => {}); // An 'exit' follows.
			worker.on('exit', () => {
				worker = undefined;
				busy = false;
				held = [];
				end.lost('its thread ended');
				if (!closing) restartAfter(RESTART_MS);
			});
		};
		const restartAfter = (pause: number) => {
			restart = setTimeout(() => {
				startWorker({ file, existing: true, patienceMs }).then(
					(started) => (closing ? void started.terminate() : adopt(started)),
					() => !closing && restartAfter(Math.min(pause * 2, RESTART_MS_LONGEST)),
				);
			}, pause);
		};
		// What is asked while the thread works is held, and goes as one: it would not be looked at before, and each message
		// wakes the thread. What waits together so shares one transaction and one sync.
		const sendHeld = () => {
			busy = held.length > 0;
			if (busy && worker !== undefined) post(worker, held.splice(0));
		};
		adopt(first);
		return {
			send: (questions) => {
				if (worker === undefined) return refuse(questions, end);
				held.push(...questions);
				if (!busy) sendHeld();
			},
			close: async () => {
				closing = true;
				clearTimeout(restart);
				if (worker !== undefined && held.length > 0) post(worker, held.splice(0));
				if (worker !== undefined) await closed(worker, patienceMs);
			},
		};
	};
}

/** Resolves when the database is open. */
function startWorker(workerData: WorkerData): Promise<Worker> {
	const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData });
	return new Promise((resolve, reject) => {
		// Taken off one by one: a Worker whose listeners are all removed at once never hears a message again.
		const deaf = () => worker.off('error', broken).off('exit', ended).off('message', heard);
		const fail = (error: Error) => {
			deaf();
			worker.on('error', () => {});
			reject(error);
		};
		const broken = (cause: unknown) => fail(new StoreUnavailable('the database could not be opened', { cause }));
		const ended = () => fail(new StoreUnavailable('the database could not be opened'));
		const heard = (message: FromWorker) => {
			if (message.is !== 'ready') return fail(refusal(message));
			deaf();
			resolve(worker);
		};
		worker.once('error', broken).once('exit', ended).once('message', heard);
	});
}

function refusal(message: FromWorker): Error {
	if (message.is !== 'refused') return new StoreUnavailable('the database could not be opened');
	const { code, message: text, forStaff } = message;
	if (text === undefined || forStaff === undefined)
		return new StoreUnavailable(`the database could not be opened: ${code}`);
	return new ServiceError(code, text, forStaff);
}

function hear(message: Extract<FromWorker, { is: 'answers' }>, end: LinkEnd): void {
	const { batches } = message;
	for (let at = 0; at + 1 < batches.length; at += 2) end.onBatch(batches[at] ?? 0, batches[at + 1] ?? 0);
	end.answered(unpackAnswers(message.parcel));
}

function post(worker: Worker, questions: readonly Question[]): void {
	const parcel = packQuestions(questions);
	const message: ToWorker = { is: 'questions', parcel };
	worker.postMessage(message, [parcel.bytes.buffer]);
}

const refuse = (questions: readonly Question[], end: LinkEnd): void =>
	end.answered(questions.map(({ id }) => ({ id, is: 'unavailable', reason: 'no thread' })));

/** Waits for the worker to close the database; one whose disk hangs is left to end with the process. */
function closed(worker: Worker, patienceMs: number): Promise<void> {
	return new Promise((resolve) => {
		const giveUp = setTimeout(() => {
			worker.unref();
			resolve();
		}, patienceMs);
		worker.once('exit', () => {
			clearTimeout(giveUp);
			resolve();
		});
		const message: ToWorker = { is: 'close' };
		worker.postMessage(message);
	});
}
