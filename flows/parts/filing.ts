import {
	type Answers,
	type ChoiceScreen,
	type Facts,
	flowSetup,
	type StateMeta,
} from '../../src/conversation/index.ts';
import { option } from './options.ts';
import { amendCase, completeCase, openCase, rememberPlace } from './report-answers.ts';
import { whereScreen } from './where.ts';

const yesOrNo = [option(true, 'report.danger.yes'), option(false, 'report.danger.no')];

const danger: ChoiceScreen = { kind: 'choice', name: 'dangerNow', ask: { key: 'report.danger' }, options: yesOrNo };

/** Names the place that was understood, so that a wrong guess is seen and mended without a question of its own. */
function dangerScreen({ place }: Answers, facts: Facts): ChoiceScreen {
	const typed = typeof place === 'object' && place.typed !== undefined ? place.code : undefined;
	const known = typed === undefined ? undefined : facts.places.byCode(facts.country, typed);
	if (known === undefined) return danger;
	return {
		...danger,
		ask: { key: 'report.danger.at', values: { place: known.name } },
		options: [...yesOrNo, option('elsewhere', 'report.danger.elsewhere')],
	};
}

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
			told: {
				guard: { type: 'told', params: 'reference' },
				target: 'danger',
				actions: ['learn', openCase, rememberPlace],
			},
		},
	}),
	danger: flowSetup.createStateConfig({
		meta: meta({ screen: dangerScreen }),
		on: {
			answer: [
				{ guard: { type: 'is', params: 'elsewhere' }, target: 'where' },
				{ target: 'received', actions: ['keep', amendCase, completeCase] },
			],
		},
	}),
	received: flowSetup.createStateConfig({ meta: meta({ enter: 'receipt' }) }),
} as const;
