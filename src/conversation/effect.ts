import type { CallTime, Report } from './report.ts';
import type { PlaceAnswer, Recorded } from './screen.ts';

/**
 * Everything that a flow may ask for. Flows emit it through one XState action, `effect`, whose parameter is this union,
 * so that a misspelt effect does not compile. The shell (`src/turns`) turns effects into records of one commit.
 */
export type Effect =
	| { readonly type: 'language.set'; readonly language: string }
	/** Kept with the person, so that "same place as before" can be offered. */
	| { readonly type: 'place.remember'; readonly place: PlaceAnswer }
	/** Opens an incomplete case: kind and place are known. */
	| {
			readonly type: 'case.open';
			readonly caseId: string;
			readonly code: string;
			readonly pin: string;
			readonly report: Report;
	  }
	| { readonly type: 'case.amend'; readonly caseId: string; readonly changes: Partial<Report> }
	/** The minimal report is whole: the case leaves `incomplete`. */
	| { readonly type: 'case.complete'; readonly caseId: string }
	| { readonly type: 'case.pin'; readonly caseId: string; readonly pin: string }
	/** The reporter adds something to their case, written or said. */
	| {
			readonly type: 'case.word';
			readonly caseId: string;
			readonly words: string;
			readonly recorded?: Recorded;
	  }
	| { readonly type: 'case.not-solved'; readonly caseId: string }
	| { readonly type: 'case.withdraw'; readonly caseId: string }
	/** Whether the person wants texts that they did not ask for. Kept for ever, beyond the person's own row. */
	| { readonly type: 'texts.want'; readonly wants: 'none' | 'some' }
	/** A person wants to be called; the number is sealed with the row. Without a case: somebody who could not go on. */
	| { readonly type: 'call.back'; readonly caseId?: string; readonly time?: CallTime };

/** What a flow must learn from the shell before it can show its next screen. Answered inside the same turn. */
export type Ask =
	/** A fresh case id, reference code and PIN. */
	| { readonly ask: 'reference' }
	/** Is there a case with this code and PIN? Every try counts against the code's limit. */
	| { readonly ask: 'case'; readonly code: string; readonly pin: string };

/** Where a case stands, in the words of the sector. `incomplete`: the session dropped before the report was whole. */
export type CaseStatus = 'incomplete' | 'received' | 'not-solved' | 'withdrawn';

export type Told =
	| { readonly told: 'reference'; readonly caseId: string; readonly code: string; readonly pin: string }
	| { readonly told: 'case'; readonly caseId: string; readonly status: CaseStatus }
	/** Unknown code, wrong PIN or too many tries: one and the same, so that nothing is disclosed. */
	| { readonly told: 'no-case' }
	/** The store cannot be asked now. */
	| { readonly told: 'unavailable' };
