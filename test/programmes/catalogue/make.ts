import fc from 'fast-check';
import { type ProgrammeAnswers, QUESTIONS, type QuestionName } from '../../../src/programmes/catalogue/answers.ts';
import type { Entry } from '../../../src/programmes/catalogue/entry.ts';
import type { Version } from '../../../src/programmes/catalogue/lifecycle.ts';
import type { Rule } from '../../../src/programmes/catalogue/rule-schema.ts';
import { example } from './example.ts';

/** A published version of the example with other facts. */
export function published(change: Partial<Entry>, version = 1): Version {
	return { entry: { ...example, ...change }, version, state: 'published', author: 'ama', publisher: 'kofi' };
}

const names = Object.keys(QUESTIONS) as QuestionName[];

const test: fc.Arbitrary<Rule> = fc.constantFrom(...names).chain((name) => {
	const value = fc.constantFrom<string | boolean>(...QUESTIONS[name]);
	return fc.oneof(
		value.map((one): Rule => ({ '==': [{ var: name }, one] })),
		fc.uniqueArray(value, { minLength: 1 }).map((some): Rule => ({ in: [{ var: name }, some] })),
	);
});

/** Any rule that the schema lets through, three operators deep. */
export const anyRule: fc.Arbitrary<Rule> = fc.letrec<{ rule: Rule }>((tie) => ({
	rule: fc.oneof(
		{ depthSize: 'small', withCrossShrink: true, maxDepth: 3 },
		test,
		fc.constant<Rule>(true),
		tie('rule').map((one): Rule => ({ '!': one })),
		fc.array(tie('rule'), { minLength: 1, maxLength: 3 }).map((all): Rule => ({ and: all })),
		fc.array(tie('rule'), { minLength: 1, maxLength: 3 }).map((all): Rule => ({ or: all })),
	),
})).rule;

/** Some questions answered, as a person would: in any combination. */
export const anyAnswers: fc.Arbitrary<ProgrammeAnswers> = fc.record(
	Object.fromEntries(names.map((name) => [name, fc.constantFrom<string | boolean>(...QUESTIONS[name])])),
	{ requiredKeys: [] },
);
