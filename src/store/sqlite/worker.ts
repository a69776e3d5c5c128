import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { codeOf, ServiceError } from '../../shared/errors.ts';
import { failureName } from './failures.ts';
import { openEngine } from './inline-link.ts';
import type { Parcel } from './parcel.ts';
import type { Answer, Question } from './question.ts';
import { createRunner, type Runner } from './runner.ts';
import { packAnswers, unpackQuestions } from './wire.ts';
import type { FromWorker, ToWorker, WorkerData } from './worker-link.ts';

/** The database's own thread: a disk that hangs holds up this one and no other. */
if (parentPort === null) throw new Error('this module is the entry of a worker');
const port = parentPort;
const { file, existing, patienceMs } = workerData as WorkerData;

const say = (message: FromWorker, transfer: readonly ArrayBuffer[] = []) => port.postMessage(message, [...transfer]);

let batches: number[] = [];
let gathered: Answer[] | undefined;
const post = (answers: readonly Answer[], taken: boolean) => {
	const parcel = packAnswers(answers);
	say({ is: 'answers', parcel, batches, taken }, [parcel.bytes.buffer]);
	batches = [];
};
const send = (answers: readonly Answer[]) => {
	if (gathered === undefined) post(answers, false);
	else gathered.push(...answers);
};
/** One message for all that is answered at once: waking the other thread costs more than what it is told. */
const take = (runner: Runner, questions: readonly Question[]) => {
	gathered = [];
	runner.take(questions);
	const answers = gathered;
	gathered = undefined;
	post(answers, true);
	runner.tidy();
};

function serve(): void {
	const engine = openEngine(file, existing);
	const runner = createRunner({
		engine,
		reopen: () => openEngine(file, true),
		end: { answered: send, onBatch: (size, micros) => batches.push(size, micros) },
		patienceMs,
	});
	port.on('message', (first: ToWorker) => {
		const parcels: Parcel[] = [];
		let closing = false;
		// Everything that gathered while the last transaction was synced shares the next one.
		for (let next: ToWorker | undefined = first; next !== undefined; next = receiveMessageOnPort(port)?.message) {
			if (next.is === 'questions') parcels.push(next.parcel);
			else closing = true;
		}
		const questions: Question[] = parcels.flatMap(unpackQuestions);
		if (questions.length > 0) take(runner, questions);
		if (closing) {
			runner.close();
			port.close();
		}
	});
	say({ is: 'ready' });
}

try {
	serve();
} catch (error) {
	const known = error instanceof ServiceError && { message: error.message, forStaff: error.forStaff };
	say({ is: 'refused', code: known ? codeOf(error) : failureName(error), ...known });
	port.close();
}
