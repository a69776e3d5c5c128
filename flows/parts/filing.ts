import { flowSetup, type ChoiceScreen, type StateMeta } from '../../src/conversation/index.ts';
import { option } from './options.ts';
import { amendCase, completeCase, openCase, rememberPlace } from './report-answers.ts';
import { whereScreen } from './where.ts';

const danger: ChoiceScreen = {
	kind: 'choice',
	name: 'dangerNow',
	ask: { key: 'report.danger' },
	options: [option(true, 'report.danger.yes'), option(false, 'report.danger.no')],
};

const meta = (of: StateMeta): StateMeta => of;

/**
 * The second half of every report: where, and whether there is danger now. Going back to an earlier question and on again
 * amends the case that is open already; it never opens a second one.
 */
export const filing = {
	where: flowSetup.createStateConfig({
		meta: meta({ screen: whereScreen }),
		on: {
			answer: [
				{ guard: { type: 'has', params: 'caseId' }, target: 'danger', actions: ['keep', amendCase, rememberPlace] },
				{ target: 'numbering', actions: 'keep' },
			],
		},
	}),
	numbering: flowSetup.createStateConfig({
		meta: meta({ ask: () => ({ ask: 'reference' }) }),
		on: {
			told: { guard: { type: 'told', params: 'reference' }, target: 'danger', actions: ['learn', openCase, rememberPlace] },
		},
	}),
	danger: flowSetup.createStateConfig({
		meta: meta({ screen: danger }),
		on: { answer: { target: 'received', actions: ['keep', amendCase, completeCase] } },
	}),
	received: flowSetup.createStateConfig({ meta: meta({ enter: 'receipt' }) }),
} as const;
