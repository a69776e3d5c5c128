import type { RouteFacts } from './route.ts';

/** Languages that the providers' machines speak. Others need clips by people before a call can be held in them. */
const spokenByMachines: ReadonlySet<string> = new Set(['fr', 'en']);

/**
 * Languages in which a person can be served on a route: all of its own; on a call those that can be heard. Where none can, all of
 * them: text read by a foreign voice is better than a line that does not answer.
 */
export function languagesOn({ channel, languages }: RouteFacts): readonly [string, ...string[]] {
	if (channel !== 'voice') return languages;
	const [first, ...others] = languages.filter((language) => spokenByMachines.has(language));
	return first === undefined ? languages : [first, ...others];
}
