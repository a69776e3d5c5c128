import { destination, pino } from 'pino';
import type { Clock } from './clock.ts';
import { codeOf } from './errors.ts';

/**
 * Everything that a line of the log may say besides its event, and how it is checked. A field joins this list only when it
 * can never hold what a person said, typed or is called.
 *
 * - `word`: a code or an id of ours: letters, digits and `. _ : / -`, at most 64.
 * - `number`: a count, milliseconds, a port, a status: below ten million, so that no phone number passes for one.
 */
const fields = {
	route: 'word',
	provider: 'word',
	channel: 'word',
	flow: 'word',
	state: 'word',
	language: 'word',
	outcome: 'word',
	reason: 'word',
	/** Of an error; never its message. */
	code: 'word',
	/** Where in our code an error arose; see `whereOf`. */
	where: 'word',
	part: 'word',
	setting: 'word',
	signal: 'word',
	version: 'word',
	/** Key id of the ring, not a key. */
	keyId: 'word',
	count: 'number',
	dropped: 'number',
	milliseconds: 'number',
	kilobytes: 'number',
	port: 'number',
	status: 'number',
	revision: 'number',
} as const;

type FieldName = keyof typeof fields;

export type LogFields = {
	readonly [name in FieldName]?: ((typeof fields)[name] extends 'number' ? number : string) | undefined;
};

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

type Write = (event: string, about?: LogFields) => void;

/** Says what happened in fixed words. `event` is a code such as `turn-late`. */
export interface Log {
	readonly debug: Write;
	readonly info: Write;
	readonly warn: Write;
	readonly error: Write;
	/** Fields that were not let through so far: more than 0 is a mistake of ours, for a metric to show. */
	readonly dropped: () => number;
}

export interface LogOptions {
	readonly level: LogLevel;
	/** Takes one line of JSON with its line break, and has written it when it returns: the last lines before a crash count most. */
	readonly write: (line: string) => void;
	readonly clock: Clock;
}

const wordShape = /^[A-Za-z0-9._:/-]{0,64}$/;
const mostNumber = 9_999_999;
/** Eight digits or more, as phone numbers are written, with single dots or dashes between them. */
const numberLike = /\d(?:[.:/_-]?\d){7,}/g;

/** A log that lets through listed fields only, and even there nothing that looks like a phone number. */
export function createLog({ level, write, clock }: LogOptions): Log {
	let dropped = 0;
	const logger = pino(
		{
			level,
			base: null,
			timestamp: () => `,"time":"${new Date(clock.now()).toISOString()}"`,
			formatters: { level: (label) => ({ level: label }) },
		},
		{ write },
	);
	const lineOf = (event: string, about: LogFields): Record<string, string | number> => {
		const line: Record<string, string | number> = { event: cleanWord(event) ?? 'unnamed' };
		for (const [name, value] of Object.entries(about)) {
			if (value === undefined) continue;
			const clean = cleanField(name, value);
			if (clean === undefined) dropped += 1;
			else line[name] = clean;
		}
		return line;
	};
	const writeAt =
		(at: Exclude<LogLevel, 'silent'>): Write =>
		(event, about = {}) => {
			if (logger.isLevelEnabled(at)) logger[at](lineOf(event, about));
		};
	return {
		debug: writeAt('debug'),
		info: writeAt('info'),
		warn: writeAt('warn'),
		error: writeAt('error'),
		dropped: () => dropped,
	};
}

function cleanField(name: string, value: unknown): string | number | undefined {
	const kind = Object.hasOwn(fields, name) ? fields[name as FieldName] : undefined;
	if (kind === 'word') return typeof value === 'string' ? cleanWord(value) : undefined;
	if (kind !== 'number' || typeof value !== 'number') return undefined;
	return Math.abs(value) <= mostNumber ? value : undefined;
}

function cleanWord(word: string): string | undefined {
	return wordShape.test(word) ? word.replace(numberLike, '#') : undefined;
}

/** What may be said of an error: its code and the place in our code where it arose. Its message might quote a person. */
export function errorFields(error: unknown): Pick<LogFields, 'code' | 'where'> {
	return { code: codeOf(error), where: whereOf(error) };
}

/** File, line and column of the innermost stack frame; the message in front of the stack is never looked at. */
function whereOf(error: unknown): string | undefined {
	if (!(error instanceof Error) || error.stack === undefined) return undefined;
	const message = error.stack.indexOf(error.message);
	if (message === -1) return undefined;
	return /([\w.-]+\.[cm]?[jt]s:\d+:\d+)\)?$/m.exec(error.stack.slice(message + error.message.length))?.[1];
}

/** Writes to an open file (1: standard output) and returns when the system has taken it. */
export function syncWriter(file: number): (line: string) => void {
	const out = destination({ dest: file, sync: true });
	return (line) => {
		out.write(line);
	};
}
