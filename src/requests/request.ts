import type { Country, Recorded, RequestKind, RequestState } from '../conversation/index.ts';

/** Most characters of an answer: two or three screens of USSD, and what a call says in one go. */
export const ANSWER_MOST = 300;

/** What happened to a request; sealed. Times in milliseconds since the epoch. */
export interface RequestAct {
	/**
	 * `sent`: somebody was given the number, or the question. `answered`: what is said to the person at their next "my report".
	 * `told`: of news, that the person was sent a text about it. `done` and `not-solved` may be the person's own word.
	 */
	readonly type: 'sent' | 'accepted' | 'declined' | 'answered' | 'told' | 'done' | 'not-solved';
	readonly at: number;
	/** Of staff: as they are called on this installation. Absent: the person themselves, or the line. */
	readonly by?: string;
	/** Of `answered`: in the person's language. Of `told`: the version that it was about. */
	readonly words?: string;
	/** Of the person's own word: what it was kept under, so that it is counted once. */
	readonly id?: string;
}

/** What somebody asked for, as they left it. Never part of a case, and nothing of a case is ever part of it. */
export interface Asked {
	/** 8 digits, as the person was given them. */
	readonly code: string;
	readonly kind: RequestKind;
	readonly country: Country;
	/** UTC day. */
	readonly askedDay: string;
	readonly route: string;
	readonly language: string;
	/** Version of a catalogue entry, such as `gh-leap@3`. */
	readonly ref?: string;
	readonly topic?: string;
	/** A question in the person's own words. */
	readonly words?: string;
	/** The same, said on a call; see `request-recording.ts`. */
	readonly recorded?: Recorded;
	/** E.164. Kept only where it is needed to do what was asked, and where it was not withheld. */
	readonly number?: string;
}

/** A request as its history tells it. */
export interface Request extends Asked {
	/** As the store knows it. */
	readonly id: string;
	readonly state: RequestState;
	/** In order of time. */
	readonly history: readonly RequestAct[];
	/** The last one. */
	readonly answer?: string;
	/** The person said so since the last answer. */
	readonly unsolved: boolean;
}

/** States after an act, by the state before it; an act that is not there is refused. No state goes back. */
const NEXT: Readonly<Record<RequestState, Partial<Record<RequestAct['type'], RequestState>>>> = {
	asked: {
		sent: 'sent',
		accepted: 'accepted',
		declined: 'declined',
		answered: 'accepted',
		told: 'asked',
		done: 'done',
		'not-solved': 'asked',
	},
	sent: {
		accepted: 'accepted',
		declined: 'declined',
		answered: 'accepted',
		told: 'sent',
		done: 'done',
		'not-solved': 'sent',
	},
	accepted: { answered: 'accepted', told: 'accepted', done: 'done', 'not-solved': 'accepted' },
	declined: { answered: 'declined', done: 'done', 'not-solved': 'declined' },
	done: { 'not-solved': 'done' },
};

/** In the order in which a request passes through them. */
export const REQUEST_STATES = Object.keys(NEXT) as readonly RequestState[];

/** The state after an act; `undefined`: it cannot happen to a request in this state. */
export function stateAfter(state: RequestState, act: RequestAct['type']): RequestState | undefined {
	return NEXT[state][act];
}

/**
 * The request that its history makes, in whatever order its acts were kept. An act that its state refuses by then changes nothing:
 * somebody else was first.
 */
export function foldRequest(id: string, asked: Asked, acts: readonly RequestAct[]): Request {
	const begun: Request = { ...asked, id, state: 'asked', history: [], unsolved: false };
	return [...acts].sort((one, other) => one.at - other.at).reduce(evolve, begun);
}

function evolve(before: Request, act: RequestAct): Request {
	const known = act.id !== undefined && before.history.some(({ id }) => id === act.id);
	const state = known ? undefined : stateAfter(before.state, act.type);
	if (state === undefined) return before;
	const after = { ...before, state, history: [...before.history, act] };
	switch (act.type) {
		case 'answered':
			return { ...after, unsolved: false, ...(act.words === undefined ? {} : { answer: act.words }) };
		case 'not-solved':
			return { ...after, unsolved: true };
		default:
			return after;
	}
}
