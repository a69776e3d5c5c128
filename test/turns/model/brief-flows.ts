import { child } from '../../../flows/child.ts';
import { details } from '../../../flows/details.ts';
import { home } from '../../../flows/home.ts';
import { mine } from '../../../flows/mine.ts';
import { option } from '../../../flows/parts/options.ts';
import { receipt } from '../../../flows/receipt.ts';
import { report } from '../../../flows/report.ts';
import { createFlows, defineFlow, flowSetup } from '../../../src/conversation/index.ts';

/** Stands for what is told to those who ask, which has tests of its own: one question, and back to the menu. */
export const learnInBrief = defineFlow({
	id: 'learn',
	version: 1,
	machine: flowSetup.createMachine({
		id: 'learn',
		context: ({ input }) => input,
		initial: 'topic',
		states: {
			topic: {
				meta: {
					screen: {
						kind: 'choice',
						name: 'topic',
						ask: { key: 'learn.topic' },
						options: [option('menu', 'home.about.menu')],
					},
				},
				on: { answer: 'home' },
			},
			home: { meta: { enter: 'home' } },
		},
	}),
});

/** What the model knows by heart. */
export const briefFlows = createFlows([home, report, child, receipt, details, mine, learnInBrief]);
