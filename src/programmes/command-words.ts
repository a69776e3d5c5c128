import { z } from 'zod';
import type { CommandWords } from '../conversation/index.ts';
import { check } from './check.ts';

const commandFile = z.strictObject({
	/** Where the words are from, by the name that a word gives. */
	sources: z.record(z.string(), z.string()),
	words: z.array(
		z.strictObject({
			language: z.string().min(2),
			command: z.enum(['stop', 'start', 'help', 'call', 'around']),
			word: z.string().trim().min(1),
			/** Nobody who speaks the language has read it before it is `reviewed`. */
			state: z.enum(['draft', 'reviewed']),
			source: z.string(),
		}),
	),
});

/**
 * What stops, starts, helps and asks for a call by text in languages that the line has no texts in yet. A draft is heard all the same: whoever
 * wants to be left alone is, in whichever language they say so.
 * @throws {ServiceError} `reference-invalid`, naming each fault by its path.
 */
export function parseCommandWords(raw: unknown): Required<CommandWords> {
	const { words } = check(commandFile, raw, 'command words');
	const of = (command: string) => words.filter((one) => one.command === command).map(({ word }) => word);
	return { stop: of('stop'), start: of('start'), help: of('help'), call: of('call'), around: of('around') };
}
