import type { Asking, Conversation, Conversed, Spoken, Step } from './conversation.ts';
import { type Flow, type FlowEvent, type Flows, metaOf } from './define-flow.ts';
import type { Effect, Told } from './effect.ts';
import { keys } from './keys.ts';
import { listen, typed } from './listen.ts';
import { hearAgain, navigated } from './navigate.ts';
import { callComes, goodbye, started, stopped, unheard, willCall } from './overlays.ts';
import type { Screen, Value } from './screen.ts';
import {
	ending,
	flowOf,
	languageOf,
	layoutOf,
	listensForSpeech,
	pageOf,
	type Setting,
	screenOf,
	settingOf,
	show,
} from './show.ts';
import { lasting, over, shown, spoken, spokenUp, withWords } from './standing.ts';
import { begin, type Stepped, step } from './step.ts';
import type { Turn } from './turn.ts';
import type { Words } from './words.ts';

/** Most questions that `97` can go back through. */
const PAST_MOST = 24;

/** After this many mistakes in a row a person is offered. */
const MISTAKES_MOST = 3;

/** After this many silences in a row on a call, the next one ends it. */
const SILENCES_MOST = 2;

/**
 * One turn of a conversation. Pure: the same arguments give the same result, and nothing outside is touched.
 *
 * The result is either spoken (save `conversation` and `effects`, then answer `reply`), or asks the shell something that a
 * screen depends on; `tell` goes on from there, inside the same turn. Mistakes of the person are screens, never exceptions.
 */
export function converse(flows: Flows, words: Words, conversation: Conversation, turn: Turn): Conversed {
	const setting = settingOf(flows, words, turn.route);
	const now: Conversation = { ...(turn.input.kind === 'silence' ? conversation : spokenUp(conversation)), at: turn.at };
	switch (turn.input.kind) {
		case 'silence':
			return heardNothing(now, setting);
		case 'dial':
			return turn.input.called === true
				? laidOver(now, askedFor, setting)
				: dialled(withWords(now, turn.input.words), setting);
		case 'stop':
			return wanted('none', stopped, now, setting);
		case 'start':
			return wanted('some', started, now, setting);
		case 'call-me':
			return spoken(now, [{ type: 'call.me' }], ending(callComes, languageOf(now, setting.route), setting));
		case 'help':
			return laidOver(now, helpOver, setting);
		case 'code':
			return coded(now, turn.input.digits, setting);
		case 'hang-up':
		case 'timeout':
			return spoken(now, [], ending(goodbye, languageOf(now, setting.route), setting));
		default:
			return now.ended ? start(now, setting) : answered(now, turn, setting);
	}
}

/** Goes on with a turn after the shell answered what it asked. */
export function tell(flows: Flows, words: Words, asking: Asking, turn: Turn, told: Told): Conversed {
	const setting = settingOf(flows, words, turn.route);
	return moved(asking.conversation, { type: 'told', told }, setting, asking.effects);
}

/** Once: the same screen again. Twice: in simpler words. Then a kind goodbye; whoever calls again may go on. */
function heardNothing(conversation: Conversation, setting: Setting): Conversed {
	if (conversation.ended) return start(spokenUp(conversation), setting);
	if (conversation.overlay === undefined && flowOf(conversation, setting.flows) === undefined)
		return restarted(spokenUp(conversation), setting);
	const silences = (conversation.silences ?? 0) + 1;
	if (silences > SILENCES_MOST) {
		const reply = ending(unheard, languageOf(conversation, setting.route), setting);
		return spoken(over(spokenUp(conversation), undefined), [], reply);
	}
	// No key is heard while somebody may speak: back to where there is another way on.
	const page = listensForSpeech(conversation, setting) ? 0 : conversation.page;
	return shown({ ...conversation, silences, page, notice: 'voice.silence' }, setting);
}

/** Wanting texts or not leaves the conversation where it stands. */
function wanted(wants: 'none' | 'some', screen: Screen, conversation: Conversation, setting: Setting): Spoken {
	const reply = ending(screen, languageOf(conversation, setting.route), setting);
	return spoken(conversation, [{ type: 'texts.want', wants }], reply);
}

/** Straight to the report that the code is of; what was under way is left as if by the menu. */
function coded(conversation: Conversation, digits: string, setting: Setting): Conversed {
	const { byCode, home } = setting.flows;
	const answers = { ...lasting(conversation.answers, setting), ...(byCode === undefined ? {} : { code: digits }) };
	return entered({ ...over(conversation, undefined), answers, past: [], ended: false }, byCode ?? home, setting, []);
}

/** The help lines; what must be answered before anything of an earlier session is shown still must be afterwards. */
function helpOver(conversation: Conversation): Conversation {
	const { overlay, under } = conversation;
	const kept = overlay === 'resume' || overlay === 'called' ? overlay : under;
	return { ...over(conversation, 'hotlines'), ...(kept === undefined ? {} : { under: kept }) };
}

/** Something over where the conversation stands, or over its beginning. */
function laidOver(
	conversation: Conversation,
	lay: (standing: Conversation) => Conversation,
	setting: Setting,
): Conversed {
	const begun = conversation.ended ? start(conversation, setting) : { conversation };
	return 'ask' in begun ? begun : shown(lay(begun.conversation), setting);
}

/** A call that we made was taken up, by whomever: nothing of what was is said before they go on. */
const askedFor = (conversation: Conversation): Conversation => over(conversation, 'called');

/** A new session: from the start, or, after a dropped one, a neutral question before anything of it is shown. */
function dialled(conversation: Conversation, setting: Setting): Conversed {
	if (conversation.ended) return start(conversation, setting, conversation.answers['ownWords']);
	// Who a speaker is, is asked on every call.
	if (setting.route.for === 'recording') return start(conversation, setting);
	const flow = flowOf(conversation, setting.flows);
	if (flow === undefined) return shown(over(conversation, 'resume'), setting);
	if (flow.id === setting.flows.home.id) return shown(over(conversation, undefined), setting);
	return flow.resumable ? shown(over(conversation, 'resume'), setting) : start(conversation, setting);
}

/** To the menu. What was answered is forgotten here; a case that it opened stays, incomplete or not. */
function start(conversation: Conversation, setting: Setting, words?: Value): Conversed {
	const remembered = lasting(conversation.answers, setting);
	const answers = { ...remembered, ...(words === undefined ? {} : { ownWords: words }) };
	const fresh = { ...over(conversation, undefined), answers, past: [], ended: false };
	return entered(fresh, setting.flows.home, setting, []);
}

/** A stored state that today's flows no longer have: the same flow from its beginning, with the answers kept. */
function restarted(conversation: Conversation, setting: Setting): Conversed {
	const { home, all } = setting.flows;
	const flow = all.some(({ id }) => id === conversation.flow) ? setting.flows.current(conversation.flow) : home;
	const result = entered({ ...over(conversation, undefined), past: [], ended: false }, flow, setting, []);
	return 'reply' in result ? shown({ ...result.conversation, notice: 'notice.restarted' }, setting) : result;
}

function answered(conversation: Conversation, turn: Turn, setting: Setting): Conversed {
	const text = navigated(typed(turn.input), languageOf(conversation, setting.route), setting);
	if (text === keys.leave) return left(conversation, setting);
	if (text === keys.start) return start(conversation, setting);
	if (text === keys.help) return shown(helpOver(conversation), setting);
	if (conversation.overlay === undefined && flowOf(conversation, setting.flows) === undefined) {
		return restarted(conversation, setting);
	}
	if (text === keys.back) return wentBack(conversation, setting);
	if (text === hearAgain && setting.route.channel === 'voice') return shown(conversation, setting);
	const screen = screenOf(conversation, setting);
	if (isCode(text, screen, setting)) return coded(conversation, text, setting);
	const layout = layoutOf(conversation, setting);
	if (text === keys.more && layout.pages.length > 1) {
		return turned(conversation, (conversation.page + 1) % layout.pages.length, setting);
	}
	const choices = pageOf(layout, conversation.page)?.spoken?.choices ?? layout.choices;
	const heard = listen(screen, turn.input, choices, {
		channel: setting.route.channel,
		country: setting.route.country,
		places: setting.words.places,
	});
	if (heard.heard === 'mistake') return mistaken(conversation, heard.notice, setting);
	// Whoever hides their number cannot be called back.
	const asked = heard.value === 'call-back' && turn.from === '' ? 'help' : heard.value;
	if (conversation.overlay !== undefined) return overlayAnswered(conversation, asked, setting);
	const event: FlowEvent = { type: 'answer', name: nameOf(screen), value: heard.value };
	return moved({ ...conversation, past: remembered(conversation) }, event, setting, []);
}

/** Another page of the same screen. On a call what went wrong is said once, not on every page. */
function turned(conversation: Conversation, page: number, setting: Setting): Spoken {
	const { notice, ...rest } = conversation;
	const again = notice === undefined || setting.route.channel === 'voice' ? {} : { notice };
	return shown({ ...rest, ...again, page, mistakes: 0 }, setting);
}

/** By text a reference code leads to its report from wherever no digits are asked for. */
function isCode(text: string, screen: Screen, { route }: Setting): boolean {
	return route.channel === 'sms' && screen.kind !== 'number' && screen.kind !== 'place' && /^\d{8}$/.test(text);
}

const nameOf = (screen: Screen): string => ('name' in screen ? screen.name : '');

function remembered(conversation: Conversation): readonly Step[] {
	return [...conversation.past, { flow: conversation.flow, state: conversation.state }].slice(-PAST_MOST);
}

/** Leaves at once. A redial within the time to resume asks neutrally whether to go on. */
function left(conversation: Conversation, setting: Setting): Spoken {
	return spoken(over(conversation, undefined), [], ending(goodbye, languageOf(conversation, setting.route), setting));
}

/** The page before, else the question before, with the answers as they are; nothing happens twice on the way back. */
function wentBack(conversation: Conversation, setting: Setting): Conversed {
	if (conversation.overlay !== undefined) {
		const { overlay, under } = conversation;
		return shown(overlay === 'hotlines' ? over(conversation, under) : conversation, setting);
	}
	if (conversation.page > 0) return turned(conversation, conversation.page - 1, setting);
	const before = conversation.past.at(-1);
	if (before === undefined) return shown(conversation, setting);
	const { version } = setting.flows.current(before.flow);
	const back = { ...over(conversation, undefined), flow: before.flow, version, state: before.state };
	return flowOf(back, setting.flows) === undefined
		? start(conversation, setting)
		: shown({ ...back, past: conversation.past.slice(0, -1) }, setting);
}

/** One mistake: a hint. Two: simpler words. Three: a person to call back, the help lines, or another try. */
function mistaken(conversation: Conversation, notice: string, setting: Setting): Spoken {
	const mistakes = Math.min(conversation.mistakes + 1, MISTAKES_MOST);
	if (mistakes === MISTAKES_MOST && conversation.overlay === undefined)
		return shown(over(conversation, 'stuck'), setting);
	return shown({ ...conversation, mistakes, notice, page: 0 }, setting);
}

function overlayAnswered(conversation: Conversation, value: Value, setting: Setting): Conversed {
	const { ended: _, ...open } = over(conversation, undefined);
	const back = { ...open, ended: false };
	switch (value) {
		case 'anew':
			return start(conversation, setting);
		case 'help':
			return shown(over(conversation, 'hotlines'), setting);
		case 'back':
			if (conversation.under !== undefined) return shown(over(conversation, conversation.under), setting);
			break;
		case 'go-on':
			if (conversation.overlay === 'called') return dialled(back, setting);
			break;
		case 'call-back':
			return spoken(back, [{ type: 'call.back' }], ending(willCall, languageOf(back, setting.route), setting));
	}
	return flowOf(back, setting.flows) === undefined ? restarted(back, setting) : shown(back, setting);
}

/** Enters a flow at its beginning, with the conversation's answers. */
function entered(conversation: Conversation, flow: Flow, setting: Setting, effects: readonly Effect[]): Conversed {
	return settled(
		{ ...conversation, flow: flow.id, version: flow.version },
		begin(flow, conversation.answers),
		setting,
		effects,
	);
}

function moved(conversation: Conversation, event: FlowEvent, setting: Setting, effects: readonly Effect[]): Conversed {
	const flow = flowOf(conversation, setting.flows);
	const next = flow === undefined ? undefined : step(flow, conversation, event);
	if (next === undefined)
		return mistaken({ ...conversation, past: conversation.past.slice(0, -1) }, 'notice.number', setting);
	return settled(conversation, next, setting, effects);
}

/** After a step: on to another flow, a question to the shell, or a screen. */
function settled(before: Conversation, next: Stepped, setting: Setting, effects: readonly Effect[]): Conversed {
	const conversation: Conversation = {
		...over(before, undefined),
		state: next.state,
		answers: next.answers,
		ended: false,
	};
	const all = effects.length === 0 ? next.effects : [...effects, ...next.effects];
	const flow = setting.flows.pinned(conversation.flow, conversation.version);
	const meta = flow === undefined ? undefined : metaOf(flow, next.state);
	if (meta === undefined)
		throw new Error(`flow ${conversation.flow}@${conversation.version} has no purpose for ${next.state}`);
	if ('enter' in meta) return entered(conversation, setting.flows.current(meta.enter), setting, all);
	if ('ask' in meta) return { conversation, effects: all, ask: meta.ask(conversation.answers) };
	const screen = screenOf(conversation, setting);
	if (screen.kind !== 'end') return spoken(conversation, all, show(conversation, setting));
	const reply = { ...show(conversation, setting), end: true };
	return spoken(
		{ ...conversation, answers: lasting(conversation.answers, setting), past: [], ended: true },
		all,
		reply,
	);
}
