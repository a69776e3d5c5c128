import {
	type Answers,
	type ChoiceScreen,
	defineFlow,
	type Facts,
	flowSetup,
	type Screen,
	type TextScreen,
} from '../src/conversation/index.ts';
import { option, optionsOf } from './parts/options.ts';
import { amendCase, textOf } from './parts/report-answers.ts';

/** Most places offered when a typed name fits several. */
const PLACES_MOST = 6;

const skip = option('skip', 'details.skip');

/** A typed name that fits several places: which of them. The typed words stay with the answer. */
function whichPlace(answers: Answers, facts: Facts): Screen {
	const place = answers['place'];
	const typed = typeof place === 'object' ? (place.typed ?? '') : '';
	const found = facts.places.search(facts.country, typed, PLACES_MOST);
	return {
		kind: 'choice',
		name: 'place',
		ask: { key: 'details.which-place' },
		options: [
			...found.map(({ code, name, within }) => ({
				value: { code, typed },
				label: { key: 'details.place', values: { name, within } },
			})),
			option('skip', 'details.none-of-these'),
		],
	};
}

const ownWords: TextScreen = {
	kind: 'text',
	name: 'ownWords',
	ask: { key: 'details.own-words' },
	most: 1000,
	options: [skip],
};

const anonymous: ChoiceScreen = {
	kind: 'choice',
	name: 'anonymous',
	ask: { key: 'details.anonymous' },
	options: [option(true, 'details.anonymous.yes'), option(false, 'details.anonymous.no')],
};

const contact: ChoiceScreen = {
	kind: 'choice',
	name: 'contactPolicy',
	ask: { key: 'details.contact' },
	options: optionsOf('details.contact', ['never', 'ussd-only', 'sms-neutral', 'call-at']),
};

const callTime: ChoiceScreen = {
	kind: 'choice',
	name: 'callTime',
	ask: { key: 'details.call-time' },
	options: optionsOf('details.call-time', ['morning', 'midday', 'evening']),
};

const cooperative: ChoiceScreen = {
	kind: 'choice',
	name: 'hideFromCooperative',
	ask: { key: 'details.cooperative' },
	options: [option(true, 'details.cooperative.hide'), option(false, 'details.cooperative.no-matter')],
};

/** What may be added to a report that is kept already. Every step can be skipped, and each one amends the case at once. */
export const details = defineFlow({
	id: 'details',
	version: 1,
	machine: flowSetup.createMachine({
		id: 'details',
		context: ({ input }) => input,
		initial: 'begin',
		states: {
			begin: {
				always: [
					{
						guard: ({ context: { answers } }) =>
							typeof answers['place'] === 'object' &&
							answers['place'].code === undefined &&
							answers['place'].recording === undefined,
						target: 'whichPlace',
					},
					{ target: 'ownWords' },
				],
			},
			whichPlace: {
				meta: { screen: whichPlace },
				on: {
					answer: [
						{ guard: { type: 'is', params: 'skip' }, target: 'ownWords' },
						{ target: 'ownWords', actions: ['keep', amendCase] },
					],
				},
			},
			ownWords: {
				meta: { screen: ownWords },
				on: {
					answer: [
						{ guard: { type: 'is', params: 'skip' }, target: 'anonymous' },
						{ target: 'anonymous', actions: ['keep', amendCase] },
					],
				},
			},
			anonymous: {
				meta: { screen: anonymous },
				on: {
					answer: [
						{
							guard: { type: 'is', params: false },
							target: 'contact',
							actions: 'keep',
						},
						{
							target: 'cooperative',
							actions: ['keep', { type: 'set', params: { contactPolicy: 'never' } }, amendCase],
						},
					],
				},
			},
			contact: {
				meta: { screen: contact },
				on: {
					answer: [
						{ guard: { type: 'is', params: 'call-at' }, target: 'callTime', actions: 'keep' },
						{ target: 'cooperative', actions: ['keep', amendCase] },
					],
				},
			},
			callTime: {
				meta: { screen: callTime },
				on: {
					answer: {
						target: 'cooperative',
						actions: [
							'keep',
							amendCase,
							{
								type: 'effect',
								params: ({ context: { answers } }) => ({
									type: 'call.back',
									caseId: textOf(answers, 'caseId'),
									time: textOf(answers, 'callTime') as 'morning' | 'midday' | 'evening',
								}),
							},
						],
					},
				},
			},
			cooperative: {
				meta: { screen: cooperative },
				on: { answer: { target: 'thanks', actions: ['keep', amendCase] } },
			},
			thanks: { meta: { screen: { kind: 'end', say: { key: 'nav.goodbye' } } } },
		},
	}),
});
