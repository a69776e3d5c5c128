import type { RouteFacts } from './route.ts';

/** Languages that the providers' machines speak. Others need clips by people before a call can be held in them. */
const spokenByMachines: ReadonlySet<string> = new Set(['fr', 'en']);

/**
 * Languages in which a person can be served on a route: all of its own; on a call those that can be heard, spoken by machines or
 * recorded as far as a report takes. Where none can, all of them: text read by a foreign voice is better than a line that does not
 * answer.
 */
export function languagesOn({ channel, languages, recorded = [] }: RouteFacts): readonly [string, ...string[]] {
	if (channel !== 'voice') return languages;
	const heard = (language: string): boolean => spokenByMachines.has(language) || recorded.includes(language);
	const [first, ...others] = languages.filter(heard);
	return first === undefined ? languages : [first, ...others];
}

/** Language in which a machine says what was not recorded in a language: its own, else the route's first that machines speak. */
export function machineLanguage(language: string, { languages }: RouteFacts): string {
	if (spokenByMachines.has(language)) return language;
	return languages.find((one) => spokenByMachines.has(one)) ?? language;
}

/**
 * Language in which a text is read to who is to say it in theirs: theirs where a machine speaks it on this route, else the one that
 * a machine speaks here.
 */
export function wordedIn(language: string, route: RouteFacts): string {
	const offered = languagesOn(route);
	return spokenByMachines.has(language) && offered.includes(language) ? language : machineLanguage(offered[0], route);
}
