import type { TextRef } from '../../conversation/index.ts';
import type { WorkRules, WorkTask } from './work-rules.ts';

/** Completed years, or the band that a person knows: ages are often uncertain. */
export type Age = { readonly years: number } | { readonly band: AgeBand };

/** Bands in the order in which they are asked. */
export const AGE_BANDS = ['5-11', '12-14', '15-17', '18+'] as const;

export type AgeBand = (typeof AGE_BANDS)[number];

/** `hazardous`: dangerous at that age; `too-young`: not yet, though the work is not dangerous in itself. */
export type Verdict = 'too-young' | 'light-work' | 'hazardous' | 'allowed';

/** Whether somebody of that age may do a task, in texts that stand for themselves: each is one short sentence. */
export interface WorkAnswer {
	/** Completed years for which this answer holds, both included; without an end for grown-ups. */
	readonly from: number;
	readonly until?: number;
	readonly verdict: Verdict;
	/** The verdict as a sentence. */
	readonly say: TextRef;
	/** Why not; only with `hazardous` and `too-young`. */
	readonly because?: TextRef;
	/** Most hours of light work, where the law gives them. */
	readonly hours?: TextRef;
	/** Under which conditions; only with `light-work` and `allowed`. */
	readonly conditions: readonly TextRef[];
	/** What may help instead; only with `hazardous` and `too-young`. */
	readonly instead: readonly TextRef[];
	readonly source: WorkSource;
}

/** Who says so. `date` is a year, a month or a day; `asOf` the day on which we last read it. */
export interface WorkSource {
	/** A sentence that names it, with its year. */
	readonly say: TextRef;
	readonly date: string;
	readonly url: string;
	readonly asOf: string;
}

const bands: Readonly<Record<AgeBand, readonly [number, number]>> = {
	'5-11': [5, 11],
	'12-14': [12, 14],
	'15-17': [15, 17],
	'18+': [18, 18],
};

/**
 * Answers "is this work allowed?", youngest first: a band in which the law changes has an answer for each part of it, because
 * the older part's yes must not be heard as the younger part's. Never empty for a task of the rules.
 * @returns `undefined` when the rules do not tell of the task, or for years that are not a whole number from 0 up.
 */
export function answerWork(
	rules: WorkRules,
	task: string,
	age: Age,
): readonly [WorkAnswer, ...WorkAnswer[]] | undefined {
	const found = rules.tasks.find(({ id }) => id === task);
	const span = 'band' in age ? bands[age.band] : yearsOf(age.years);
	if (found === undefined || span === undefined) return undefined;
	const [youngest, oldest] = span;
	const answers: [WorkAnswer, ...WorkAnswer[]] = [answerAt(rules, found, youngest)];
	for (let years = youngest + 1; years <= oldest; years++) {
		const next = answerAt(rules, found, years);
		const last = answers[answers.length - 1];
		if (last !== undefined && isSame(last, next)) answers[answers.length - 1] = { ...last, until: years };
		else answers.push(next);
	}
	return answers;
}

function yearsOf(years: number): readonly [number, number] | undefined {
	return Number.isSafeInteger(years) && years >= 0 ? [years, years] : undefined;
}

/** One task's answers differ by their verdict and what it rests on. What helps the youngest instead is said for all of them. */
function isSame(one: WorkAnswer, other: WorkAnswer): boolean {
	return one.verdict === other.verdict && one.source.say.key === other.source.say.key;
}

/** A task's own bar goes before the stages: no number of hours makes dangerous work light. */
function answerAt(rules: WorkRules, task: WorkTask, years: number): WorkAnswer {
	const { light, work, adult } = rules.stages;
	if (years >= adult.from) return { from: years, ...may('allowed', rules, adult, adult.source) };
	if (task.barred !== undefined && years < task.barred.under) return barredAt(rules, task.barred, years);
	const young = { from: years, until: years };
	if (years >= work.from) return { ...young, ...may('allowed', rules, withTask(work, task), task.work ?? work.source) };
	if (years >= light.from && task.light !== undefined) {
		const hours = light.hours === undefined ? {} : { hours: { key: 'work.hours', values: light.hours } };
		return { ...young, ...may('light-work', rules, withTask(light, task), task.light), ...hours };
	}
	const opens = task.light === undefined ? work : light;
	return notAt(rules, { years, verdict: 'too-young', opens: opens.from, source: opens.source });
}

interface Conditioned {
	readonly conditions: readonly string[];
}

/** Conditions of the stage, then those of the task. */
function withTask(stage: Conditioned, task: Conditioned): Conditioned {
	return { conditions: [...stage.conditions, ...task.conditions] };
}

function may(
	verdict: Verdict,
	rules: WorkRules,
	{ conditions }: Conditioned,
	source: string,
): Omit<WorkAnswer, 'from' | 'until'> {
	return {
		verdict,
		say: { key: `work.${verdict}` },
		conditions: conditions.map((id) => ({ key: `work.condition.${id}` })),
		instead: [],
		source: sourceOf(rules, source),
	};
}

function barredAt(rules: WorkRules, barred: NonNullable<WorkTask['barred']>, years: number): WorkAnswer {
	const { as, under, because, source } = barred;
	const answer = notAt(rules, { years, verdict: as, opens: under, source });
	return { ...answer, because: { key: `work.because.${because}` } };
}

interface Refusal {
	readonly years: number;
	readonly verdict: Verdict;
	/** Age from which it is otherwise. */
	readonly opens: number;
	readonly source: string;
}

function notAt(rules: WorkRules, { years, verdict, opens, source }: Refusal): WorkAnswer {
	const place = years < rules.school.until ? 'school' : 'training';
	return {
		from: years,
		until: years,
		verdict,
		say: { key: `work.${verdict}`, values: { age: opens } },
		conditions: [],
		instead: [{ key: `work.instead.${place}` }, { key: 'work.instead.help' }],
		source: sourceOf(rules, source),
	};
}

function sourceOf(rules: WorkRules, id: string): WorkSource {
	const source = rules.sources.find((one) => one.id === id);
	if (source === undefined) throw new Error(`no source ${id}: parseWorkRules lets none pass`);
	const { date, url } = source;
	return { say: { key: `work.source.${id}`, values: { date: date.slice(0, 4) } }, date, url, asOf: rules.asOf };
}
