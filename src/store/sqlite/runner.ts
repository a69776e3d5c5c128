import type { RecordRow } from '../records.ts';
import type { Engine } from './engine.ts';
import { failureKind, failureName } from './failures.ts';
import type { Housekeeping } from './housekeeping.ts';
import type { Answer, Answered, HouseName, LinkEnd, Question } from './question.ts';

/** Pause before a locked database is tried again, in milliseconds. */
const RETRY_MS = 10;
/** Most commits that share one transaction: more save nothing, and hold the lock for longer. */
const COMMITS_MOST = 256;

export interface RunnerParts {
	readonly engine: Engine;
	/** Opens the database again after its file or disk failed. @throws when it still cannot be opened. */
	readonly reopen: () => Engine;
	readonly end: Pick<LinkEnd, 'answered' | 'onBatch'>;
	/** How long a locked database is tried, in milliseconds, before what waits for it is told that it is unavailable. */
	readonly patienceMs: number;
}

export interface Runner {
	/** Answers what it can at once; what meets a lock is tried again. Commits taken together share a transaction. */
	readonly take: (questions: readonly Question[]) => void;
	/** Moves the write-ahead log if that is due; once answers are out, since it costs milliseconds. */
	readonly tidy: () => void;
	/** Tells whoever still waits that the store is gone, and closes the database. */
	readonly close: () => void;
}

type Commits = readonly Extract<Question, { ask: 'commit' }>[];
type Chore = Extract<Question, { ask: 'house' | 'scrub' }>;
type Reading = Extract<Question, { ask: 'load' | 'read' }>;

/** Runs questions on an engine, in the thread that calls it. Nothing escapes: every question gets one answer. */
export function createRunner({ engine: first, reopen, end, patienceMs }: RunnerParts): Runner {
	let engine: Engine | undefined = first;
	let waiting: Question[] = [];
	let attempts = 0;
	let timer: NodeJS.Timeout | undefined;

	const tell = (questions: readonly Question[], answered: Answered) => {
		if (questions.length > 0) end.answered(questions.map(({ id }) => ({ id, ...answered })));
	};
	const giveUp = (questions: readonly Question[], error: unknown) => {
		if (failureKind(error) === 'gone') {
			close(engine);
			engine = undefined;
		}
		tell(questions, { is: 'unavailable', reason: failureName(error) });
	};
	/** All of it happened, or none of it and it is tried again, or none of it and whoever asked is told. */
	const attempt = (questions: readonly Question[], work: (open: Engine) => readonly Answer[]) => {
		if (questions.length === 0) return;
		try {
			engine ??= reopen();
			const answers = work(engine);
			attempts = 0;
			end.answered(answers);
		} catch (error) {
			if (failureKind(error) !== 'busy' || attempts * RETRY_MS >= patienceMs) giveUp(questions, error);
			else waiting.push(...questions);
		}
	};
	const run = (questions: readonly Question[]) => {
		const { readings, commits, chores } = sorted(questions);
		attempt(readings, (open) => open.reading(() => readings.map((reading) => read(open, reading))));
		for (let from = 0; from < commits.length; from += COMMITS_MOST) {
			const batch = commits.slice(from, from + COMMITS_MOST);
			attempt(batch, (open) => apply(open, batch, end.onBatch));
		}
		for (const together of grouped(chores)) attempt(together, (open) => doChores(open, together));
		if (waiting.length > 0) timer ??= setTimeout(retry, RETRY_MS);
	};
	const retry = () => {
		timer = undefined;
		attempts += 1;
		run(waiting.splice(0));
		if (waiting.length > 0) return;
		attempts = 0;
		tidy(engine);
	};
	return {
		// While a lock is waited for, only reads are tried at once: a writer holds up other writers, not readers.
		take: (questions) => {
			if (timer === undefined) return run(questions);
			const { readings, commits, chores } = sorted(questions);
			waiting.push(...commits, ...chores);
			run(readings);
		},
		tidy: () => {
			if (timer === undefined) tidy(engine);
		},
		close: () => {
			clearTimeout(timer);
			tell(waiting, { is: 'unavailable', reason: 'closed' });
			waiting = [];
			close(engine);
		},
	};
}

function sorted(questions: readonly Question[]) {
	const readings: Reading[] = [];
	const commits: Extract<Question, { ask: 'commit' }>[] = [];
	const chores: Chore[] = [];
	for (const question of questions) {
		if (question.ask === 'commit') commits.push(question);
		else if (question.ask === 'load' || question.ask === 'read') readings.push(question);
		else chores.push(question);
	}
	return { readings, commits, chores };
}

function read(engine: Engine, reading: Reading): Answer {
	const { id } = reading;
	if (reading.ask === 'load')
		return { id, is: 'loaded', loaded: engine.load(reading.personId, reading.conversationId) };
	const call = engine[reading.name] as (...given: readonly unknown[]) => unknown;
	return answerOf(id, () => call(...reading.given));
}

function apply(engine: Engine, commits: Commits, onBatch: LinkEnd['onBatch']): readonly Answer[] {
	const begun = performance.now();
	const applied = engine.applyBatch(commits.map(({ commit }) => commit));
	onBatch(commits.length, (performance.now() - begun) * 1000);
	return applied.map((result, index) => {
		const id = commits[index]?.id ?? -1;
		return result.outcome === 'failed' ? failed(id, result.error) : { id, is: 'applied', result };
	});
}

/**
 * Short steps that come together share a transaction and a sync, as commits do; what may take long has one of its own, so that
 * turns pass in between.
 */
const SHORT: ReadonlySet<HouseName> = new Set<HouseName>([
	'claim',
	'attempt',
	'conclude',
	'resolve',
	'reported',
	'reportedOn',
	'takeRate',
	'takeLease',
	'releaseLease',
	'keepMark',
	'putRecord',
]);
/** A record with more bytes than this has a transaction of its own, too. */
const SHORT_BYTES = 65_536;

function isShort(chore: Chore): boolean {
	if (chore.ask !== 'house' || !SHORT.has(chore.name)) return false;
	return chore.name !== 'putRecord' || (chore.given[0] as RecordRow).body.length <= SHORT_BYTES;
}

/** In their order, short ones that follow each other together. */
function grouped(chores: readonly Chore[]): readonly (readonly Chore[])[] {
	const groups: Chore[][] = [];
	let open: Chore[] | undefined;
	for (const chore of chores) {
		const short = isShort(chore);
		if (short && open !== undefined && open.length < COMMITS_MOST) open.push(chore);
		else groups.push([chore]);
		open = short ? groups.at(-1) : undefined;
	}
	return groups;
}

/** One that cannot be done takes the others' transaction back, and all are done again, each in its own. */
function doChores(engine: Engine, chores: readonly Chore[]): readonly Answer[] {
	if (chores.length > 1) {
		try {
			return engine.keepHouse((house: Housekeeping) =>
				chores.map((chore): Answer => ({ id: chore.id, is: 'value', value: runHouse(house, chore) })),
			);
		} catch (error) {
			if (failureKind(error) !== 'ours') throw error;
		}
	}
	return chores.map((chore) => doChore(engine, chore));
}

function runHouse(house: Housekeeping, chore: Chore): unknown {
	if (chore.ask === 'scrub') return undefined;
	return (house[chore.name] as (...given: readonly unknown[]) => unknown)(...chore.given);
}

function doChore(engine: Engine, chore: Chore): Answer {
	const { id } = chore;
	if (chore.ask === 'scrub') return answerOf(id, () => engine.scrub());
	return answerOf(id, () => engine.keepHouse((house: Housekeeping) => runHouse(house, chore)));
}

/** A wrong argument is the asker's own; a failing store is everybody's, and is thrown on. */
function answerOf(id: number, work: () => unknown): Answer {
	try {
		return { id, is: 'value', value: work() };
	} catch (error) {
		if (failureKind(error) !== 'ours') throw error;
		return failed(id, error);
	}
}

const failed = (id: number, error: unknown): Answer => ({
	id,
	is: 'failed',
	reason: error instanceof Error ? error.message : 'unknown',
});

/** Moving the log is not what anybody waits for: where it fails, the next write says so. */
function tidy(engine: Engine | undefined): void {
	try {
		engine?.tidy();
	} catch {}
}

function close(engine: Engine | undefined): void {
	try {
		engine?.close();
	} catch {}
}
