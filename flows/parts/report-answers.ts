import type {
	About,
	AgeBand,
	Answers,
	CallTime,
	ConcernKind,
	ContactPolicy,
	FlowContext,
	PlaceAnswer,
	Recorded,
	Report,
} from '../../src/conversation/index.ts';

/** Text of an answer, or '' when it was not given. */
export function textOf(answers: Answers, name: string): string {
	const value = answers[name];
	return typeof value === 'string' ? value : '';
}

/** What was said aloud in answer, if it was. */
export function recordedOf(answers: Answers, name: string): Recorded | undefined {
	const value = answers[name];
	if (typeof value !== 'object' || value.recording === undefined) return undefined;
	return { recording: value.recording, seconds: value.seconds ?? 0 };
}

/** "Whom" is answered together with the age band, in one go: `my-child/5-11`. */
function aboutOf(answers: Answers): Pick<Report, 'about' | 'ageBand'> {
	const [about, ageBand] = textOf(answers, 'about').split('/');
	if (about === undefined || about === '') return {};
	return { about: about as About, ...(ageBand === undefined ? {} : { ageBand: ageBand as AgeBand }) };
}

function placeAnswer(answers: Answers): PlaceAnswer {
	const place = answers['place'];
	if (place === 'same') return { code: textOf(answers, 'lastPlace') };
	return typeof place === 'object' ? place : {};
}

/** The report that the answers so far make. Values only: no word of any language. */
export function reportOf(answers: Answers): Report {
	const { dangerNow, anonymous, hideFromCooperative } = answers;
	const words = textOf(answers, 'ownWords');
	const ownWordsRecorded = recordedOf(answers, 'ownWords');
	const policy = textOf(answers, 'contactPolicy');
	const time = textOf(answers, 'callTime');
	return {
		kind: textOf(answers, 'kind') as ConcernKind,
		place: placeAnswer(answers),
		...aboutOf(answers),
		...(typeof dangerNow === 'boolean' ? { dangerNow } : {}),
		...(words === '' ? {} : { ownWords: words }),
		...(ownWordsRecorded === undefined ? {} : { ownWordsRecorded }),
		...(typeof anonymous === 'boolean' ? { anonymous } : {}),
		...(policy === '' ? {} : { contactPolicy: policy as ContactPolicy }),
		...(time === '' ? {} : { callTime: time as CallTime }),
		...(typeof hideFromCooperative === 'boolean' ? { hideFromCooperative } : {}),
	};
}

const caseIdOf = (context: FlowContext): string => textOf(context.answers, 'caseId');

/** Kind and place are known: from here on a dropped session leaves an incomplete case. */
export const openCase = {
	type: 'effect',
	params: ({ context }: { context: FlowContext }) => ({
		type: 'case.open' as const,
		caseId: caseIdOf(context),
		code: textOf(context.answers, 'code'),
		pin: textOf(context.answers, 'pin'),
		report: reportOf(context.answers),
	}),
} as const;

/** Brings the open case up to what was answered. */
export const amendCase = {
	type: 'effect',
	params: ({ context }: { context: FlowContext }) => ({
		type: 'case.amend' as const,
		caseId: caseIdOf(context),
		changes: reportOf(context.answers),
	}),
} as const;

/** The minimal report is whole. */
export const completeCase = {
	type: 'effect',
	params: ({ context }: { context: FlowContext }) => ({ type: 'case.complete' as const, caseId: caseIdOf(context) }),
} as const;

/** So that the next report can say "same place as before". Only a place on our list, never typed words. */
export const rememberPlace = {
	type: 'effect',
	params: ({ context }: { context: FlowContext }) => ({
		type: 'place.remember' as const,
		place: placeAnswer(context.answers),
	}),
} as const;
