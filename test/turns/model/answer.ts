import type { Value } from '../../../src/conversation/index.ts';
import { amend, type Mind, type Next, type ReportModel, reportOf, type Shared, textOf } from './mind.ts';
import type { Question } from './questions.ts';

const HOUR = 3_600_000;
const MENU: Readonly<Record<string, Question>> = {
	child: 'child-kind',
	adult: 'adult-kind',
	'i-am-child': 'help-first',
	mine: 'mine-code',
	learn: 'topic',
	language: 'language',
	about: 'about',
};

/** Names under which answers are kept; of a question that is not here nothing is kept. */
const KEPT: Partial<Record<Question, string>> = {
	language: 'language',
	'child-kind': 'kind',
	'adult-kind': 'kind',
	'own-kind': 'kind',
	'which-child': 'about',
	'which-adult': 'about',
	where: 'place',
	anonymous: 'anonymous',
	contact: 'contactPolicy',
	'call-time': 'callTime',
	cooperative: 'hideFromCooperative',
	'mine-code': 'code',
};

export const lasting = (answers: Mind['answers']): Mind['answers'] =>
	Object.fromEntries(Object.entries(answers).filter(([name]) => name === 'language' || name === 'lastPlace'));

/** What follows when a person answers, and what becomes of their report. */
export function answer(mind: Mind, shared: Shared, value: Value): Next {
	const { question } = mind;
	const name = KEPT[question];
	if (name !== undefined) mind.answers[name] = value;
	return GOES[question](mind, shared, value);
}

type Goes = (mind: Mind, shared: Shared, value: Value) => Next;

const fromMenu: Goes = (mind, shared, value) => {
	if (value === 'call') {
		shared.calls += 1;
		return 'call-comes';
	}
	if (value === 'child' || value === 'adult' || value === 'i-am-child' || value === 'learn') {
		mind.answers = lasting(mind.answers);
		mind.open = undefined;
	}
	return MENU[textOf(value)] ?? 'menu';
};

const GOES: Record<Question, Goes> = {
	language: (mind, _shared, value) => {
		mind.profile.language = textOf(value);
		return 'notice';
	},
	notice: fromMenu,
	menu: fromMenu,
	about: (_mind, _shared, value) => (value === 'stop' ? 'no-texts' : value === 'start' ? 'some-texts' : 'menu'),
	topic: () => 'menu',
	'no-texts': () => 'menu',
	'some-texts': () => 'menu',
	'child-kind': () => 'which-child',
	'adult-kind': () => 'which-adult',
	'which-child': () => 'where',
	'which-adult': () => 'where',
	'help-first': (mind, _shared, value) => {
		if (value === 'leave') return 'over';
		mind.answers['about'] = 'self-child';
		return 'own-kind';
	},
	'own-kind': () => 'where',
	where: placed,
	danger: (mind, _shared, value) => {
		if (value === 'elsewhere') return 'where';
		mind.answers['dangerNow'] = value;
		amend(mind);
		if (mind.open?.status === 'incomplete') mind.open.status = 'received';
		return 'receipt';
	},
	receipt: (mind, _shared, value) => {
		if (value === 'pin') return 'choose-pin';
		if (value === 'done') return 'over';
		const { place } = mind.answers;
		return typeof place === 'object' && place.code === undefined ? 'which-place' : 'own-words';
	},
	'choose-pin': (mind, _shared, value) => {
		if (mind.open !== undefined) mind.open.pin = textOf(value);
		return 'receipt';
	},
	'which-place': (mind, _shared, value) => {
		if (value !== 'skip') {
			mind.answers['place'] = value;
			amend(mind);
		}
		return 'own-words';
	},
	'own-words': (mind, _shared, value) => {
		if (value !== 'skip') {
			mind.answers['ownWords'] = value;
			amend(mind);
		}
		return 'anonymous';
	},
	anonymous: (mind, _shared, value) => {
		if (value === false) return 'contact';
		mind.answers['contactPolicy'] = 'never';
		amend(mind);
		return 'cooperative';
	},
	contact: (mind, _shared, value) => {
		if (value === 'call-at') return 'call-time';
		amend(mind);
		return 'cooperative';
	},
	'call-time': (mind) => {
		amend(mind);
		if (mind.open !== undefined) mind.open.calls += 1;
		return 'cooperative';
	},
	cooperative: (mind) => {
		amend(mind);
		return 'over';
	},
	'mine-code': () => 'mine-pin',
	'mine-pin': askedFor,
	'mine-unknown': (_mind, _shared, value) => (value === 'again' ? 'mine-code' : 'over'),
	'mine-later': (_mind, _shared, value) => (value === 'again' ? 'mine-code' : 'over'),
	'mine-standing': (mind, _shared, value) => {
		if (value === 'not-solved' && mind.open !== undefined && mind.open.status !== 'withdrawn')
			mind.open.status = 'not-solved';
		if (value === 'done') return 'over';
		return value === 'word' ? 'mine-word' : value === 'withdraw' ? 'mine-sure' : 'mine-noted';
	},
	'mine-word': (mind, _shared, value) => {
		mind.open?.words.push(textOf(value));
		return 'mine-noted';
	},
	'mine-sure': (mind, _shared, value) => {
		if (value !== true) return 'mine-standing';
		if (mind.open !== undefined) mind.open.status = 'withdrawn';
		return 'mine-noted';
	},
	'mine-noted': () => 'over',
};

/** Kind and place are known: there is a case from now on. */
function placed(mind: Mind, shared: Shared): Next {
	const report = reportOf(mind.answers);
	if (mind.open === undefined) {
		mind.open = { code: '', pin: '', report, status: 'incomplete', words: [], calls: 0 };
		shared.reports.push(mind.open);
	} else amend(mind);
	if (report.place.code !== undefined) mind.profile.lastPlace = report.place.code;
	return 'danger';
}

/** Five tries an hour and ten a day at a code, right ones too; beyond them, and for a wrong PIN, one and the same answer. */
function askedFor(mind: Mind, shared: Shared, pin: Value): Next {
	if (shared.outage) return 'mine-later';
	const code = textOf(mind.answers['code']);
	const times = shared.tries.get(code) ?? [];
	const since = (age: number) => times.filter((time) => time > mind.at - age).length;
	if (since(HOUR) >= 5 || since(24 * HOUR) >= 10) return 'mine-unknown';
	shared.tries.set(code, [...times, mind.at]);
	const found = reportWith(shared, code);
	if (found === undefined || found.pin !== pin) return 'mine-unknown';
	mind.open = found;
	mind.standing = found.status;
	return 'mine-standing';
}

const reportWith = (shared: Shared, code: string): ReportModel | undefined =>
	code === '' ? undefined : shared.reports.find((report) => report.code === code);
