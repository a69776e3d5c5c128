import type { CaseStatus, Country, Report } from '../conversation/index.ts';

/** What happened to a case; sealed, append-only. Times in milliseconds since the epoch. */
export type CaseEvent =
	| {
			readonly type: 'opened';
			readonly at: number;
			/** 8 digits, as the reporter was given them. */
			readonly code: string;
			readonly route: string;
			/** Language in which it was reported, for whoever answers. */
			readonly language: string;
			readonly report: Report;
	  }
	| { readonly type: 'amended'; readonly at: number; readonly changes: Partial<Report> }
	| { readonly type: 'completed'; readonly at: number }
	| { readonly type: 'pin-chosen'; readonly at: number }
	| { readonly type: 'word-added'; readonly at: number; readonly words: string }
	| { readonly type: 'not-solved'; readonly at: number }
	| { readonly type: 'withdrawn'; readonly at: number }
	| { readonly type: 'call-back-asked'; readonly at: number };

/** A case as its events tell it. */
export interface Case {
	readonly id: string;
	readonly code: string;
	readonly country: Country;
	readonly status: CaseStatus;
	readonly openedAt: number;
	readonly changedAt: number;
	readonly route: string;
	readonly language: string;
	readonly report: Report;
	/** What the reporter added later. */
	readonly words: readonly { readonly at: number; readonly text: string }[];
	readonly callBackAskedAt?: number;
}

/** Status after an event. A withdrawal stands; what is added to a withdrawn case is kept, but does not reopen it. */
export function statusAfter(status: CaseStatus, event: CaseEvent['type']): CaseStatus {
	if (status === 'withdrawn') return status;
	switch (event) {
		case 'opened':
			return 'incomplete';
		case 'completed':
			return status === 'incomplete' ? 'received' : status;
		case 'not-solved':
			return 'not-solved';
		case 'withdrawn':
			return 'withdrawn';
		default:
			return status;
	}
}

const STATUSES = Object.keys({
	incomplete: true,
	received: true,
	'not-solved': true,
	withdrawn: true,
} satisfies Record<CaseStatus, true>) as readonly CaseStatus[];

/** The statuses that an event leaves as they are, though it was meant to make them `status`. */
export function standingAgainst(event: CaseEvent['type'], status: CaseStatus): readonly CaseStatus[] {
	return STATUSES.filter((before) => statusAfter(before, event) !== status);
}

function opened(id: string, country: Country, event: Extract<CaseEvent, { type: 'opened' }>): Case {
	const { at, code, route, language, report } = event;
	return { id, code, country, status: 'incomplete', openedAt: at, changedAt: at, route, language, report, words: [] };
}

function evolve(before: Case, event: CaseEvent): Case {
	const after = { ...before, changedAt: event.at, status: statusAfter(before.status, event.type) };
	switch (event.type) {
		case 'amended':
			return { ...after, report: { ...before.report, ...event.changes } };
		case 'word-added':
			return { ...after, words: [...before.words, { at: event.at, text: event.words }] };
		case 'call-back-asked':
			return { ...after, callBackAskedAt: event.at };
		default:
			return after;
	}
}

/**
 * The case that its events make, in order of time. `undefined` when its opening is not among them (erased, or not yet
 * arrived).
 */
export function foldCase(id: string, country: Country, events: readonly CaseEvent[]): Case | undefined {
	const ordered = [...events].sort((a, b) => a.at - b.at || Number(b.type === 'opened') - Number(a.type === 'opened'));
	const first = ordered[0];
	if (first === undefined || first.type !== 'opened') return undefined;
	return ordered.slice(1).reduce(evolve, opened(id, country, first));
}
