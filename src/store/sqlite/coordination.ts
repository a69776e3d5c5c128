import type { Lease, LeaseAsk, RateAsk } from '../coordination.ts';
import { grant } from '../rates.ts';
import type { Connection } from './connection.ts';
import { type Messages, prepareMessages } from './messages.ts';

/** What processes on one database agree on; each in its own transaction, so that no two see the same state. */
export interface Shared extends Messages {
	readonly takeLease: (ask: LeaseAsk) => Lease | undefined;
	readonly releaseLease: (lease: Lease) => void;
	readonly takeRate: (ask: RateAsk) => number;
	readonly keepMark: (name: string, value: string) => string;
}

export function prepareShared(connection: Connection): Shared {
	return {
		...prepareLeases(connection),
		...prepareMessages(connection),
		takeRate: prepareRates(connection),
		keepMark: prepareMarks(connection),
	};
}

function prepareLeases(connection: Connection): Pick<Shared, 'takeLease' | 'releaseLease'> {
	const take = connection.prepare(`
		INSERT INTO leases (name, holder, fence, until) VALUES (?1, ?2, 1, ?3 + ?4)
		ON CONFLICT (name) DO UPDATE SET
			fence = fence + (holder <> excluded.holder), holder = excluded.holder, until = excluded.until
		WHERE holder = excluded.holder OR until <= ?3
		RETURNING fence`);
	const release = connection.prepare(
		"UPDATE leases SET holder = '', until = 0 WHERE name = ? AND holder = ? AND fence = ?",
	);
	return {
		takeLease: ({ name, holder, now, forMs }) => {
			const [taken] = take.all(name, holder, now, forMs) as { readonly fence: number }[];
			return taken && { name, holder, fence: taken.fence };
		},
		releaseLease: ({ name, holder, fence }) => {
			release.run(name, holder, fence);
		},
	};
}

function prepareRates(connection: Connection): Shared['takeRate'] {
	const select = connection.prepare('SELECT at FROM rates WHERE name = ?');
	const move = connection.prepare(
		'INSERT INTO rates (name, at) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET at = excluded.at',
	);
	return (ask) => {
		const kept = select.get(ask.name) as { readonly at: number } | undefined;
		const { granted, after } = grant(kept?.at ?? 0, ask);
		if (granted > 0) move.run(ask.name, after);
		return granted;
	};
}

function prepareMarks(connection: Connection): Shared['keepMark'] {
	const insert = connection.prepare('INSERT INTO marks (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING');
	const select = connection.prepare('SELECT value FROM marks WHERE name = ?');
	return (name, value) => {
		insert.run(name, value);
		return (select.get(name) as { readonly value: string }).value;
	};
}
