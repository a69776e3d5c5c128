import { type Alphabet, type Channel, segmentsOf, unitsOf } from '../../src/conversation/index.ts';
import type { Phone, Seen } from './phone.ts';

/**
 * A transcript is a conversation as text, to be read by whoever knows the flow and played by a program:
 *
 *     # A farmer reports.
 *     > dial
 *     Kasakuma - Ligne Cacao
 *     1 Francais
 *     = CON 31/160
 *     > 1
 *
 * `>` begins what is done: `dial`, `drop` (the session is lost), `wait 31` (minutes, where the clock can be moved), or what is
 * typed. What follows is the screen, and `=` its kind and size (`SMS 88/160 x1`: a text of one segment;
 * `CALL`: said on a call that goes on). `{code}` and `{pin}` stand for 8 and 6 digits that were
 * given, and for the same digits when typed.
 */
export interface TranscriptStep {
	/** Line in the file, from 1. */
	readonly line: number;
	readonly comments: readonly string[];
	readonly action: string;
	/** Screen and measure as written; undefined where the file has none yet. */
	readonly expected: readonly string[] | undefined;
}

export function parseTranscript(text: string): readonly TranscriptStep[] {
	const steps: TranscriptStep[] = [];
	let comments: string[] = [];
	for (const [index, line] of text.split('\n').entries()) {
		const last = steps.at(-1);
		if (line.startsWith('#')) comments.push(line);
		else if (line.startsWith('> ')) {
			steps.push({ line: index + 1, comments, action: line.slice(2), expected: undefined });
			comments = [];
		} else if (line !== '' && last !== undefined) {
			steps[steps.length - 1] = { ...last, expected: [...(last.expected ?? []), line] };
		} else if (line !== '') throw new Error(`line ${index + 1}: a screen stands before anything was done`);
	}
	return steps;
}

/** How a transcript writes a screen. */
export function writtenScreen(seen: Seen, { channel, units, alphabet }: Measure): readonly string[] {
	const size = `${unitsOf(seen.text, alphabet)}/${units}`;
	const kind = seen.end ? 'END' : 'CON';
	const measures: Readonly<Record<Channel, string>> = {
		ussd: `${kind} ${size}`,
		sms: `SMS ${size} x${segmentsOf(seen.text, alphabet).segments}`,
		voice: seen.end ? 'CALL over' : 'CALL',
	};
	return [...seen.text.split('\n'), `= ${measures[channel]}`];
}

/** What a screen is measured against: most units, in which alphabet; by text, segments are counted as well. */
export interface Measure {
	readonly channel: Channel;
	readonly units: number;
	readonly alphabet: Alphabet;
}

export interface Player {
	readonly phone: Phone;
	readonly measure: Measure;
	/** Moves the clock; absent where it cannot be moved. */
	readonly wait?: (minutes: number) => void;
	/** Told of each step as it was played. */
	readonly played?: (step: TranscriptStep, screen: readonly string[]) => void;
}

/** A step whose screen is not the one that was written. */
export class TranscriptDiffers extends Error {
	override readonly name = 'TranscriptDiffers';

	constructor(step: TranscriptStep, screen: readonly string[]) {
		const wanted = step.expected?.join('\n  ') ?? '(nothing)';
		super(`line ${step.line}: after «${step.action}»\nexpected\n  ${wanted}\ngot\n  ${screen.join('\n  ')}`);
	}
}

/**
 * Plays a transcript on a phone. Steps without a screen are written down as they come, unless `strict`.
 * @returns every step with its screen, with given digits put as `{code}` and `{pin}`.
 * @throws {TranscriptDiffers} at the first screen that differs.
 */
export async function play(
	steps: readonly TranscriptStep[],
	player: Player,
	strict: boolean,
): Promise<readonly TranscriptStep[]> {
	const given = new Map<string, string>();
	const result: TranscriptStep[] = [];
	for (const step of steps) {
		const action = [...given].reduce((text, [name, digits]) => text.replaceAll(`{${name}}`, digits), step.action);
		const seen = await act(action, player);
		const screen = seen === undefined ? [] : generalised(writtenScreen(seen, player.measure), given);
		player.played?.(step, screen);
		const differs = screen.join('\n') !== (step.expected ?? []).join('\n');
		if (differs && (strict || step.expected !== undefined)) throw new TranscriptDiffers(step, screen);
		result.push({ ...step, expected: screen.length === 0 ? undefined : screen });
	}
	return result;
}

async function act(action: string, player: Player): Promise<Seen | undefined> {
	if (action === 'dial') return player.phone.dial();
	if (action === 'drop') {
		await player.phone.drop();
		return undefined;
	}
	const [, minutes] = /^wait (\d+)$/.exec(action) ?? [];
	if (minutes === undefined) return player.phone.send(action === '(nothing)' ? '' : action);
	if (player.wait === undefined) throw new Error('this clock cannot be moved: take `wait` out, or play it in a test');
	player.wait(Number(minutes));
	return undefined;
}

/** Digits that are given at random are put by name, so that a transcript holds for every run. */
function generalised(screen: readonly string[], given: Map<string, string>): readonly string[] {
	return screen.map((line) =>
		line.startsWith('= ')
			? line
			: line
					.replace(/(?<!\d)\d{8}(?!\d)/g, (digits) => named('code', digits, given))
					.replace(/(?<!\d)\d{6}(?!\d)/g, (digits) => named('pin', digits, given)),
	);
}

function named(name: string, digits: string, given: Map<string, string>): string {
	given.set(name, digits);
	return `{${name}}`;
}

/** The file of a transcript. */
export function formatTranscript(steps: readonly TranscriptStep[]): string {
	return steps
		.map(({ comments, action, expected }) => [...comments, `> ${action}`, ...(expected ?? [])].join('\n'))
		.join('\n')
		.concat('\n');
}
