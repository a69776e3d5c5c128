import type { CaseStatus } from '../conversation/effect.ts';
import type { ConcernKind, Country } from '../conversation/index.ts';

/** The open part of a case: what may stand unsealed, as statistics do. Times are rounded to the day. */
export interface CaseRow {
	/** 128 random bits, base64url. */
	readonly id: string;
	/** Blind index (`code`) of the 8-digit reference code; unique. */
	readonly codeIndex: string;
	readonly country: Country;
	readonly kind: ConcernKind;
	/** Somebody was in danger when it was reported. */
	readonly dangerNow: boolean;
	/** p-code of the department or district; '' while the place is only typed words. */
	readonly district: string;
	readonly status: CaseStatus;
	/** Blind index (`pin`) of the reporter's PIN, bound to this case. */
	readonly pinIndex: string;
	/** Sealed under the case's key: how to reach the reporter. Empty (no bytes) unless the contact policy needs it. */
	readonly contact: Uint8Array;
	readonly openedDay: string;
	/** Order in which cases came, given by the store; the cursor of lists. */
	readonly position: number;
	readonly wrappedKey: Uint8Array;
}

/** What happened to a case. Append-only; a case is the fold of its events (`cases/case.ts`). */
export interface CaseEventRow {
	/** Derived from the turn's id, so that a repeat adds nothing. */
	readonly id: string;
	readonly caseId: string;
	/** Sealed under the case's key: `CaseEvent` as JSON. */
	readonly sealed: Uint8Array;
}

/** Tries at one reference code, whoever calls. */
export interface TriesRow {
	/** Blind index (`code`) of the code that was tried, whether or not a case has it. */
	readonly id: string;
	readonly revision: number;
	/** Times of the tries of the last day, milliseconds since the epoch. */
	readonly at: readonly number[];
}

export interface CaseStore {
	readonly cases: {
		readonly byCode: (codeIndex: string) => Promise<CaseRow | undefined>;
		readonly byId: (id: string) => Promise<CaseRow | undefined>;
		/** Oldest first, after `after` (a `position`), at most `most`. */
		readonly list: (page: { readonly after: number; readonly most: number }) => Promise<readonly CaseRow[]>;
		readonly events: (caseId: string) => Promise<readonly CaseEventRow[]>;
		readonly count: () => Promise<number>;
	};
	readonly tries: { readonly get: (id: string) => Promise<TriesRow | undefined> };
}
