import { type ChoiceScreen, defineFlow, flowSetup, type Option } from '../src/conversation/index.ts';
import { filing } from './parts/filing.ts';
import { option, optionsOf } from './parts/options.ts';

const ageBands = ['5-11', '12-14', '15-17'] as const;

function childrenOf(about: 'my-child' | 'other-child'): readonly Option[] {
	return ageBands.map((band) => option(`${about}/${band}`, `report.age.${band}`, { key: `report.about.${about}` }));
}

/** Kinds of concern about a child; the four commonest hazards of cocoa stand first. */
const childKind: ChoiceScreen = {
	kind: 'choice',
	name: 'kind',
	ask: { key: 'report.kind.child' },
	options: optionsOf('report.kind', [
		'sharp-tools',
		'heavy-loads',
		'chemicals',
		'land-clearing',
		'not-in-school',
		'violence',
		'forced-or-trafficked',
		'other',
	]),
};

const adultKind: ChoiceScreen = {
	kind: 'choice',
	name: 'kind',
	ask: { key: 'report.kind.adult' },
	options: optionsOf('report.kind', [
		'pay-withheld',
		'under-set-price',
		'danger-at-work',
		'violence',
		'forced-or-trafficked',
		'other',
	]),
};

/** Whom it concerns and, for a child, about how old: one answer. */
const whichChild: ChoiceScreen = {
	kind: 'choice',
	name: 'about',
	ask: { key: 'report.about.child' },
	options: [...childrenOf('my-child'), ...childrenOf('other-child')],
};

const whichAdult: ChoiceScreen = {
	kind: 'choice',
	name: 'about',
	ask: { key: 'report.about.adult' },
	options: optionsOf('report.about', ['self', 'other-adult']),
};

/** A concern about a child or an adult worker, as few answers as can be: what, whom, where, danger. */
export const report = defineFlow({
	id: 'report',
	version: 1,
	machine: flowSetup.createMachine({
		id: 'report',
		context: ({ input }) => input,
		initial: 'what',
		states: {
			what: {
				meta: { screen: ({ subject }) => (subject === 'adult' ? adultKind : childKind) },
				on: { answer: { target: 'whom', actions: 'keep' } },
			},
			whom: {
				meta: { screen: ({ subject }) => (subject === 'adult' ? whichAdult : whichChild) },
				on: { answer: { target: 'where', actions: 'keep' } },
			},
			...filing,
		},
	}),
});
