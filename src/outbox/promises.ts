import type { MessageClass } from '../store/message.ts';

/** What is promised of a class of messages (design §4, rule 13). */
export interface Promised {
	/** Whether a message whose outcome stays unknown is sent once more: only where a second copy does no harm. */
	readonly again: boolean;
	/** Whether it waits for the hours in which people may be disturbed. */
	readonly waitsForHours: boolean;
	/** Whether who wants no texts still gets it: the answer to a text of their own. */
	readonly answersOwnText: boolean;
	/** Texts of this class that one person gets in a day at the most; `undefined`: as many as they ask for. */
	readonly mostAPersonADay: number | undefined;
}

/** Each class has a cap of its own: a survey that a person answers is not ended by broadcasts. */
export const promises: Readonly<Record<MessageClass, Promised>> = {
	reply: { again: true, waitsForHours: false, answersOwnText: true, mostAPersonADay: undefined },
	notice: { again: true, waitsForHours: true, answersOwnText: false, mostAPersonADay: 4 },
	survey: { again: false, waitsForHours: true, answersOwnText: false, mostAPersonADay: 12 },
	broadcast: { again: false, waitsForHours: true, answersOwnText: false, mostAPersonADay: 3 },
};

/**
 * The storm breaker: so often one number may get one text in an hour, whatever sends it. People repeat themselves less; a job that is
 * stuck does not.
 */
export const SAME_TEXT_AN_HOUR = 5;
