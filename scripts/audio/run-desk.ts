import { resolve } from 'node:path';
import type { Ffmpeg } from './ffmpeg.ts';
import { addSpeaker, type Desk, listSpeakers, removeSpeaker } from './speakers.ts';
import { exportTake, listTakes, type ReadTexts, rejectTake } from './takes.ts';

/** What was typed behind `npm run audio --`. */
export interface DeskWords {
	readonly command: 'speaker' | 'takes';
	readonly positionals: readonly string[];
	/** Of every `--lang`. */
	readonly languages: readonly string[];
}

interface Tools {
	readonly read: ReadTexts;
	readonly ffmpeg: Ffmpeg;
}

const NOT_UNDERSTOOD = 2;

/**
 * Commands about those who record by phone, and what they recorded.
 * @returns the exit code: 2 for what cannot be understood, 1 for what is not there.
 * @throws {ServiceError} with a sentence for who typed it.
 */
export function runDesk(words: DeskWords, tools: Tools, desk: Desk): Promise<number> {
	return words.command === 'speaker' ? runSpeaker(words, tools, desk) : runTakes(words, tools, desk);
}

async function runSpeaker(
	{ positionals: [verb, first, ...more], languages }: DeskWords,
	{ read }: Tools,
	desk: Desk,
): Promise<number> {
	if (more.length > 0) return NOT_UNDERSTOOD;
	if (verb === 'add' && first !== undefined && languages.length > 0) {
		// Refuses a language that has no texts.
		for (const language of languages) read(language);
		await addSpeaker(first, languages, desk);
		return 0;
	}
	if (verb === 'remove' && first !== undefined) return (await removeSpeaker(first, desk)) ? 0 : 1;
	if (verb !== 'list' || first !== undefined) return NOT_UNDERSTOOD;
	await listSpeakers(desk);
	return 0;
}

async function runTakes(
	{ positionals: [verb, id, to, ...more], languages }: DeskWords,
	tools: Tools,
	desk: Desk,
): Promise<number> {
	if (more.length > 0 || languages.length > 1) return NOT_UNDERSTOOD;
	if (verb === undefined) await listTakes(languages[0], tools.read, desk);
	else if (verb === 'export' && id !== undefined && to !== undefined)
		desk.say(JSON.stringify(await exportTake(id, resolve(to), tools, desk), null, '\t'));
	else if (verb === 'reject' && id !== undefined && to === undefined) await rejectTake(id, desk);
	else return NOT_UNDERSTOOD;
	return 0;
}
