import {
	type Answers,
	defineFlow,
	type Facts,
	flowSetup,
	type NumberScreen,
	type Screen,
} from '../src/conversation/index.ts';
import { option } from './parts/options.ts';
import { textOf } from './parts/report-answers.ts';

/** The reference code and the PIN that was given; where there is danger now, whom to call comes first. */
function receiptScreen(answers: Answers, facts: Facts): Screen {
	const line = facts.hotlines.find(({ forChildren }) => forChildren) ?? facts.hotlines[0];
	return {
		kind: 'choice',
		name: 'receipt',
		ask: {
			key: answers['dangerNow'] === true ? 'receipt.danger' : 'receipt.kept',
			values: { code: textOf(answers, 'code'), pin: textOf(answers, 'pin'), number: line?.number ?? '' },
		},
		options: [option('details', 'receipt.details'), option('pin', 'receipt.pin'), option('done', 'receipt.done')],
	};
}

const choosePin: NumberScreen = {
	kind: 'number',
	name: 'pin',
	ask: { key: 'receipt.choose-pin' },
	digits: 6,
};

/** The report is kept: how to ask about it later, and what may still be added. */
export const receipt = defineFlow({
	id: 'receipt',
	version: 1,
	machine: flowSetup.createMachine({
		id: 'receipt',
		context: ({ input }) => input,
		initial: 'kept',
		states: {
			kept: {
				meta: { screen: receiptScreen },
				on: {
					answer: [
						{ guard: { type: 'is', params: 'details' }, target: 'details' },
						{ guard: { type: 'is', params: 'pin' }, target: 'choosePin' },
						{ target: 'thanks' },
					],
				},
			},
			choosePin: {
				meta: { screen: choosePin },
				on: {
					answer: {
						target: 'kept',
						actions: [
							'keep',
							{
								type: 'effect',
								params: ({ context: { answers } }) => ({
									type: 'case.pin',
									caseId: textOf(answers, 'caseId'),
									pin: textOf(answers, 'pin'),
								}),
							},
						],
					},
				},
			},
			details: { meta: { enter: 'details' } },
			thanks: { meta: { screen: { kind: 'end', say: { key: 'nav.goodbye' } } } },
		},
	}),
});
