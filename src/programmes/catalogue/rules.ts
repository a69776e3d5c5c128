import { LogicEngine } from 'json-logic-engine';
import { type ProgrammeAnswers, withImplied } from './answers.ts';
import type { Rule } from './rule-schema.ts';

/** Whether an entry is for somebody, as far as the answers tell: `open` as long as one that is not there may decide. */
export type Verdict = 'yes' | 'open' | 'no';

/** How the rule turned out, and how many of its tests the answers met: the more, the better an entry is meant. */
export interface Outcome {
	readonly verdict: Verdict;
	readonly met: number;
}

/** `null`: not known, in Kleene's logic of three values. */
type Truth = boolean | null;

/**
 * The operators of `rule-schema.ts`, with three values, and none of the library's own. Rules are interpreted, never compiled to code,
 * and no plan is kept of them: what a file holds never becomes a program.
 */
const engine = new LogicEngine(
	{
		var: ([name]: readonly [string], answers: Readonly<Record<string, unknown>>) => answers[name] ?? null,
		'==': ([one, other]: readonly unknown[]): Truth => (one === null ? null : one === other),
		in: ([one, values]: readonly [unknown, readonly unknown[]]): Truth => (one === null ? null : values.includes(one)),
		'!': ([one]: readonly [Truth]): Truth => (one === null ? null : !one),
		and: (all: readonly Truth[]): Truth => (all.includes(false) ? false : all.includes(null) ? null : true),
		or: (all: readonly Truth[]): Truth => (all.includes(true) ? true : all.includes(null) ? null : false),
	},
	{ disableInterpretedOptimization: true, disableInline: true },
);

/** Whom a rule is for. What follows from the answers counts as answered. */
export function decide(rule: Rule, answers: ProgrammeAnswers): Outcome {
	const known = withImplied(answers);
	const truth = truthOf(rule, known);
	if (truth === false) return { verdict: 'no', met: 0 };
	return { verdict: truth ? 'yes' : 'open', met: metIn(rule, known) };
}

function truthOf(rule: Rule, known: ProgrammeAnswers): Truth {
	return engine.run(rule, known) as Truth;
}

/** Tests that hold; one under a `!` is met by not holding. */
function metIn(rule: Rule, known: ProgrammeAnswers): number {
	if (rule === true) return 0;
	if ('and' in rule || 'or' in rule) {
		const rules = 'and' in rule ? rule.and : rule.or;
		return rules.reduce((met, one) => met + metIn(one, known), 0);
	}
	return truthOf(rule, known) === true ? 1 : 0;
}
