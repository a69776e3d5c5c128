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
	/** A person wants to be called by people; the number is sealed with the row. Without a case: somebody who could not go on. */
	| { readonly type: 'call.back'; readonly caseId?: string; readonly time?: CallTime }
	/** A person wants the line itself to call them now, so that they can listen and it costs them nothing. Of no case. */
	| { readonly type: 'call.me' }
	/** What was read about a programme, by a text to whoever reads it: the reference of its version. */
	| { readonly type: 'programme.send'; readonly ref: string }
	/** Somebody wishes something that is no report, and is never linked to one. */
	| { readonly type: 'request.open'; readonly request: OpenedRequest }
	/** What a person says of their request, named as `Told` names it. */
	| { readonly type: 'request.done' | 'request.not-solved'; readonly requestId: string }
	/** A speaker keeps what they just recorded: the text of that key, as its hash says, in that language. */
	| {
			readonly type: 'prompt.keep';
			readonly speaker: string;
			readonly language: string;
			readonly key: string;
			readonly textHash: string;
			readonly recording: string;
	  };

/** `person`: to be called by somebody; `question`: to be answered; `news`: to be told when a programme changes. */
export type RequestKind = 'person' | 'question' | 'news';

/** Where a request stands. `sent`: it was handed to whoever can do it, who then accepts or declines. */
export type RequestState = 'asked' | 'sent' | 'accepted' | 'declined' | 'done';

export interface OpenedRequest {
	readonly id: string;
	readonly code: string;
	readonly pin: string;
	readonly kind: RequestKind;
	/** Reference of the version of the programme that it is about. */
	readonly ref?: string;
	readonly topic?: string;
	/** A question in the person's own words. Personal data. */
	readonly words?: string;
	/** The same, said on a call. */
	readonly recorded?: Recorded;
}

/** What a flow must learn from the shell before it can show its next screen. Answered inside the same turn. */
export type Ask =
	/** A fresh case id, reference code and PIN. */
	| { readonly ask: 'reference' }
	/** Is there a case, or a request, with this code and PIN? Every try counts against the code's limit. */
	| { readonly ask: 'case'; readonly code: string; readonly pin: string }
	/** Which speaker has this PIN? Every try counts. */
	| { readonly ask: 'speaker'; readonly pin: string }
	/** The next text to be recorded in a language, behind the one of this key; '' from the beginning. */
	| { readonly ask: 'prompt'; readonly language: string; readonly after: string };

/** Where a case stands, in the words of the sector. `incomplete`: the session dropped before the report was whole. */
export type CaseStatus = 'incomplete' | 'received' | 'not-solved' | 'withdrawn';

export type Told =
	| { readonly told: 'reference'; readonly caseId: string; readonly code: string; readonly pin: string }
	| { readonly told: 'case'; readonly caseId: string; readonly status: CaseStatus }
	| {
			readonly told: 'request';
			readonly requestId: string;
			readonly state: RequestState;
			/** What an officer answered last, in the person's language. */
			readonly answer?: string;
	  }
	/** Unknown code, wrong PIN or too many tries: one and the same, so that nothing is disclosed. */
	| { readonly told: 'no-case' }
	/** `languages`: keys of those in which the speaker records, parted by blanks. */
	| { readonly told: 'speaker'; readonly speaker: string; readonly languages: string }
	/** Wrong PIN or too many tries: one and the same. */
	| { readonly told: 'no-speaker' }
	| {
			readonly told: 'prompt';
			readonly key: string;
			readonly textHash: string;
			/** Its number in the list of all texts, from 1, and how many there are. */
			readonly place: number;
			readonly of: number;
			/** In `language`, which a machine speaks, and in which the call goes on. */
			readonly text: string;
			readonly language: string;
	  }
	| { readonly told: 'no-prompt' }
	/** The store cannot be asked now. */
	| { readonly told: 'unavailable' };
