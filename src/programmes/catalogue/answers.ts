/** Age of the one whom the help is for, in completed years. One question of seven answers; `65+` is one of them. */
export const AGE_BANDS = ['0-5', '6-11', '12-14', '15-17', '18-35', '36-64', '65+'] as const;

const YES_OR_NO = [true, false] as const;

/**
 * The plain questions by which entries are told apart, with their answers. Always about the one whom the help is for.
 * `papers`: has a birth certificate or an identity paper. `producer`: grows cocoa.
 */
export const QUESTIONS = {
	age: AGE_BANDS,
	sex: ['female', 'male'],
	pregnant: YES_OR_NO,
	disability: YES_OR_NO,
	producer: YES_OR_NO,
	papers: YES_OR_NO,
	inSchool: YES_OR_NO,
} as const satisfies Readonly<Record<string, readonly AnswerValue[]>>;

export type QuestionName = keyof typeof QUESTIONS;
export type AnswerValue = string | boolean;

/** What was answered so far. A question that is not there was not asked, or was passed over. */
export type ProgrammeAnswers = { readonly [name in QuestionName]?: (typeof QUESTIONS)[name][number] };

export const QUESTION_NAMES = Object.keys(QUESTIONS) as readonly QuestionName[];

/** Bands in which nobody is asked whether they are pregnant. */
const NEVER_PREGNANT: ReadonlySet<string | undefined> = new Set(['0-5', '6-11', '65+']);

/** With what follows from the answers, so that nobody is asked it: a man is not pregnant, who is pregnant is a woman. */
export function withImplied(answers: ProgrammeAnswers): ProgrammeAnswers {
	if (answers.pregnant === true) return { sex: 'female', ...answers };
	if (answers.pregnant === undefined && (answers.sex === 'male' || NEVER_PREGNANT.has(answers.age)))
		return { ...answers, pregnant: false };
	return answers;
}
