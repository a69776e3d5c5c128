import {
	type Answers,
	defineFlow,
	type Effect,
	type FlowContext,
	flowSetup,
	type NumberScreen,
	type Screen,
} from '../src/conversation/index.ts';
import { option, optionsOf } from './parts/options.ts';
import { recordedOf, textOf } from './parts/report-answers.ts';

const askCode: NumberScreen = { kind: 'number', name: 'code', ask: { key: 'mine.code' }, digits: 8 };
const askPin: NumberScreen = { kind: 'number', name: 'pin', ask: { key: 'mine.pin' }, digits: 6 };

/** Where the report stands, in words that tell somebody who looks over the shoulder as little as can be. */
function standing(answers: Answers): Screen {
	return {
		kind: 'choice',
		name: 'next',
		ask: { key: `mine.status.${textOf(answers, 'status')}` },
		options: optionsOf('mine.next', ['word', 'not-solved', 'withdraw', 'done']),
	};
}

/** Where a request stands, and what an officer answered. It tells nothing of any case, and no case tells anything of it. */
function wish(answers: Answers): Screen {
	const state = textOf(answers, 'state');
	const options = optionsOf('mine.request', [...(state === 'done' ? [] : ['over']), 'not-solved', 'leave']);
	const answer = textOf(answers, 'answer');
	if (answer === '') return { kind: 'choice', name: 'next', ask: { key: `mine.request.${state}` }, options };
	return { kind: 'pages', name: 'next', items: [{ key: 'mine.request.answer', values: { answer } }], options };
}

const aboutRequest = (type: 'request.done' | 'request.not-solved') =>
	({
		type: 'effect',
		params: ({ context }: { context: FlowContext }): Effect => ({
			type,
			requestId: textOf(context.answers, 'requestId'),
		}),
	}) as const;

/** An answer is read, and not remembered. */
const forgetRequest = { type: 'forget', params: ['requestId', 'state', 'answer'] } as const;

const aboutCase = (type: 'case.not-solved' | 'case.withdraw') =>
	({
		type: 'effect',
		params: ({ context }: { context: FlowContext }): Effect => ({ type, caseId: textOf(context.answers, 'caseId') }),
	}) as const;

const addWord = {
	type: 'effect',
	params: ({ context: { answers } }: { context: FlowContext }): Effect => {
		const recorded = recordedOf(answers, 'words');
		return {
			type: 'case.word',
			caseId: textOf(answers, 'caseId'),
			words: textOf(answers, 'words'),
			...(recorded === undefined ? {} : { recorded }),
		};
	},
} as const;

/**
 * "My report": where it stands, add a word, say that it is not solved, withdraw it; or, by the code of a request, where that stands and
 * what was answered. A redial never resumes here.
 */
export const mine = defineFlow({
	id: 'mine',
	version: 1,
	door: 'code',
	resumable: false,
	machine: flowSetup.createMachine({
		id: 'mine',
		context: ({ input }) => input,
		initial: 'begin',
		states: {
			begin: { always: [{ guard: { type: 'has', params: 'code' }, target: 'pin' }, { target: 'code' }] },
			code: { meta: { screen: askCode }, on: { answer: { target: 'pin', actions: 'keep' } } },
			pin: { meta: { screen: askPin }, on: { answer: { target: 'checking', actions: 'keep' } } },
			checking: {
				meta: {
					ask: (answers) => ({ ask: 'case', code: textOf(answers, 'code'), pin: textOf(answers, 'pin') }),
				},
				on: {
					told: [
						{
							guard: { type: 'told', params: 'case' },
							target: 'standing',
							actions: ['learn', { type: 'forget', params: ['pin'] }],
						},
						{
							guard: { type: 'told', params: 'request' },
							target: 'wish',
							actions: ['learn', { type: 'forget', params: ['pin'] }],
						},
						{
							guard: { type: 'told', params: 'no-case' },
							target: 'notFound',
							actions: { type: 'forget', params: ['pin'] },
						},
						{ target: 'later', actions: { type: 'forget', params: ['pin'] } },
					],
				},
			},
			notFound: {
				meta: {
					screen: {
						kind: 'choice',
						name: 'next',
						ask: { key: 'mine.not-found' },
						options: optionsOf('mine.not-found', ['again', 'done']),
					},
				},
				on: { answer: [{ guard: { type: 'is', params: 'again' }, target: 'code' }, { target: 'thanks' }] },
			},
			later: {
				meta: {
					screen: {
						kind: 'choice',
						name: 'next',
						ask: { key: 'mine.later' },
						options: optionsOf('mine.not-found', ['again', 'done']),
					},
				},
				on: { answer: [{ guard: { type: 'is', params: 'again' }, target: 'code' }, { target: 'thanks' }] },
			},
			standing: {
				meta: { screen: standing },
				on: {
					answer: [
						{ guard: { type: 'is', params: 'word' }, target: 'word' },
						{ guard: { type: 'is', params: 'not-solved' }, target: 'noted', actions: aboutCase('case.not-solved') },
						{ guard: { type: 'is', params: 'withdraw' }, target: 'sure' },
						{ target: 'thanks' },
					],
				},
			},
			wish: {
				meta: { screen: wish },
				on: {
					answer: [
						{
							guard: { type: 'is', params: 'over' },
							target: 'noted',
							actions: [aboutRequest('request.done'), forgetRequest],
						},
						{
							guard: { type: 'is', params: 'not-solved' },
							target: 'noted',
							actions: [aboutRequest('request.not-solved'), forgetRequest],
						},
						{ target: 'thanks', actions: forgetRequest },
					],
				},
			},
			word: {
				meta: { screen: { kind: 'text', name: 'words', ask: { key: 'mine.word' }, most: 1000 } },
				on: { answer: { target: 'noted', actions: ['keep', addWord] } },
			},
			sure: {
				meta: {
					screen: {
						kind: 'choice',
						name: 'sure',
						ask: { key: 'mine.sure' },
						options: [option(true, 'mine.sure.yes'), option(false, 'mine.sure.no')],
					},
				},
				on: {
					answer: [
						{ guard: { type: 'is', params: true }, target: 'noted', actions: aboutCase('case.withdraw') },
						{ target: 'standing' },
					],
				},
			},
			noted: {
				meta: {
					screen: {
						kind: 'choice',
						name: 'next',
						ask: { key: 'mine.noted' },
						options: optionsOf('mine.noted', ['done']),
					},
				},
				on: { answer: 'thanks' },
			},
			thanks: { meta: { screen: { kind: 'end', say: { key: 'nav.goodbye' } } } },
		},
	}),
});
