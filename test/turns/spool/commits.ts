import type { Commit } from '../../../src/store/store.ts';

/** A commit as a turn makes it; `size` is the length of its sealed reply. */
export function commitOf(turn: string, options: { readonly person?: string; readonly size?: number } = {}): Commit {
	const { person = 'person-1', size = 40 } = options;
	return {
		turn: { id: turn, person, reply: new Uint8Array(size).fill(65), day: '2026-11-25' },
		caseEvents: [{ id: `${turn}.1`, caseId: `case-of-${person}`, sealed: new Uint8Array([1, 2, 3]) }],
	};
}

export function turnOf(commit: Commit): string {
	return commit.turn?.id ?? '';
}

/** Everything that a commit can hold. */
export const fullCommit: Commit = {
	...commitOf('turn-1'),
	conversation: { id: 'person-1.ussd', revision: 3, sealed: new Uint8Array([0, 255, 128]), day: '2026-11-25' },
	person: {
		id: 'person-1',
		wrappedKey: new Uint8Array([9]),
		profile: Buffer.from('profile'),
		seenDay: '2026-11-25',
	},
	cases: [
		{
			id: 'case-1',
			codeIndex: 'code-1',
			country: 'CI',
			kind: 'sharp-tools',
			dangerNow: true,
			district: '',
			status: 'incomplete',
			pinIndex: 'pin-1',
			contact: new Uint8Array(0),
			openedDay: '2026-11-25',
			wrappedKey: new Uint8Array([4, 5]),
		},
	],
	caseChanges: [{ caseId: 'case-1', changes: { status: 'received', contact: new Uint8Array([6]) } }],
	tries: { id: 'code-1', revision: 2, at: [1_795_000_000_000, 1_795_000_000_001] },
	outbox: [
		{
			id: 'turn-1.2',
			kind: 'call-back',
			route: '',
			lane: 1,
			due: 0,
			caseId: '',
			sealed: new Uint8Array([7]),
			day: '2026-11-25',
		},
	],
	records: [
		{ kind: 'request', id: 'code-2', revision: 1, state: 'asked', day: '2026-11-25', body: new Uint8Array([3, 0]) },
	],
	quarantine: [{ id: 'odd-1', route: '', reason: 'not a form', sealed: new Uint8Array([8]), day: '2026-11-25' }],
};
