import fc from 'fast-check';
import { QUESTIONS, withImplied } from '../../../src/programmes/catalogue/answers.ts';
import { nextQuestion } from '../../../src/programmes/catalogue/questions.ts';
import type { Rule } from '../../../src/programmes/catalogue/rule-schema.ts';
import { decide } from '../../../src/programmes/catalogue/rules.ts';
import { anyAnswers, anyRule } from './make.ts';

const is = (name: string, value: string | boolean): Rule => ({ '==': [{ var: name }, value] }) as Rule;
const each = (...rules: Rule[]) => rules.map((rule) => ({ rule, count: 1 }));

describe('the next question', () => {
	it('is none where all that is left is for everybody', () => {
		expect(nextQuestion({ rules: each(true, true), answers: {}, asked: [] })).toBeUndefined();
	});

	it('is none where one entry is left: there is nothing to tell it from', () => {
		expect(nextQuestion({ rules: each(is('age', '65+')), answers: {}, asked: [] })).toBeUndefined();
	});

	it('is the one that leaves the fewest', () => {
		const rules = [
			{ rule: is('producer', true), count: 5 },
			{ rule: is('producer', false), count: 5 },
			{ rule: is('papers', false), count: 1 },
		];
		expect(nextQuestion({ rules, answers: {}, asked: [] })).toBe('producer');
	});

	it('is not one that what is left no longer depends on', () => {
		const rules = each(is('producer', true), { and: [is('producer', false), is('papers', false)] }, true);
		expect(nextQuestion({ rules, answers: { producer: true }, asked: ['producer'] })).toBeUndefined();
	});

	it('is not one that was passed over', () => {
		const rules = each(is('producer', true), is('papers', false));
		expect(nextQuestion({ rules, answers: {}, asked: ['papers'] })).toBe('producer');
	});

	it('is none after three', () => {
		const rules = each(is('producer', true), is('papers', false));
		expect(nextQuestion({ rules, answers: {}, asked: ['age', 'sex', 'inSchool'] })).toBeUndefined();
	});

	it('is never whether a man is pregnant', () => {
		const rules = each(is('pregnant', true), is('pregnant', false), is('disability', true));
		expect(nextQuestion({ rules, answers: { sex: 'male' }, asked: ['sex'] })).toBe('disability');
	});

	it('always tells something of what is left apart, was not asked, and does not follow from the answers', () => {
		const rules = fc.array(fc.record({ rule: anyRule, count: fc.integer({ min: 1, max: 50 }) }), { maxLength: 6 });
		fc.assert(
			fc.property(rules, anyAnswers, (left, answers) => {
				const name = nextQuestion({ rules: left, answers, asked: [] });
				if (name === undefined) return;
				expect(withImplied(answers)[name]).toBeUndefined();
				const outcomes = new Set(
					QUESTIONS[name].map((value) =>
						left.map(({ rule }) => decide(rule, { ...answers, [name]: value }).verdict).join(),
					),
				);
				expect(outcomes.size).toBeGreaterThan(1);
			}),
		);
	});
});
