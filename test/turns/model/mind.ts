import type { Report, Value } from '../../../src/conversation/index.ts';
import type { Question } from './questions.ts';

/** A report as whoever made it knows it. */
export interface ReportModel {
	/** Shown with the receipt; '' until then. */
	code: string;
	pin: string;
	report: Report;
	status: 'incomplete' | 'received' | 'not-solved' | 'withdrawn';
	words: string[];
	/** Calls asked for in its course. */
	calls: number;
}

export interface Known {
	language?: string;
	lastPlace?: string;
}

/** Where a person stands with the line. */
export interface Mind {
	/** What outlives a conversation. */
	profile: Known;
	answers: Record<string, Value>;
	question: Question;
	past: Question[];
	overlay: 'hotlines' | 'resume' | 'stuck' | undefined;
	/** What the help lines cover that must be answered first. */
	under: 'resume' | undefined;
	notice: string | undefined;
	page: number;
	mistakes: number;
	ended: boolean;
	at: number;
	sessionId: string;
	/** Everything typed in that session that this mind knows of. */
	heard: string;
	/** The report that this conversation has open: being made, or asked about. */
	open: ReportModel | undefined;
	/** Status as it was when the report was asked about. */
	standing: ReportModel['status'];
}

export const newcomer = (): Mind => ({
	profile: {},
	answers: {},
	question: 'menu',
	past: [],
	overlay: undefined,
	under: undefined,
	notice: undefined,
	page: 0,
	mistakes: 0,
	ended: true,
	at: 0,
	sessionId: '',
	heard: '',
	open: undefined,
	standing: 'received',
});

/** What all minds share. */
export interface Shared {
	readonly reports: ReportModel[];
	/** Times of tries by code. */
	readonly tries: Map<string, number[]>;
	/** Calls asked for by people who could not go on, and calls of the line. */
	calls: number;
	outage: boolean;
}

export const textOf = (value: Value | undefined): string => (typeof value === 'string' ? value : '');

/** The report that answers make, as the case should hold it. */
export function reportOf(answers: Readonly<Record<string, Value>>): Report {
	const { place, dangerNow, anonymous, hideFromCooperative } = answers;
	const [about, ageBand] = textOf(answers['about']).split('/');
	const made = {
		kind: answers['kind'],
		place: place === 'same' ? { code: textOf(answers['lastPlace']) } : place,
		about: about === '' ? undefined : about,
		ageBand,
		dangerNow: typeof dangerNow === 'boolean' ? dangerNow : undefined,
		ownWords: answers['ownWords'],
		anonymous,
		contactPolicy: answers['contactPolicy'],
		callTime: answers['callTime'],
		hideFromCooperative,
	};
	return Object.fromEntries(Object.entries(made).filter(([, value]) => value !== undefined)) as unknown as Report;
}

/** Where the conversation goes: another question, or over, and perhaps on by a call. */
export type Next = Question | 'over' | 'call-comes';

export const amend = (mind: Mind): void => {
	if (mind.open !== undefined) mind.open.report = { ...mind.open.report, ...reportOf(mind.answers) };
};
