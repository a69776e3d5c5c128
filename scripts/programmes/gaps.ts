import type { Country } from '../../src/conversation/index.ts';
import type { Gaps } from '../../src/programmes/interest/gaps.ts';
import { dayOf } from '../../src/shared/clock.ts';
import type { ProgrammesTask } from './run-programmes.ts';

const COUNTRIES: readonly Country[] = ['CI', 'GH'];

/** What was asked and not found, and what the catalogue lacks; `undefined` when the question was not understood. */
export function gaps(task: ProgrammesTask): (() => Promise<number>) | undefined {
	const day = dayOf(task.clock.now());
	const month = task.options.month === '' ? day.slice(0, 7) : task.options.month;
	const countries = COUNTRIES.filter((one) => task.options.country === '' || task.options.country === one);
	if (countries.length === 0 || !/^\d{4}-(?:0[1-9]|1[0-2])$/.test(month)) return undefined;
	return async () => {
		for (const country of countries) {
			const found = await task.desk.gaps({ country, month }, day);
			if (task.options.json) task.say(JSON.stringify({ country, month, ...found }));
			else for (const line of linesOf(country, month, found)) task.say(line);
		}
		return 0;
	};
}

function linesOf(country: Country, month: string, { askings, without, overdue, languages }: Gaps): readonly string[] {
	return [
		`${country} ${month}: askings, not persons; * is several together`,
		...askings.map(
			({ ending, topic, area, language, count }) =>
				`  ${ending}  ${topic}  ${area || 'no place'}  ${language}  ${count}`,
		),
		...without.map(({ topic, areas }) => `  without an entry  ${topic}  ${areas.join(' ')}`),
		...overdue.map(({ ref, reviewBy, owner }) => `  past review  ${ref}  ${reviewBy}  ${owner}`),
		...languages.map(({ ref, missing }) => `  without a language  ${ref}  ${missing.join(' ')}`),
	];
}
