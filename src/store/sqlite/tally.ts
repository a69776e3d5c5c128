import type { Connection } from './connection.ts';

export type CountedKind = 'persons' | 'conversations' | 'turns' | 'cases' | 'outbox' | 'quarantine';

/** By how much each count changes. Counts are kept beside the rows, since counting ten million rows takes a second. */
export type Tally = Record<CountedKind, number>;

export const emptyTally = (): Tally => ({ persons: 0, conversations: 0, turns: 0, cases: 0, outbox: 0, quarantine: 0 });

export function addTally(to: Tally, from: Tally): void {
	for (const kind of Object.keys(from) as CountedKind[]) to[kind] += from[kind];
}

export interface Counts {
	readonly all: () => Readonly<Tally>;
	/** Within the transaction that changes the rows. */
	readonly add: (tally: Tally) => void;
}

export function prepareCounts(connection: Connection): Counts {
	const list = connection.prepare('SELECT kind, total FROM counts');
	const add = connection.prepare('UPDATE counts SET total = total + ? WHERE kind = ?');
	return {
		all: () => {
			const tally = emptyTally();
			for (const { kind, total } of list.all() as { kind: CountedKind; total: number }[]) tally[kind] = total;
			return tally;
		},
		add: (tally) => {
			for (const kind of Object.keys(tally) as CountedKind[]) if (tally[kind] !== 0) add.run(tally[kind], kind);
		},
	};
}
