import {
	type Ask,
	blank,
	type Conversation,
	type Conversed,
	converse,
	type Effect,
	type Flows,
	type Input,
	languageOf,
	languagesOn,
	layoutOf,
	type Screen,
	type Spoken,
	screenOf,
	settingOf,
	type Told,
	type Turn,
	tell,
	type Value,
	type Words,
} from '../../src/conversation/index.ts';
import { ANSWER_MOST } from '../../src/requests/request.ts';

/** What the walk is made with. */
export interface Ground {
	readonly flows: Flows;
	readonly words: Words;
	readonly routeId: string;
	readonly language: string;
	/** Typed at a place screen: the longest name, one that fits several places, one that fits none. */
	readonly typedPlaces: readonly string[];
	/** Code of the place with the longest name, as "same place as before". */
	readonly lastPlace: string;
	/** When it is walked, in milliseconds since the epoch: what is told may be of its day. */
	readonly at: number;
}

/** A screen as a person can come to it. */
export interface Visit {
	readonly conversation: Conversation;
	readonly reply: Spoken['reply'];
	/** What was typed to come here, from the first dial. */
	readonly path: readonly string[];
}

/** An answer, what it costs, and where it leads: one way for each thing that the shell might say on the way. */
export interface Way {
	readonly typed: string;
	/** Sends that it takes: one for the answer, and one for each page before the one that shows it. */
	readonly sends: number;
	readonly to: readonly Spoken[];
}

/** Digits as wide as digits are. */
const REFERENCE: Told = { told: 'reference', caseId: 'case', code: '88888888', pin: '888888' };

/** As much as an officer may answer, with letters that no USSD alphabet holds. */
const LONG_ANSWER =
	'Le bureau est ouvert lundi et mardi ; apportez l’extrait de naissance de l’enfant, s’il vous plaît. '
		.repeat(3)
		.slice(0, ANSWER_MOST);

const CASE_ANSWERS: readonly Told[] = [
	...(['incomplete', 'received', 'not-solved', 'withdrawn'] as const).map(
		(status): Told => ({ told: 'case', caseId: 'case', status }),
	),
	...(['asked', 'sent', 'accepted', 'declined', 'done'] as const).flatMap((state): readonly Told[] => [
		{ told: 'request', requestId: 'request', state },
		{ told: 'request', requestId: 'request', state, answer: LONG_ANSWER },
	]),
	{ told: 'no-case' },
	{ told: 'unavailable' },
];

/** As long a text as a speaker is asked to record. */
const LONG_TEXT = 'Vous pouvez dire cela avec vos mots, et une personne va vous écouter. '.repeat(5).trim();

const speakerAnswers = ({ words, routeId }: Ground): readonly Told[] => [
	...[languagesOn(words.route(routeId))[0], languagesOn(words.route(routeId)).join(' ')].map(
		(languages): Told => ({ told: 'speaker', speaker: 'speaker', languages }),
	),
	{ told: 'no-speaker' },
	{ told: 'unavailable' },
];

const promptAnswers = ({ language }: Ground): readonly Told[] => [
	{ told: 'prompt', key: 'a.text', textHash: 'hash', place: 888, of: 888, text: LONG_TEXT, language },
	{ told: 'no-prompt' },
	{ told: 'unavailable' },
];

/** Stand in a path for what is no key: something said aloud, and nothing until the time was over. */
export const saidAloud = '(said aloud)';
export const silence = '(silence)';

/** A long thing to say, with letters that no USSD alphabet holds. */
const OWN_WORDS = 'Mɔfra no yɛ adwuma wɔ afuom da biara, na ɔnkɔ sukuu. '.repeat(3);

function turnOf(ground: Ground, input: Input): Turn {
	return { id: 'proof', route: ground.routeId, from: '+2250000000000', to: '', input, at: ground.at };
}

function inputOf(typed: string): Input {
	if (typed === saidAloud) return { kind: 'recording', recording: 'recording', seconds: 9 };
	if (typed === silence) return { kind: 'silence' };
	return /^\d+$/.test(typed) ? { kind: 'key', digits: typed } : { kind: 'text', text: typed };
}

function possibleAnswers(ground: Ground, ask: Ask['ask']): readonly Told[] {
	switch (ask) {
		case 'reference':
			return [REFERENCE];
		case 'case':
			return CASE_ANSWERS;
		case 'speaker':
			return speakerAnswers(ground);
		case 'prompt':
			return promptAnswers(ground);
	}
}

function everyEnd(ground: Ground, turn: Turn, conversed: Conversed): readonly Spoken[] {
	if ('reply' in conversed) return [conversed];
	return possibleAnswers(ground, conversed.ask.ask).flatMap((told) =>
		everyEnd(ground, turn, tell(ground.flows, ground.words, conversed, turn, told)),
	);
}

/** All that can come of typing something on a screen. */
export function type(ground: Ground, conversation: Conversation, typed: string): readonly Spoken[] {
	const turn = turnOf(ground, inputOf(typed));
	return everyEnd(ground, turn, converse(ground.flows, ground.words, conversation, turn));
}

function dial(ground: Ground, conversation: Conversation, called?: true): Spoken {
	const turn = turnOf(ground, { kind: 'dial', ...(called === undefined ? {} : { called }) });
	const [spoken] = everyEnd(ground, turn, converse(ground.flows, ground.words, conversation, turn));
	if (spoken === undefined) throw new Error('a dial has no answer');
	return spoken;
}

/** Where people come in: the first dial ever, that of somebody whose language and last place are known, and a call of ours to both. */
export function entrances(ground: Ground): readonly Visit[] {
	const known = blank({ language: ground.language, lastPlace: ground.lastPlace });
	const dialled = [
		{ ...dial(ground, blank({})), path: ['dial'] },
		{ ...dial(ground, known), path: ['dial again'] },
	];
	if (!isCall(ground)) return dialled;
	return [
		...dialled,
		{ ...dial(ground, blank({}), true), path: ['is called'] },
		{ ...dial(ground, known, true), path: ['is called again'] },
	];
}

/** What a redial shows after the session dropped here. */
export function redial(ground: Ground, conversation: Conversation): Spoken {
	return dial(ground, conversation);
}

/** The screen that is shown, and how it is laid out. */
export function lookAt(ground: Ground, conversation: Conversation) {
	const setting = settingOf(ground.flows, ground.words, ground.routeId);
	return {
		screen: screenOf(conversation, setting),
		layout: layoutOf(conversation, setting),
		language: languageOf(conversation, setting.route),
	};
}

/** Whether a route is a call: its options have keys page by page, and nothing can be written on it. */
export function isCall(ground: Ground): boolean {
	return ground.words.route(ground.routeId).channel === 'voice';
}

function freeAnswers(ground: Ground, screen: Screen): readonly string[] {
	if (screen.kind === 'text') return [OWN_WORDS];
	if (screen.kind === 'number') return ['8'.repeat(screen.digits)];
	return screen.kind === 'place' ? [...ground.typedPlaces, ground.lastPlace] : [];
}

/** Options of a call by their keys on each page, a code or a PIN, and what is said where that is listened for. */
function spokenAnswers(ground: Ground, conversation: Conversation): readonly Way[] {
	const { screen, layout } = lookAt(ground, conversation);
	return layout.pages.flatMap(({ spoken }, page) => {
		const chosen = [...(spoken?.choices ?? [])].filter(([, value]) => isProven(ground, screen, value));
		const typed = [...chosen.map(([key]) => key), ...(page === 0 ? digitsFor(ground, screen) : [])];
		if (spoken?.listen.for === 'recording') typed.push(saidAloud);
		// A page that is turned is no answer.
		return typed.map((one) => ({ typed: one, sends: 1, to: type(ground, { ...conversation, page }, one) }));
	});
}

function digitsFor(ground: Ground, screen: Screen): readonly string[] {
	if (screen.kind === 'number') return ['8'.repeat(screen.digits)];
	return screen.kind === 'place' ? [ground.lastPlace] : [];
}

const isProven = (ground: Ground, screen: Screen, value: Value): boolean =>
	!('name' in screen && screen.name === 'language') || value === ground.language;

/** Every answer that a screen takes. On the first dial only the language that is proven is chosen. */
export function answers(ground: Ground, { conversation }: Visit): readonly Way[] {
	if (isCall(ground)) return spokenAnswers(ground, conversation);
	const { screen, layout } = lookAt(ground, conversation);
	const numbered = [...layout.choices]
		.filter(([, value]) => isProven(ground, screen, value))
		.map(([typed]) => {
			const page = layout.pages.findIndex(({ options }) => options.includes(Number(typed)));
			return { typed, sends: 1 + Math.max(0, page), to: type(ground, conversation, typed) };
		});
	const free = freeAnswers(ground, screen).map((typed) => ({ typed, sends: 1, to: type(ground, conversation, typed) }));
	return [...numbered, ...free];
}

/** What comes of typing what no screen takes. */
export function mistake(ground: Ground, { conversation }: Visit): readonly Spoken[] {
	const { screen } = lookAt(ground, conversation);
	if (isCall(ground)) return type(ground, conversation, screen.kind === 'place' ? '99999999' : '12');
	const typed = screen.kind === 'text' ? [''] : ['?!', ...(screen.kind === 'place' ? ['99999999'] : [])];
	return typed.flatMap((wrong) => type(ground, conversation, wrong));
}

export const completes = (effects: readonly Effect[]): boolean => effects.some(({ type }) => type === 'case.complete');
