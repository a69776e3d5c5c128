import type { Knowledge, ProgrammeAsk, ProgrammeTold, TextRef, Value } from '../../conversation/index.ts';
import { PASSED } from '../../conversation/index.ts';
import { formatDay } from '../prices/money.ts';
import { type ProgrammeAnswers, QUESTION_NAMES, QUESTIONS, type QuestionName } from './answers.ts';
import type { Catalogue } from './catalogue.ts';
import { type Entry, type EntryKind, PARTS, type Part } from './entry.ts';
import { isOverdue, refOf, type Version } from './lifecycle.ts';
import { entryText } from './wording.ts';

/** Under which topic of the menu a kind stands, in the menu's order. Help lines have a key of their own on every screen. */
const TOPICS: Readonly<Record<string, readonly EntryKind[]>> = {
	school: ['school', 'vocational-training'],
	papers: ['birth-papers'],
	health: ['health-cover'],
	money: ['cash-grant', 'pension'],
	income: ['inputs', 'savings-group', 'womens-enterprise', 'youth-enterprise'],
};

/** Topics in the order of the menu. */
export const TOPIC_NAMES: readonly string[] = Object.keys(TOPICS);

/** Most that are looked for: more than one screen offers, so that what is over by the time it is read leaves no gap. */
const FOUND_MOST = 12;

const ABOUT: readonly Part[] = ['gives', 'costs', 'conditions'];

/**
 * What the line tells of programmes, from the catalogue as it stands at each look.
 * @param catalogue gives the newest that was read; of an older one what a session saw is told as long as it is in the newer.
 */
export function createProgrammeKnowledge(catalogue: () => Catalogue): Knowledge['programmes'] {
	return {
		topics: (asked) => {
			const open = catalogue().kinds(asked);
			return Object.keys(TOPICS).filter((topic) => TOPICS[topic]?.some((kind) => open.includes(kind)));
		},
		step: (ask) => step(catalogue(), ask),
		told: (ref, day) => {
			const version = catalogue().pinned(ref, day);
			return version === undefined ? undefined : toldOf(version, day);
		},
	};
}

function step(catalogue: Catalogue, ask: ProgrammeAsk): ReturnType<Knowledge['programmes']['step']> {
	const topic = topicOf(ask);
	const answers = answersIn(ask.answers);
	const asked = QUESTION_NAMES.filter((name) => ask.answers[name] !== undefined);
	const name = catalogue.question(topic, answers, asked);
	if (name !== undefined) return { is: 'question', name, values: QUESTIONS[name] };
	return { is: 'found', refs: catalogue.find(topic, answers, FOUND_MOST).map(({ version }) => refOf(version)) };
}

function topicOf({ country, area, day, topic }: ProgrammeAsk) {
	const kinds = TOPICS[topic] ?? [];
	return { country, day, kinds, ...(area === undefined ? {} : { area }) };
}

/** Only what is a question's own answer counts: an older release may have stored another. */
function answersIn(answers: Readonly<Record<string, Value>>): ProgrammeAnswers {
	const given = QUESTION_NAMES.filter((name) => {
		const value = answers[name];
		return value !== undefined && value !== PASSED && isAnswer(name, value);
	});
	return Object.fromEntries(given.map((name) => [name, answers[name]]));
}

function isAnswer(name: QuestionName, value: Value): boolean {
	return (QUESTIONS[name] as readonly Value[]).includes(value);
}

function toldOf(version: Version, day: string): ProgrammeTold {
	const { entry } = version;
	const ref = refOf(version);
	const texts = (parts: readonly Part[]): readonly TextRef[] =>
		parts.filter((part) => hasPart(entry, part)).map((part) => entryText(ref, part));
	const asOf = isOverdue(entry, day) && entry.asOf !== undefined ? formatDay(entry.asOf) : undefined;
	return {
		name: entryText(ref, 'name'),
		about: [...texts(ABOUT), ...(asOf === undefined ? [] : [{ key: 'learn.as-of', values: { day: asOf } }])],
		apply: texts(PARTS.filter((part) => !ABOUT.includes(part))),
		free: entry.costs === 'free',
	};
}

/** What is published has the same parts in every language that is offered. */
function hasPart({ wording }: Entry, part: Part): boolean {
	return Object.values(wording).some((texts) => texts[part] !== undefined);
}
