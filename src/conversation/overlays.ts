import type { Overlay } from './conversation.ts';
import type { Facts } from './define-flow.ts';
import type { PagesScreen, Screen } from './screen.ts';

const resume: Screen = {
	kind: 'choice',
	name: 'resume',
	ask: { key: 'nav.resume' },
	options: [
		{ value: 'go-on', label: { key: 'nav.resume.yes' } },
		{ value: 'anew', label: { key: 'nav.resume.new' } },
	],
};

/** Says nothing of why, and of nobody. */
const called: Screen = {
	kind: 'choice',
	name: 'called',
	ask: { key: 'voice.called' },
	options: [{ value: 'go-on', label: { key: 'voice.called.go-on' } }],
};

const stuck: Screen = {
	kind: 'choice',
	name: 'stuck',
	ask: { key: 'nav.stuck' },
	options: [
		{ value: 'call-back', label: { key: 'nav.stuck.call-back' } },
		{ value: 'help', label: { key: 'nav.stuck.help' } },
		{ value: 'again', label: { key: 'nav.stuck.again' } },
	],
};

/** Lines for children stand first for everybody: they are free and awake day and night. */
export function helpScreen(facts: Pick<Facts, 'hotlines'>): PagesScreen {
	const lines = [...facts.hotlines].sort((a, b) => Number(b.forChildren) - Number(a.forChildren));
	return {
		kind: 'pages',
		name: 'help',
		items: lines.map((line) => ({ key: line.label, values: { number: line.number } })),
		options: [{ value: 'back', label: { key: 'nav.return' } }],
	};
}

const helpScreens = new WeakMap<readonly unknown[], PagesScreen>();

/** Screen that lies over the conversation. */
export function overlayScreen(overlay: Overlay, facts: Facts): Screen {
	if (overlay === 'resume') return resume;
	if (overlay === 'called') return called;
	if (overlay === 'stuck') return stuck;
	let screen = helpScreens.get(facts.hotlines);
	if (screen === undefined) {
		screen = helpScreen(facts);
		helpScreens.set(facts.hotlines, screen);
	}
	return screen;
}

/** A screen that says goodbye and nothing else; what stays on the phone tells nobody what it was for. */
export const goodbye: Screen = { kind: 'end', say: { key: 'nav.goodbye' } };

/** Said once to who wants no more texts, and to who wants them again. */
export const stopped: Screen = { kind: 'end', say: { key: 'sms.stopped' } };
export const started: Screen = { kind: 'end', say: { key: 'sms.started' } };

/** Said when a call was silent for too long. */
export const unheard: Screen = { kind: 'end', say: { key: 'voice.unheard' } };

/** Said to who asked the line itself for a call, and has nothing else to do but to wait for it. */
export const callComes: Screen = { kind: 'end', say: { key: 'nav.call-comes' } };

/** Said when a call-back was asked for by somebody who could not go on. */
export const willCall: Screen = { kind: 'end', say: { key: 'nav.will-call' } };
