import type { TextRef } from '../../../src/conversation/index.ts';
import { AGE_BANDS, answerWork, type WorkAnswer } from '../../../src/programmes/work/work-answer.ts';
import { faultsOfScreen, keysOf, languages, say } from '../facts/texts.ts';
import { reference } from '../reference.ts';

const { work: rules } = reference;

/** All that is said of one answer, in its order. */
function textsOf({ from, until, say: verdict, because, hours, conditions, instead, source }: WorkAnswer): TextRef[] {
	const span = until === undefined ? [] : [{ key: 'work.years', values: { from, until } }];
	const reasons = [because, hours].filter((text) => text !== undefined);
	return [...span, verdict, ...reasons, ...conditions, ...instead, source.say];
}

const answers = (['CI', 'GH'] as const).flatMap((country) =>
	rules[country].tasks.flatMap(({ id }) =>
		AGE_BANDS.flatMap((band) =>
			(answerWork(rules[country], id, { band }) ?? []).map((answer) => ({ of: `${country} ${id} ${band}`, answer })),
		),
	),
);
const labels = new Set(
	[...rules.CI.tasks, ...rules.GH.tasks]
		.map(({ id }) => `work.task.${id}`)
		.concat(AGE_BANDS.map((band) => `work.age.${band === '18+' ? '18-plus' : band}`)),
);

describe.each(languages)('the texts of work, in %s', (language) => {
	it('fit: no answer is missing a word, has a letter that a phone breaks, or takes more than three screens', () => {
		const faults = answers.flatMap(({ of, answer }) =>
			faultsOfScreen(language, textsOf(answer), 3).map((fault) => `${of}: ${fault}`),
		);
		expect(answers.length).toBeGreaterThan(60);
		expect(faults).toEqual([]);
	});

	it('have short labels, one line of a small phone each', () => {
		const long = [...labels].filter((key) => say(language, { key }).length > 20);
		expect(long).toEqual([]);
	});

	it('are all said by some answer or question: a text that nothing says is never read again', () => {
		const said = new Set(answers.flatMap(({ answer }) => textsOf(answer).map(({ key }) => key)));
		const next = ['help', 'another', 'report', 'menu'].map((way) => `work.next.${way}`);
		const asked = new Set(['work.age', 'work.task', ...labels, ...next]);
		expect(keysOf(language, 'work').filter((key) => !said.has(key) && !asked.has(key))).toEqual([]);
	});

	it('threaten nobody', () => {
		const all = keysOf(language, 'work').map((key) => say(language, { key, values: anyValues }).toLowerCase());
		expect(all.filter((text) => /prison|amende|police|fine |punish|puni/.test(text))).toEqual([]);
	});
});

const anyValues = { age: 18, day: 2, week: 14, from: 12, until: 14, date: '2017' };
