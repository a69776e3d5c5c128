import { type Answers, defineFlow, type Facts, flowSetup, type Screen } from '../src/conversation/index.ts';
import { option, optionsOf } from './parts/options.ts';
import { textOf } from './parts/report-answers.ts';

const age: Screen = {
	kind: 'choice',
	name: 'workAge',
	ask: { key: 'work.age' },
	options: [...optionsOf('work.age', ['5-11', '12-14', '15-17']), option('18+', 'work.age.18-plus')],
};

function task(_: Answers, { knowledge, country }: Facts): Screen {
	return {
		kind: 'choice',
		name: 'task',
		ask: { key: 'work.task' },
		options: optionsOf('work.task', knowledge.work.tasks(country)),
	};
}

/** What holds, why, and what there is instead; only then the offer to report. */
function told(answers: Answers, { knowledge, country }: Facts): Screen {
	return {
		kind: 'pages',
		name: 'next',
		items: knowledge.work.told(country, textOf(answers, 'task'), textOf(answers, 'workAge')),
		options: optionsOf('work.next', ['help', 'another', 'report', 'menu']),
	};
}

/** Is this work allowed? Answered by age and task, without asking who wants to know. */
export const work = defineFlow({
	id: 'work',
	version: 1,
	machine: flowSetup.createMachine({
		id: 'work',
		context: ({ input }) => input,
		initial: 'age',
		states: {
			age: { meta: { screen: age }, on: { answer: { target: 'task', actions: 'keep' } } },
			task: { meta: { screen: task }, on: { answer: { target: 'told', actions: 'keep' } } },
			told: {
				meta: { screen: told },
				on: {
					answer: [
						{ guard: { type: 'is', params: 'help' }, target: 'learn' },
						{ guard: { type: 'is', params: 'another' }, target: 'task' },
						{
							guard: { type: 'is', params: 'report' },
							target: 'report',
							actions: { type: 'set', params: { subject: 'child' } },
						},
						{ target: 'home' },
					],
				},
			},
			learn: { meta: { enter: 'learn' } },
			report: { meta: { enter: 'report' } },
			home: { meta: { enter: 'home' } },
		},
	}),
});
