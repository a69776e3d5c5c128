import { type ProgrammeAnswers, QUESTION_NAMES, QUESTIONS, type QuestionName, withImplied } from './answers.ts';
import type { Rule } from './rule-schema.ts';
import { decide, type Verdict } from './rules.ts';

/** Most questions before a person is shown what there is: each one is a screen that costs time and, on some routes, money. */
export const MOST_QUESTIONS = 3;

/** Entries with one rule. */
export interface RuleCount {
	readonly rule: Rule;
	readonly count: number;
}

export interface QuestionAsk {
	/** What is left, whatever its place in the list. */
	readonly rules: readonly RuleCount[];
	readonly answers: ProgrammeAnswers;
	/** Asked before in this conversation, answered or passed over; none of them is asked again. */
	readonly asked: readonly QuestionName[];
}

/**
 * The question that tells most of what is left apart: whose answers, each as likely as any other, leave the fewest entries, and
 * of these the fewest in doubt. `undefined` when three were asked, when one entry or none is left, or when no answer would change anything.
 */
export function nextQuestion({ rules, answers, asked }: QuestionAsk): QuestionName | undefined {
	if (asked.length >= MOST_QUESTIONS) return undefined;
	const known = withImplied(answers);
	const left = rules.filter(({ rule }) => decide(rule, known).verdict !== 'no');
	if (left.reduce((sum, { count }) => sum + count, 0) < 2) return undefined;
	let best: { readonly name: QuestionName; readonly cost: number } | undefined;
	for (const name of QUESTION_NAMES) {
		if (asked.includes(name) || known[name] !== undefined) continue;
		const cost = costOf(name, left, known);
		if (cost !== undefined && (best === undefined || cost < best.cost)) best = { name, cost };
	}
	return best?.name;
}

/** An entry left weighs this much against one in doubt, so that doubt only decides between questions that leave as many. */
const LEFT_WEIGHT = 1_000_000;

/** Mean weight of what is left after an answer; `undefined` when all answers leave the same. */
function costOf(name: QuestionName, left: readonly RuleCount[], known: ProgrammeAnswers): number | undefined {
	const values = QUESTIONS[name];
	let cost = 0;
	let divides = false;
	for (const { rule, count } of left) {
		const verdicts = values.map((value) => decide(rule, { ...known, [name]: value }).verdict);
		divides ||= new Set(verdicts).size > 1;
		cost += count * verdicts.reduce((sum, verdict) => sum + weightOf(verdict), 0);
	}
	return divides ? cost / values.length : undefined;
}

function weightOf(verdict: Verdict): number {
	if (verdict === 'no') return 0;
	return verdict === 'yes' ? LEFT_WEIGHT : LEFT_WEIGHT + 1;
}
