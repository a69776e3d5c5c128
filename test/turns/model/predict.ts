import type { Value } from '../../../src/conversation/index.ts';
import { answer, lasting } from './answer.ts';
import { type Mind, type Shared, textOf } from './mind.ts';
import { askOf, choicesOf, type Here, HOME, isMine, namesPlace, placeAnswer, type Question } from './questions.ts';

/** What must be on the phone. */
export interface Expected {
	/** Text key whose beginning the screen shows; `undefined` on a further page, which begins in the middle. */
	readonly ask: string | undefined;
	readonly notice: string | undefined;
	readonly end: boolean;
	readonly language: string;
}

const RESUME_MS = 30 * 60_000;
const PAST_MOST = 24;

const TEXTS: ReadonlySet<Question> = new Set<Question>(['own-words', 'mine-word']);
const DIGITS: Partial<Record<Question, number>> = { 'choose-pin': 6, 'mine-code': 8, 'mine-pin': 6 };

/** Somebody dials: from the menu, or with a neutral question when a session was cut off. */
export function dialled(mind: Mind, here: Here, at: number): Expected {
	if (mind.ended || at - mind.at > RESUME_MS) {
		mind.answers = { ...mind.profile };
		toMenu(mind);
	} else if (HOME.has(mind.question)) clear(mind);
	else if (isMine(mind.question)) toMenu(mind);
	else clear(mind, 'resume');
	mind.at = at;
	return shown(mind, here);
}

/** Something is typed. `more`: the screen before offered a further page. */
export function typed(
	mind: Mind,
	shared: Shared,
	here: Here,
	input: { readonly text: string; readonly at: number; readonly more: boolean },
): Expected {
	mind.at = input.at;
	const text = input.text.trim();
	switch (text) {
		case '0':
			clear(mind);
			return ended(mind, here, 'nav.goodbye');
		case '00':
			toMenu(mind);
			return shown(mind, here);
		case '9':
			helpOver(mind);
			return shown(mind, here);
		case '97':
			back(mind);
			return shown(mind, here);
	}
	if (text === '98' && (input.more || mind.page > 0)) {
		mind.page = input.more ? mind.page + 1 : 0;
		mind.mistakes = 0;
		return shown(mind, here);
	}
	if (mind.overlay !== undefined) return overlaid(mind, shared, here, text);
	const value = meantBy(mind, here, text);
	if (value === undefined) return mistaken(mind, here, text);
	mind.past = [...mind.past, mind.question].slice(-PAST_MOST);
	const next = answer(mind, shared, value);
	clear(mind);
	if (next !== 'over' && next !== 'call-comes') {
		mind.question = next;
		return shown(mind, here);
	}
	mind.answers = lasting(mind.answers);
	mind.past = [];
	mind.open = undefined;
	mind.ended = true;
	return ended(mind, here, next === 'over' ? 'nav.goodbye' : 'nav.call-comes');
}

/** What somebody meant by what they typed; `undefined` for a mistake. */
function meantBy(mind: Mind, here: Here, text: string): Value | undefined {
	const choices = choicesOf(mind.question, here, knownTo(mind));
	const chosen = /^[1-9]\d?$/.test(text) ? choices[Number(text) - 1] : undefined;
	if (chosen !== undefined) return chosen;
	const digits = DIGITS[mind.question];
	if (digits !== undefined) return /^\d+$/.test(text) && text.length === digits ? text : undefined;
	if (TEXTS.has(mind.question)) return text === '' ? undefined : text;
	return mind.question === 'where' ? placeAnswer(here, text) : undefined;
}

export function knownTo(mind: Mind): { place?: Value; lastPlace?: string } {
	const { place, lastPlace } = mind.answers;
	return {
		...(place === undefined ? {} : { place }),
		...(typeof lastPlace === 'string' ? { lastPlace } : {}),
	};
}

function mistaken(mind: Mind, here: Here, text: string): Expected {
	mind.page = 0;
	mind.mistakes = Math.min(3, mind.mistakes + 1);
	if (mind.mistakes === 3 && mind.overlay === undefined) clear(mind, 'stuck');
	else mind.notice = noticeOf(mind, text);
	return shown(mind, here);
}

function noticeOf(mind: Mind, text: string): string {
	if (mind.overlay !== undefined) return 'notice.number';
	if (TEXTS.has(mind.question)) return 'notice.words';
	if (DIGITS[mind.question] !== undefined) return 'notice.digits';
	if (mind.question !== 'where') return 'notice.number';
	return /^\d+$/.test(text) ? 'notice.place-code' : 'notice.place';
}

function overlaid(mind: Mind, shared: Shared, here: Here, text: string): Expected {
	const { overlay } = mind;
	if (overlay === 'resume' && text === '2') {
		toMenu(mind);
		return shown(mind, here);
	}
	if (overlay === 'stuck' && text === '2') {
		clear(mind, 'hotlines');
		return shown(mind, here);
	}
	if (overlay === 'stuck' && text === '1') {
		clear(mind);
		shared.calls += 1;
		return ended(mind, here, 'nav.will-call');
	}
	if (text !== (overlay === 'stuck' ? '3' : '1')) return mistaken(mind, here, text);
	clear(mind, overlay === 'hotlines' ? mind.under : undefined);
	return shown(mind, here);
}

function back(mind: Mind): void {
	if (mind.overlay === 'hotlines') clear(mind, mind.under);
	else if (mind.overlay === undefined) backFrom(mind);
}

function backFrom(mind: Mind): void {
	if (mind.page > 0) {
		mind.page -= 1;
		mind.mistakes = 0;
		return;
	}
	const before = mind.past.at(-1);
	if (before === undefined) return;
	clear(mind);
	mind.question = before;
	mind.past = mind.past.slice(0, -1);
}

/** A neutral question that was not answered yet comes back after the help lines. */
function helpOver(mind: Mind): void {
	const under = mind.overlay === 'resume' ? mind.overlay : mind.under;
	clear(mind, 'hotlines');
	mind.under = under;
}

function clear(mind: Mind, overlay?: Mind['overlay']): void {
	mind.under = undefined;
	mind.overlay = overlay;
	mind.notice = undefined;
	mind.page = 0;
	mind.mistakes = 0;
}

function toMenu(mind: Mind): void {
	clear(mind);
	mind.answers = lasting(mind.answers);
	mind.past = [];
	mind.open = undefined;
	mind.ended = false;
	mind.question = mind.answers['language'] === undefined ? 'language' : 'menu';
}

const languageOf = (mind: Mind, here: Here): string => textOf(mind.answers['language']) || (here.languages[0] ?? '');

const ended = (mind: Mind, here: Here, ask: string): Expected => ({
	ask,
	notice: undefined,
	end: true,
	language: languageOf(mind, here),
});

function shown(mind: Mind, here: Here): Expected {
	const ask = mind.overlay === undefined ? questionAsk(mind) : `nav.${mind.overlay}`;
	return {
		ask: mind.page > 0 || mind.overlay === 'hotlines' ? undefined : ask,
		notice: mind.page > 0 ? undefined : mind.notice,
		end: false,
		language: languageOf(mind, here),
	};
}

function questionAsk(mind: Mind): string {
	const { question } = mind;
	if (question === 'where' && mind.mistakes >= 2) return 'report.where.simpler';
	if (question === 'danger' && namesPlace(mind.answers['place'])) return 'report.danger.at';
	if (question === 'receipt' && mind.answers['dangerNow'] === true) return 'receipt.danger';
	if (question === 'mine-standing') return `mine.status.${mind.standing}`;
	return askOf(question);
}
