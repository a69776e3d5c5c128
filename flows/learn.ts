import {
	type Answers,
	type ConcernKind,
	defineFlow,
	type Effect,
	type Facts,
	type FlowContext,
	flowSetup,
	type Option,
	PASSED,
	type ProgrammeAsk,
	type ProgrammeStep,
	type RequestKind,
	type Screen,
} from '../src/conversation/index.ts';
import { option, optionsOf } from './parts/options.ts';
import { recordedOf, rememberPlace, textOf } from './parts/report-answers.ts';

/** Answers to the plain questions are kept under their names with this in front, so that they feed nothing else. */
const QUESTION = 'ask.';
/** Most programmes offered at once; what lies behind them is found by answering more. */
const FOUND_MOST = 6;

/** Topics that are no programmes. */
const others = ['price', 'work'] as const;

function askOf(answers: Answers, { country, places }: Facts, day: string): ProgrammeAsk {
	const place = answers['place'];
	const code = place === 'same' ? answers['lastPlace'] : typeof place === 'object' ? place.code : undefined;
	const area = typeof code === 'string' ? places.byCode(country, code)?.district : undefined;
	const plain = Object.entries(answers).filter(([name]) => name.startsWith(QUESTION));
	return {
		country,
		day,
		...(area === undefined ? {} : { area }),
		topic: textOf(answers, 'topic'),
		answers: Object.fromEntries(plain.map(([name, value]) => [name.slice(QUESTION.length), value])),
	};
}

function topics(_: Answers, { knowledge, country }: Facts, day: string): Screen {
	return {
		kind: 'choice',
		name: 'topic',
		ask: { key: 'learn.topic' },
		options: optionsOf('learn.topic', [...knowledge.programmes.topics({ country, day }), ...others]),
	};
}

/** The whole country will do: most of what is open is open everywhere. */
function where({ lastPlace }: Answers): Screen {
	return {
		kind: 'place',
		name: 'place',
		ask: { key: 'learn.where' },
		options: [
			...(lastPlace === undefined ? [] : [option('same', 'report.where.same')]),
			option('anywhere', 'learn.where.anywhere'),
		],
	};
}

function found(answers: Answers, facts: Facts, day: string): Screen {
	const step = facts.knowledge.programmes.step(askOf(answers, facts, day));
	return step.is === 'question' ? question(step) : list(step.refs, facts, day);
}

function question({ name, values }: Extract<ProgrammeStep, { is: 'question' }>): Screen {
	return {
		kind: 'choice',
		name: `${QUESTION}${name}`,
		ask: { key: `learn.ask.${name}` },
		options: [
			...values.map((value) => option(value, `learn.ask.${name}.${String(value).replace('+', '-up')}`)),
			option(PASSED, 'learn.ask.passed'),
		],
	};
}

function list(refs: readonly string[], { knowledge }: Facts, day: string): Screen {
	const programmes = refs.slice(0, FOUND_MOST).flatMap((ref): readonly Option[] => {
		const told = knowledge.programmes.told(ref, day);
		return told === undefined ? [] : [{ value: ref, label: told.name }];
	});
	return {
		kind: 'choice',
		name: 'programme',
		ask: { key: programmes.length === 0 ? 'learn.nothing' : 'learn.found' },
		options: [...programmes, ...optionsOf('learn.found', ['elsewhere', 'question'])],
	};
}

/** What may be done about a programme that somebody has read about. */
function waysOn(free: boolean, { texts }: Facts, after: readonly string[]): readonly Option[] {
	const sending = texts ? ['send'] : [];
	const concerns = free ? ['asked-money', 'refused'] : ['refused'];
	return optionsOf('learn.next', [...after, ...sending, 'person', ...concerns, 'news', 'list']);
}

function about(answers: Answers, facts: Facts, day: string): Screen {
	const told = facts.knowledge.programmes.told(textOf(answers, 'programme'), day);
	if (told === undefined) return isOver;
	const ways = waysOn(told.free, facts, told.apply.length === 0 ? [] : ['apply']);
	return { kind: 'pages', name: 'next', items: told.about, options: ways };
}

function apply(answers: Answers, facts: Facts, day: string): Screen {
	const told = facts.knowledge.programmes.told(textOf(answers, 'programme'), day);
	if (told === undefined) return isOver;
	return { kind: 'pages', name: 'next', items: told.apply, options: waysOn(told.free, facts, []) };
}

/** It ended, or was withdrawn, while somebody was reading. */
const isOver: Screen = {
	kind: 'choice',
	name: 'next',
	ask: { key: 'learn.over' },
	options: [option('list', 'learn.next.list')],
};

const sure =
	(ask: string) =>
	(_: Answers, { programme }: Facts): Screen => ({
		kind: 'choice',
		name: 'sure',
		ask: { key: ask, values: { programme } },
		options: [option(true, `${ask}.yes`), option(false, 'learn.no')],
	});

/** What somebody wishes is kept under a code of its own. It is no report, and is never linked to one. */
function keptScreen(answers: Answers): Screen {
	return {
		kind: 'choice',
		name: 'kept',
		ask: { key: 'learn.kept', values: { code: textOf(answers, 'code'), pin: textOf(answers, 'pin') } },
		options: [option('menu', 'home.about.menu')],
	};
}

const send = {
	type: 'effect',
	params: ({ context: { answers } }: { context: FlowContext }): Effect => ({
		type: 'programme.send',
		ref: textOf(answers, 'programme'),
	}),
} as const;

const openRequest = {
	type: 'effect',
	params: ({ context: { answers } }: { context: FlowContext }): Effect => {
		const ref = textOf(answers, 'programme');
		const words = textOf(answers, 'question');
		const recorded = recordedOf(answers, 'question');
		return {
			type: 'request.open',
			request: {
				id: textOf(answers, 'caseId'),
				code: textOf(answers, 'code'),
				pin: textOf(answers, 'pin'),
				kind: textOf(answers, 'wish') as RequestKind,
				topic: textOf(answers, 'topic'),
				...(ref === '' ? {} : { ref }),
				...(words === '' ? {} : { words }),
				...(recorded === undefined ? {} : { recorded }),
			},
		};
	},
} as const;

const wish = (kind: RequestKind) => ({ type: 'set', params: { wish: kind } }) as const;
const concern = (kind: ConcernKind) => ({ type: 'set', params: { kind, subject: 'adult', about: 'self' } }) as const;

/** From a programme that somebody reads about. */
const ways = [
	{ guard: { type: 'is', params: 'apply' }, target: 'applying' },
	{ guard: { type: 'is', params: 'send' }, target: 'sending' },
	{ guard: { type: 'is', params: 'person' }, target: 'person' },
	{ guard: { type: 'is', params: 'news' }, target: 'news' },
	{ guard: { type: 'is', params: 'asked-money' }, target: 'complaint', actions: concern('asked-for-money') },
	{ guard: { type: 'is', params: 'refused' }, target: 'complaint', actions: concern('help-refused') },
	{ target: 'finding', actions: { type: 'forget', params: ['programme'] } },
] as const;

/** What is open to me: a topic, a place, at most three plain questions, and what there is; then what to do about it. */
export const learn = defineFlow({
	id: 'learn',
	version: 1,
	machine: flowSetup.createMachine({
		id: 'learn',
		context: ({ input }) => input,
		initial: 'topic',
		states: {
			topic: {
				meta: { screen: topics },
				on: {
					answer: [
						{ guard: { type: 'is', params: 'price' }, target: 'price' },
						{ guard: { type: 'is', params: 'work' }, target: 'work' },
						{
							guard: { type: 'has', params: 'lastPlace' },
							target: 'finding',
							actions: ['keep', { type: 'set', params: { place: 'same' } }],
						},
						{ target: 'where', actions: 'keep' },
					],
				},
			},
			where: {
				meta: { screen: where },
				on: { answer: { target: 'finding', actions: ['keep', rememberPlace] } },
			},
			finding: {
				meta: { screen: found },
				on: {
					answer: [
						{ guard: { type: 'is', params: 'elsewhere' }, target: 'where' },
						{ guard: { type: 'is', params: 'question' }, target: 'question' },
						{ guard: { type: 'named', params: 'programme' }, target: 'reading', actions: 'keep' },
						{ target: 'finding', actions: 'keep' },
					],
				},
			},
			reading: { meta: { screen: about }, on: { answer: [...ways] } },
			applying: { meta: { screen: apply }, on: { answer: [...ways] } },
			sending: {
				meta: { screen: sure('learn.send') },
				on: {
					answer: [{ guard: { type: 'is', params: true }, target: 'sent', actions: send }, { target: 'reading' }],
				},
			},
			sent: {
				meta: {
					screen: {
						kind: 'choice',
						name: 'sent',
						ask: { key: 'learn.sent' },
						options: [option('list', 'learn.next.list'), option('menu', 'home.about.menu')],
					},
				},
				on: { answer: [{ guard: { type: 'is', params: 'menu' }, target: 'home' }, { target: 'finding' }] },
			},
			person: {
				meta: { screen: sure('learn.person') },
				on: {
					answer: [
						{ guard: { type: 'is', params: true }, target: 'numbering', actions: wish('person') },
						{ target: 'reading' },
					],
				},
			},
			news: {
				meta: { screen: sure('learn.news') },
				on: {
					answer: [
						{ guard: { type: 'is', params: true }, target: 'numbering', actions: wish('news') },
						{ target: 'reading' },
					],
				},
			},
			question: {
				meta: {
					screen: {
						kind: 'text',
						name: 'question',
						ask: { key: 'learn.question' },
						most: 1000,
						options: [option('list', 'learn.next.list')],
					},
				},
				on: {
					answer: [
						{ guard: { type: 'is', params: 'list' }, target: 'finding' },
						{ target: 'numbering', actions: ['keep', wish('question')] },
					],
				},
			},
			numbering: {
				meta: { ask: () => ({ ask: 'reference' }) },
				on: {
					told: {
						guard: { type: 'told', params: 'reference' },
						target: 'kept',
						actions: ['learn', openRequest, { type: 'forget', params: ['caseId'] }],
					},
				},
			},
			kept: {
				meta: { screen: keptScreen },
				on: { answer: { target: 'home', actions: { type: 'forget', params: ['code', 'pin'] } } },
			},
			price: { meta: { enter: 'price' } },
			work: { meta: { enter: 'work' } },
			complaint: { meta: { enter: 'complaint' } },
			home: { meta: { enter: 'home' } },
		},
	}),
});
