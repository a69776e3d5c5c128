import {
	type Answers,
	type ChoiceScreen,
	defineFlow,
	type Effect,
	type FlowContext,
	flowSetup,
	type NumberScreen,
	type RecordingScreen,
	type Screen,
} from '../src/conversation/index.ts';
import { option, optionsOf } from './parts/options.ts';
import { recordedOf, textOf } from './parts/report-answers.ts';

/** Seconds: the longest texts of the line take some fifteen. */
const MOST_SECONDS = 20;

const askPin: NumberScreen = { kind: 'number', name: 'pin', ask: { key: 'record.pin' }, digits: 6 };
const speak: RecordingScreen = { kind: 'recording', name: 'take', ask: { key: 'record.speak' }, most: MOST_SECONDS };

const choice = (name: string, values: readonly string[], area = `record.${name}`): ChoiceScreen => ({
	kind: 'choice',
	name,
	ask: { key: area },
	options: optionsOf(area, values),
});

const verdict = choice('check', ['listen', 'keep', 'again']);

const languagesOf = (answers: Answers): readonly string[] => textOf(answers, 'languages').split(' ');

function languageScreen(answers: Answers): Screen {
	return {
		kind: 'choice',
		name: 'recorded',
		ask: { key: 'record.language' },
		options: languagesOf(answers).map((language) => option(language, `languages.${language}`)),
	};
}

/** The text, which is read in a language that a machine speaks, and its number in the list that the speaker may have on paper. */
function textScreen(answers: Answers): Screen {
	const { place = 0, of = 0 } = answers;
	return {
		...choice('text', ['record', 'skip', 'again']),
		ask: { key: 'record.text', values: { place: Number(place), of: Number(of), text: textOf(answers, 'text') } },
	};
}

const listenScreen = (answers: Answers): Screen => ({
	...verdict,
	plays: recordedOf(answers, 'take')?.recording ?? '',
});

/** Whoever goes back comes to a question about a recording of another text. */
const isOfOther = ({ context: { answers } }: { context: FlowContext }): boolean =>
	answers['takeOf'] !== answers['key'] || recordedOf(answers, 'take') === undefined;

const keepTake = {
	type: 'effect',
	params: ({ context: { answers } }: { context: FlowContext }): Effect => ({
		type: 'prompt.keep',
		speaker: textOf(answers, 'speaker'),
		language: textOf(answers, 'recorded'),
		key: textOf(answers, 'key'),
		textHash: textOf(answers, 'textHash'),
		recording: recordedOf(answers, 'take')?.recording ?? '',
	}),
} as const;

/** On to the text behind this one. */
const goOn = {
	type: 'set',
	params: ({ context: { answers } }: { context: FlowContext }): Answers => ({ after: textOf(answers, 'key') }),
} as const;

const markTake = {
	type: 'set',
	params: ({ context: { answers } }: { context: FlowContext }): Answers => ({ takeOf: textOf(answers, 'key') }),
} as const;

/** The same once more: a machine that does nothing at all would not have heard the answer. */
const stay = { type: 'set', params: {} } as const;

const forgetPin = { type: 'forget', params: ['pin'] } as const;

const judged = [
	{ guard: isOfOther, target: 'text' },
	{ guard: { type: 'is', params: 'listen' }, target: 'listening', actions: stay },
	{ guard: { type: 'is', params: 'keep' }, target: 'asking', actions: [keepTake, goOn] },
	{ target: 'recording' },
] as const;

/**
 * The texts of the line are recorded by phone: a PIN, once a call the consent, and then text by text: hear it, say it, listen, keep.
 * What was kept stays kept, however the call ends. It is reached on a line of its own, and asks who is there on every call.
 */
export const record = defineFlow({
	id: 'record',
	version: 1,
	door: 'record',
	resumable: false,
	machine: flowSetup.createMachine({
		id: 'record',
		context: ({ input }) => input,
		initial: 'pin',
		states: {
			pin: { meta: { screen: askPin }, on: { answer: { target: 'checking', actions: 'keep' } } },
			checking: {
				meta: { ask: (answers) => ({ ask: 'speaker', pin: textOf(answers, 'pin') }) },
				on: {
					told: [
						{ guard: { type: 'told', params: 'speaker' }, target: 'consent', actions: ['learn', forgetPin] },
						{ guard: { type: 'told', params: 'no-speaker' }, target: 'notFound', actions: forgetPin },
						{ target: 'later', actions: forgetPin },
					],
				},
			},
			notFound: {
				meta: { screen: choice('not-found', ['again', 'done']) },
				on: { answer: [{ guard: { type: 'is', params: 'again' }, target: 'pin' }, { target: 'thanks' }] },
			},
			later: {
				meta: { screen: choice('later', ['again', 'done']) },
				on: {
					answer: [
						{ guard: { type: 'is', params: 'done' }, target: 'thanks' },
						{ guard: { type: 'has', params: 'recorded' }, target: 'asking' },
						{ target: 'pin' },
					],
				},
			},
			consent: {
				meta: { screen: choice('consent', ['agree', 'done']) },
				on: { answer: [{ guard: { type: 'is', params: 'agree' }, target: 'choosing' }, { target: 'thanks' }] },
			},
			choosing: {
				always: [
					{ guard: ({ context }) => languagesOf(context.answers).length > 1, target: 'language' },
					{
						target: 'asking',
						actions: { type: 'set', params: ({ context }) => ({ recorded: textOf(context.answers, 'languages') }) },
					},
				],
			},
			language: { meta: { screen: languageScreen }, on: { answer: { target: 'asking', actions: 'keep' } } },
			asking: {
				meta: {
					ask: (answers) => ({ ask: 'prompt', language: textOf(answers, 'recorded'), after: textOf(answers, 'after') }),
				},
				on: {
					told: [
						{ guard: { type: 'told', params: 'prompt' }, target: 'text', actions: 'learn' },
						{ guard: { type: 'told', params: 'no-prompt' }, target: 'done' },
						{ target: 'later' },
					],
				},
			},
			text: {
				meta: { screen: textScreen },
				on: {
					answer: [
						{ guard: { type: 'is', params: 'record' }, target: 'recording' },
						{ guard: { type: 'is', params: 'skip' }, target: 'asking', actions: goOn },
						{ target: 'text', actions: stay },
					],
				},
			},
			recording: { meta: { screen: speak }, on: { answer: { target: 'check', actions: ['keep', markTake] } } },
			check: { meta: { screen: verdict }, on: { answer: judged } },
			listening: { meta: { screen: listenScreen }, on: { answer: judged } },
			done: { meta: { screen: { kind: 'end', say: { key: 'record.done' } } } },
			thanks: { meta: { screen: { kind: 'end', say: { key: 'nav.goodbye' } } } },
		},
	}),
});
