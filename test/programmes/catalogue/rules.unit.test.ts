import fc from 'fast-check';
import { ruleSchema } from '../../../src/programmes/catalogue/rule-schema.ts';
import { decide } from '../../../src/programmes/catalogue/rules.ts';
import { anyAnswers, anyRule } from './make.ts';

const old = { '==': [{ var: 'age' }, '65+'] } as const;
const pregnant = { '==': [{ var: 'pregnant' }, true] } as const;
const child = { in: [{ var: 'age' }, ['0-5', '6-11']] } as const;

describe('whom an entry is for', () => {
	it.each([
		['everybody', true, {}, 'yes'],
		['who has the age', old, { age: '65+' }, 'yes'],
		['not who has another', old, { age: '6-11' }, 'no'],
		['perhaps who was not asked', old, {}, 'open'],
		['who meets one of several', { or: [old, pregnant] }, { pregnant: true }, 'yes'],
		['perhaps who has not met one yet', { or: [old, pregnant] }, { pregnant: false }, 'open'],
		['nobody who met none', { or: [old, pregnant] }, { age: '36-64', pregnant: false }, 'no'],
		['nobody who fails one of all', { and: [child, { '==': [{ var: 'papers' }, false] }] }, { papers: true }, 'no'],
		['who is not among some', { '!': child }, { age: '12-14' }, 'yes'],
		['perhaps, where the opposite is not known', { '!': child }, {}, 'open'],
		['no man, where it is for the pregnant', pregnant, { sex: 'male' }, 'no'],
		['no child of five, where it is for the pregnant', pregnant, { age: '0-5' }, 'no'],
		['a woman, where she is pregnant', { '==': [{ var: 'sex' }, 'female'] }, { pregnant: true }, 'yes'],
	] as const)('is %s', (_, rule, answers, verdict) => {
		expect(decide(rule, answers).verdict).toBe(verdict);
	});

	it('counts the answers that speak for it, so that what is meant for a person stands first', () => {
		expect(decide({ and: [old, { '==': [{ var: 'producer' }, true] }] }, { age: '65+', producer: true }).met).toBe(2);
		expect(decide({ or: [old, pregnant] }, { age: '65+' }).met).toBe(1);
		expect(decide(true, { age: '65+' }).met).toBe(0);
	});

	it('can always be said, whatever the rule and the answers', () => {
		fc.assert(
			fc.property(anyRule, anyAnswers, (rule, answers) => {
				const { verdict, met } = decide(rule, answers);
				expect(['yes', 'open', 'no']).toContain(verdict);
				expect(met).toBeGreaterThanOrEqual(0);
			}),
		);
	});

	it('is never taken back by one more answer: yes stays yes, and no stays no', () => {
		// None of these follows from another answer, so that a new one contradicts nothing.
		const names = ['disability', 'producer', 'papers', 'inSchool'] as const;
		fc.assert(
			fc.property(anyRule, anyAnswers, fc.constantFrom(...names), fc.boolean(), (rule, answers, name, value) => {
				const before = decide(rule, answers).verdict;
				fc.pre(before !== 'open' && answers[name] === undefined);
				expect(decide(rule, { ...answers, [name]: value }).verdict).toBe(before);
			}),
		);
	});

	it('is read from any rule that can be made of the operators, and refused or read from anything else', () => {
		fc.assert(
			fc.property(anyRule, (rule) => expect(ruleSchema.safeParse(rule)).toEqual({ success: true, data: rule })),
		);
		fc.assert(
			fc.property(fc.jsonValue(), anyAnswers, (raw, answers) => {
				const read = ruleSchema.safeParse(raw);
				if (read.success) decide(read.data, answers);
			}),
		);
	});

	it.each(['constructor', 'toString', '__proto__', 'var', 'map', 'reduce', 'log', 'method', 'throw', 'get'])(
		'knows no operator %s, though the library or the language does',
		(operator) => {
			const raw: unknown = JSON.parse(`{ "${operator}": [1, 2] }`);
			expect(ruleSchema.safeParse(raw).success).toBe(false);
		},
	);
});
