import type { Country, Knowledge, TextRef } from '../../conversation/index.ts';
import { AGE_BANDS, answerWork, type WorkAnswer } from './work-answer.ts';
import type { WorkRules } from './work-rules.ts';

/** What the line tells of work, in the order in which it is heard: what holds, why, how, what else there is, and who says so. */
export function createWorkKnowledge(rules: Readonly<Record<Country, WorkRules>>): Knowledge['work'] {
	return {
		tasks: (country) => rules[country].tasks.map(({ id }) => id),
		told: (country, task, asked) => {
			const band = AGE_BANDS.find((one) => one === asked);
			const answers = band === undefined ? undefined : answerWork(rules[country], task, { band });
			return (answers ?? []).flatMap((answer) => toldOf(answer, answers?.length !== 1));
		},
	};
}

/** Ages are named where the law changes within the band that was asked for. */
function toldOf(answer: WorkAnswer, isOneOfSeveral: boolean): readonly TextRef[] {
	const { from, until, say, because, hours, conditions, instead, source } = answer;
	return [
		...(isOneOfSeveral && until !== undefined ? [{ key: 'work.years', values: { from, until } }] : []),
		say,
		...(because === undefined ? [] : [because]),
		...(hours === undefined ? [] : [hours]),
		...conditions,
		...instead,
		source.say,
	];
}
