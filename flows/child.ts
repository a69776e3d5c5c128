import { defineFlow, type Facts, flowSetup, type Screen } from '../src/conversation/index.ts';
import { filing } from './parts/filing.ts';
import { option, optionsOf } from './parts/options.ts';

/** Help line first: a child may need a voice now, and need not tell us anything. */
function helpFirst(_: unknown, facts: Facts): Screen {
	const line = facts.hotlines.find(({ forChildren }) => forChildren);
	return {
		kind: 'choice',
		name: 'helpFirst',
		ask: { key: 'child.help-first', values: { number: line?.number ?? '' } },
		options: [option('tell', 'child.tell'), option('leave', 'child.leave')],
	};
}

/** Somebody under 18 speaks for themself: few questions, plain words, and nobody else's consent is asked. */
export const child = defineFlow({
	id: 'child',
	version: 1,
	machine: flowSetup.createMachine({
		id: 'child',
		context: ({ input }) => input,
		initial: 'helpFirst',
		states: {
			helpFirst: {
				meta: { screen: helpFirst },
				on: {
					answer: [
						{
							guard: { type: 'is', params: 'tell' },
							target: 'what',
							actions: { type: 'set', params: { about: 'self-child' } },
						},
						{ target: 'bye' },
					],
				},
			},
			what: {
				meta: {
					screen: {
						kind: 'choice',
						name: 'kind',
						ask: { key: 'child.what' },
						options: optionsOf('child.kind', [
							'danger-at-work',
							'heavy-loads',
							'not-in-school',
							'violence',
							'forced-or-trafficked',
							'other',
						]),
					},
				},
				on: { answer: { target: 'where', actions: 'keep' } },
			},
			...filing,
			bye: { meta: { screen: { kind: 'end', say: { key: 'nav.goodbye' } } } },
		},
	}),
});
