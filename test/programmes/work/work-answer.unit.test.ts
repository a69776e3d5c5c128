import fc from 'fast-check';
import type { Country } from '../../../src/conversation/index.ts';
import { AGE_BANDS, answerWork, type Verdict, type WorkAnswer } from '../../../src/programmes/work/work-answer.ts';
import { reference } from '../reference.ts';

const { work: rules } = reference;
const countries = ['CI', 'GH'] as const;
const keysOf = (answer: WorkAnswer | undefined) => answer?.conditions.map(({ key }) => key);

/** The one answer for an age in years. */
function at(country: Country, task: string, years: number): WorkAnswer {
	const answers = answerWork(rules[country], task, { years });
	if (answers?.length !== 1) throw new Error(`${task} at ${years} has ${answers?.length} answers`);
	return answers[0];
}

describe('is this work allowed?', () => {
	it.each<[Country, string, number, Verdict, string]>([
		['CI', 'other', 12, 'too-young', 'light-work-order'],
		['CI', 'other', 13, 'light-work', 'light-work-order'],
		['CI', 'other', 15, 'light-work', 'light-work-order'],
		['CI', 'other', 16, 'allowed', 'labour-code'],
		['CI', 'cutlass', 17, 'hazardous', 'dangerous-work-order'],
		['CI', 'cutlass', 18, 'allowed', 'dangerous-work-order'],
		['CI', 'heavy-loads', 17, 'hazardous', 'ilo-182'],
		['CI', 'spraying', 9, 'hazardous', 'ilo-182'],
		['CI', 'clearing-land', 17, 'hazardous', 'norc-survey'],
		['CI', 'night-work', 17, 'hazardous', 'labour-code'],
		['CI', 'instead-of-school', 15, 'too-young', 'school-law'],
		['CI', 'instead-of-school', 16, 'allowed', 'labour-code'],
		['GH', 'other', 12, 'too-young', 'childrens-act'],
		['GH', 'other', 13, 'light-work', 'childrens-act'],
		['GH', 'other', 15, 'allowed', 'childrens-act'],
		['GH', 'cutlass', 14, 'hazardous', 'ilo-182'],
		['GH', 'cutlass', 15, 'allowed', 'childrens-act'],
		['GH', 'spraying', 17, 'hazardous', 'cocoa-officer'],
		['GH', 'burning', 17, 'hazardous', 'cocoa-officer'],
		['GH', 'alone-on-farm', 17, 'hazardous', 'cocoa-officer'],
		['GH', 'drying-beans', 14, 'too-young', 'childrens-act'],
		['GH', 'drying-beans', 15, 'allowed', 'childrens-act'],
		['GH', 'planting', 12, 'too-young', 'childrens-act'],
		['GH', 'planting', 13, 'light-work', 'cocoa-officer'],
		['GH', 'spraying', 40, 'allowed', 'ilab-ages'],
	])('in %s, %s at %i is %s, as %s says', (country, task, years, verdict, source) => {
		expect(at(country, task, years)).toMatchObject({ verdict, source: { say: { key: `work.source.${source}` } } });
	});

	it('tells the hours of light work in Ghana, and none in Côte d’Ivoire, where no source gives them', () => {
		expect(at('GH', 'other', 13).hours).toEqual({ key: 'work.hours', values: { day: 2, week: 14 } });
		expect(at('CI', 'other', 13).hours).toBeUndefined();
		expect(keysOf(at('CI', 'other', 13))).toContain('work.condition.by-day');
	});

	it('tells why not, from which age it is otherwise, and what there is instead', () => {
		expect(at('CI', 'cutlass', 12)).toMatchObject({
			say: { key: 'work.hazardous', values: { age: 18 } },
			because: { key: 'work.because.sharp-tools' },
			instead: [{ key: 'work.instead.school' }, { key: 'work.instead.help' }],
			source: { say: { values: { date: '2017' } }, date: '2017-06-02', asOf: '2026-11-25' },
		});
		expect(at('CI', 'cutlass', 16).instead[0]).toEqual({ key: 'work.instead.training' });
		expect(at('GH', 'drying-beans', 12).say).toEqual({ key: 'work.too-young', values: { age: 15 } });
		expect(at('GH', 'planting', 12).say).toEqual({ key: 'work.too-young', values: { age: 13 } });
	});

	it('adds what holds for the task to what holds for the age', () => {
		expect(keysOf(at('GH', 'cutlass', 16))).toEqual(['work.condition.no-danger', 'work.condition.tool-for-age']);
		expect(keysOf(at('GH', 'fetching-water', 13))).toContain('work.condition.before-spraying');
		expect(keysOf(at('GH', 'picking-pods', 30))).toEqual([]);
	});

	it.each([
		['CI', 'other', '12-14', ['too-young 12-12', 'light-work 13-14']],
		['CI', 'other', '15-17', ['light-work 15-15', 'allowed 16-17']],
		['CI', 'cutlass', '15-17', ['hazardous 15-17']],
		['CI', 'cutlass', '18+', ['allowed 18-']],
		['GH', 'cutlass', '12-14', ['hazardous 12-14']],
		['GH', 'planting', '12-14', ['too-young 12-12', 'light-work 13-14']],
		['GH', 'spraying', '5-11', ['hazardous 5-11']],
	] as const)('parts a band where the law does, in %s for %s at %s', (country, task, band, parts) => {
		const answers = answerWork(rules[country], task, { band }) ?? [];
		expect(answers.map(({ verdict, from, until = '' }) => `${verdict} ${from}-${until}`)).toEqual(parts);
	});

	it('has no answer for a task that no source tells of, or for an age that is none', () => {
		expect(answerWork(rules.CI, 'burning', { years: 12 })).toBeUndefined();
		expect(answerWork(rules.GH, 'breaking-pods', { years: 12 })).toBeUndefined();
		for (const years of [-1, 12.5, Number.NaN, Number.POSITIVE_INFINITY])
			expect(answerWork(rules.GH, 'other', { years })).toBeUndefined();
	});
});

const anyTask = fc
	.constantFrom(...countries)
	.chain((country) => fc.tuple(fc.constant(country), fc.constantFrom(...rules[country].tasks.map(({ id }) => id))));

describe('at any age, for any task', () => {
	it('nobody below 13 is told yes, and nobody below the age of work is told more than light work', () => {
		fc.assert(
			fc.property(anyTask, fc.integer({ min: 0, max: 17 }), ([country, task], years) => {
				const { verdict } = at(country, task, years);
				if (years < 13) expect(['too-young', 'hazardous']).toContain(verdict);
				if (years < { CI: 16, GH: 15 }[country]) expect(verdict).not.toBe('allowed');
			}),
		);
	});

	it('a no says why or from when, and what may help; a yes says neither', () => {
		fc.assert(
			fc.property(anyTask, fc.integer({ min: 0, max: 90 }), ([country, task], years) => {
				const { verdict, say, because, conditions, instead } = at(country, task, years);
				const isNo = verdict === 'too-young' || verdict === 'hazardous';
				expect(instead.length > 0).toBe(isNo);
				expect(say.values !== undefined).toBe(isNo);
				if (!isNo) expect(because).toBeUndefined();
				if (isNo) expect(conditions).toEqual([]);
				if (verdict === 'hazardous') expect(because).toBeDefined();
			}),
		);
	});

	it('the parts of a band follow one another and say what each year says by itself', () => {
		fc.assert(
			fc.property(anyTask, fc.constantFrom(...AGE_BANDS), ([country, task], band) => {
				const parts = answerWork(rules[country], task, { band }) ?? [];
				for (const [index, { from, until, verdict }] of parts.entries()) {
					if (index > 0) expect(from).toBe((parts[index - 1]?.until ?? 0) + 1);
					for (let years = from; years <= (until ?? from); years++)
						expect(at(country, task, years).verdict).toBe(verdict);
				}
			}),
		);
	});
});
