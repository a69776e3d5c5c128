import { type Answers, defineFlow, type Facts, flowSetup, type Screen } from '../src/conversation/index.ts';
import { optionsOf } from './parts/options.ts';
import { textOf } from './parts/report-answers.ts';

function today(answers: Answers, { knowledge, country }: Facts, day: string): Screen {
	const asked = { country, day };
	return {
		kind: 'pages',
		name: 'next',
		items: knowledge.price.told(asked, textOf(answers, 'language')),
		options: optionsOf('price.next', [...(knowledge.price.isKnown(asked) ? ['sold'] : []), 'late', 'menu']),
	};
}

function unit(_: Answers, { knowledge, country }: Facts): Screen {
	return {
		kind: 'choice',
		name: 'unit',
		ask: { key: 'price.unit' },
		options: optionsOf('price.unit', knowledge.price.units(country)),
	};
}

function count(answers: Answers, { knowledge }: Facts): Screen {
	return {
		kind: 'count',
		name: 'count',
		ask: { key: `price.count.${textOf(answers, 'unit')}` },
		simpler: { key: 'price.count.simpler' },
		most: knowledge.price.mostCount,
	};
}

function owed(answers: Answers, { knowledge, country }: Facts, day: string): Screen {
	const sold = { unit: textOf(answers, 'unit'), count: Number(answers['count']) };
	return {
		kind: 'pages',
		name: 'next',
		items: knowledge.price.owed({ country, day }, sold, textOf(answers, 'language')),
		options: optionsOf('price.next', ['less', 'late', 'menu']),
	};
}

const complaints = [
	{
		guard: { type: 'is', params: 'less' },
		target: 'complaint',
		actions: { type: 'set', params: { kind: 'under-set-price', subject: 'adult', about: 'self' } },
	},
	{
		guard: { type: 'is', params: 'late' },
		target: 'complaint',
		actions: { type: 'set', params: { kind: 'pay-withheld', subject: 'adult', about: 'self' } },
	},
	{ target: 'home' },
] as const;

/** The price of cocoa as it is today, what a sale should have brought, and a concern where it did not. */
export const price = defineFlow({
	id: 'price',
	version: 1,
	machine: flowSetup.createMachine({
		id: 'price',
		context: ({ input }) => input,
		initial: 'today',
		states: {
			today: {
				meta: { screen: today },
				on: { answer: [{ guard: { type: 'is', params: 'sold' }, target: 'unit' }, ...complaints] },
			},
			unit: { meta: { screen: unit }, on: { answer: { target: 'count', actions: 'keep' } } },
			count: { meta: { screen: count }, on: { answer: { target: 'owed', actions: 'keep' } } },
			owed: { meta: { screen: owed }, on: { answer: [...complaints] } },
			complaint: { meta: { enter: 'complaint' } },
			home: { meta: { enter: 'home' } },
		},
	}),
});
