import type { RequestState } from '../../src/conversation/index.ts';
import { ANSWER_MOST, REQUEST_STATES, type Request, type RequestAct } from '../../src/requests/request.ts';
import type { KeptRecording } from '../../src/requests/request-recording.ts';
import type { ReadRequest, RequestStore } from '../../src/requests/request-store.ts';
import type { Clock } from '../../src/shared/clock.ts';
import { ServiceError } from '../../src/shared/errors.ts';
import { formatOf } from '../../src/vault/recording.ts';
import { writeSound } from '../cases/write-sound.ts';

export const HELP = `What people asked for beside any report: to be called by a person, an answer, news of a programme.

  npm run requests -- list [--state STATE] [--json]     all of them, or those that stand so: ${REQUEST_STATES.join(', ')}
  npm run requests -- show CODE [--json]                one by its 8-digit code
  npm run requests -- send CODE --by NAME               it was handed to whoever can do it
  npm run requests -- accept CODE --by NAME             they do it
  npm run requests -- decline CODE --by NAME            they do not
  npm run requests -- answer CODE "WORDS" --by NAME     what the person hears at their next "my report", in their language
  npm run requests -- done CODE --by NAME               nothing is left to be done
  npm run requests -- recording CODE FILE               a question that was said on a call, into a new file that only you may read
  npm run requests -- erase CODE                        everything that tells of the person

Where two have one code, its id stands for it. No request is part of a case: do not look for one in the other. It works beside a
running service. What it prints is personal data: keep it off shared screens and out of files.`;

const ACTS = { send: 'sent', accept: 'accepted', decline: 'declined', answer: 'answered', done: 'done' } as const;

export interface RequestsTask {
	/** What was typed after `requests --`. */
	readonly words: readonly string[];
	readonly options: { readonly json: boolean; readonly by: string; readonly state: string };
	readonly store: RequestStore;
	readonly recordings: (id: string) => Promise<readonly KeptRecording[]>;
	readonly clock: Clock;
	readonly say: (line: string) => void;
}

/**
 * Does what an officer asks.
 * @returns the exit code: 2 where that was not to be understood.
 * @throws {ServiceError} `no-request`, `request-refused`, `request-busy`, `same-code`, `answer-unfit`, `no-recording`, `file-unwritable`.
 */
export async function runRequests(task: RequestsTask): Promise<number> {
	const work = workOf(task);
	if (work === undefined) {
		task.say(HELP);
		return 2;
	}
	await work();
	return 0;
}

function workOf(task: RequestsTask): (() => Promise<void>) | undefined {
	const [command = '', code, operand, ...more] = task.words;
	const { by, state } = task.options;
	if (command === 'list') {
		const known = REQUEST_STATES.find((one) => one === state);
		return code === undefined && (state === '' || known !== undefined) ? () => list(task, known) : undefined;
	}
	const takes = command === 'answer' || command === 'recording';
	if (code === undefined || more.length > 0 || (operand !== undefined) !== takes) return undefined;
	if (command === 'show') return () => show(task, code);
	if (command === 'recording' && operand !== undefined) return () => recording(task, code, operand);
	if (command === 'erase') return () => erase(task, code);
	const type = Object.entries(ACTS).find(([name]) => name === command)?.[1];
	if (type === undefined || by === '') return undefined;
	return () =>
		act(task, code, { type, at: task.clock.now(), by, ...(operand === undefined ? {} : { words: said(operand) }) });
}

async function list({ store, options, say }: RequestsTask, state: RequestState | undefined): Promise<void> {
	for await (const request of store.list(state === undefined ? {} : { state }))
		say(options.json ? JSON.stringify(asJson(request)) : asLine(request));
}

async function show({ store, options, say }: RequestsTask, code: string): Promise<void> {
	for (const request of await found(store, code)) {
		const told = asJson(request);
		if (options.json) say(JSON.stringify(told));
		else for (const [name, value] of Object.entries(told)) say(`${name.padEnd(10)} ${shown(value)}`);
	}
}

async function act({ store, options, say }: RequestsTask, code: string, done: RequestAct): Promise<void> {
	const after = await store.act((await only(store, code)).id, done);
	say(options.json ? JSON.stringify(asJson(after)) : asLine(after));
}

async function recording({ store, recordings, say }: RequestsTask, code: string, file: string): Promise<void> {
	const [first] = await recordings((await only(store, code)).id);
	if (first === undefined)
		throw new ServiceError(
			'no-recording',
			'no such recording',
			'Nothing that was said on a call is kept with this request.',
		);
	writeSound(file, first.sound);
	const length = first.seconds === 0 ? '' : `, ${first.seconds} s`;
	say(`Written to ${file}: ${first.sound.length} bytes${length}, ${formatOf(first.sound)}.`);
}

async function erase({ store, clock, say }: RequestsTask, code: string): Promise<void> {
	const { id } = await only(store, code);
	await store.erase(id, clock.now());
	say(`${id}  erased`);
}

/** By code, or by id. @throws {ServiceError} `no-request`. */
async function found(store: RequestStore, code: string): Promise<readonly ReadRequest[]> {
	const requests = /^\d{8}$/.test(code) ? await store.byCode(code) : await store.byId(code);
	if (requests.length > 0) return requests;
	throw new ServiceError('no-request', 'no request has this code', 'There is no such request. A code has 8 digits.');
}

async function only(store: RequestStore, code: string): Promise<ReadRequest> {
	const [first, second] = await found(store, code);
	if (first !== undefined && second === undefined) return first;
	const said = 'Several requests have this code. Name one by its id, which "show" tells.';
	throw new ServiceError('same-code', 'several requests have one code', said);
}

function said(answer: string): string {
	const words = answer.normalize('NFC').replace(/\s+/g, ' ').trim();
	if (words !== '' && words.length <= ANSWER_MOST) return words;
	throw new ServiceError(
		'answer-unfit',
		'an answer is empty or too long',
		`An answer has 1 to ${ANSWER_MOST} characters.`,
	);
}

/** A request for programs; times are ISO. */
export function asJson(request: ReadRequest): Readonly<Record<string, unknown>> {
	if ('closed' in request) return { id: request.id, closed: request.closed };
	const { history, ...rest } = request satisfies Request;
	const acts = history.map(({ at, id: _id, ...act }) => ({ ...act, at: new Date(at).toISOString() }));
	return { ...rest, history: acts };
}

function asLine(request: ReadRequest): string {
	if ('closed' in request) return `${request.id}  ${request.closed}`;
	const { code, kind, state, country, askedDay, ref = '', topic = '', unsolved } = request;
	return [code, state, kind, country, askedDay, ref || topic, unsolved ? 'not solved' : ''].join('  ').trimEnd();
}

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
