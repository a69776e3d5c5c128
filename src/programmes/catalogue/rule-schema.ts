import { z } from 'zod';
import { type AnswerValue, QUESTION_NAMES, QUESTIONS, type QuestionName } from './answers.ts';

/** Most nodes of a rule, and how deep they may be nested: whom a programme is for is one sentence, not a program. */
const MOST_NODES = 40;
const DEEPEST = 6;

/**
 * Who an entry is for, in JSON Logic: `true` for everybody, else `and`, `or`, `!`, `==` and `in` over answers, and nothing more.
 *
 * `{ "or": [{ "==": [{ "var": "age" }, "65+"] }, { "in": [{ "var": "age" }, ["0-5", "6-11"] ] }] }`
 */
export type Rule =
	| true
	| { readonly and: readonly Rule[] }
	| { readonly or: readonly Rule[] }
	| { readonly '!': Rule }
	| { readonly '==': readonly [Answer, AnswerValue] }
	| { readonly in: readonly [Answer, readonly AnswerValue[]] };

interface Answer {
	readonly var: QuestionName;
}

/** A rule whose operators, questions and answers are all known, and which is small. */
export const ruleSchema = z.unknown().transform((raw, context): Rule => {
	const fault = faultIn(raw, { left: MOST_NODES }, 1);
	if (fault === undefined) return raw as Rule;
	context.addIssue({ code: 'custom', message: fault });
	return z.NEVER;
});

function faultIn(raw: unknown, budget: { left: number }, depth: number): string | undefined {
	budget.left -= 1;
	if (budget.left < 0) return `a rule has at most ${MOST_NODES} parts`;
	if (raw === true) return undefined;
	if (depth > DEEPEST) return `a rule is nested at most ${DEEPEST} deep`;
	const [operator, operand, ...more] = partsOf(raw);
	if (operator === undefined || more.length > 0) return 'a rule is true, or one operator with what it is about';
	if (operator === '!') return faultIn(operand, budget, depth + 1);
	if (operator === 'and' || operator === 'or') return faultInList(operator, operand, budget, depth);
	if (operator === '==' || operator === 'in') return faultInTest(operator, operand);
	return 'a rule has the operators and, or, !, == and in';
}

/** Operator and operand; more parts, or none, for what is no rule. */
function partsOf(raw: unknown): readonly [operator?: string, operand?: unknown, ...more: unknown[]] {
	if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return [];
	const entries = Object.entries(raw);
	const [first] = entries;
	return first === undefined ? [] : [...first, ...entries.slice(1)];
}

function faultInList(operator: string, operand: unknown, budget: { left: number }, depth: number): string | undefined {
	if (!Array.isArray(operand) || operand.length === 0) return `${operator} has a list of rules`;
	for (const one of operand) {
		const fault = faultIn(one, budget, depth + 1);
		if (fault !== undefined) return fault;
	}
	return undefined;
}

function faultInTest(operator: '==' | 'in', operand: unknown): string | undefined {
	if (!Array.isArray(operand) || operand.length !== 2) return `${operator} compares an answer with its value`;
	const [answer, value]: readonly unknown[] = operand;
	const [variable, name, ...more] = partsOf(answer);
	const question = QUESTION_NAMES.find((one) => one === name);
	if (variable !== 'var' || question === undefined || more.length > 0)
		return `${operator} is about one of ${QUESTION_NAMES.join(', ')}`;
	const values: readonly unknown[] = QUESTIONS[question];
	const asked: readonly unknown[] = operator === '==' ? [value] : Array.isArray(value) ? value : [];
	if (asked.length === 0 || asked.length > values.length || !asked.every((one) => values.includes(one)))
		return `${question} is one of ${values.join(', ')}`;
	return undefined;
}
