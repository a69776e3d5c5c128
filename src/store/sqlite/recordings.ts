import type { RecordingRow, Store } from '../store.ts';
import type { Connection } from './connection.ts';

type Put = Awaited<ReturnType<Store['recordings']['put']>>;

export interface RecordingReads {
	readonly recording: (id: string) => RecordingRow | undefined;
	readonly recordingsOf: (caseId: string) => readonly Omit<RecordingRow, 'sealed'>[];
}

export function prepareRecordingReads(connection: Connection): RecordingReads {
	const open = 'id, case_id AS caseId, seconds, day';
	const one = connection.prepare(`SELECT ${open}, sealed FROM recordings WHERE id = ?`);
	const list = connection.prepare(`SELECT ${open} FROM recordings WHERE case_id = ? ORDER BY day, id`);
	return {
		recording: (id) => {
			const found = one.get(id) as RecordingRow | undefined;
			return found && { ...found };
		},
		recordingsOf: (caseId) => (list.all(caseId) as Omit<RecordingRow, 'sealed'>[]).map((row) => ({ ...row })),
	};
}

/** Within a transaction, so that no erasure comes between the look at the case and the insert. */
export function preparePutRecording(connection: Connection): (row: RecordingRow) => Put {
	const holder = connection.prepare('SELECT 1 FROM cases WHERE id = ? AND length(wrapped_key) > 0');
	const insert = connection.prepare(
		'INSERT INTO recordings (id, case_id, seconds, day, sealed) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
	);
	return ({ id, caseId, seconds, day, sealed }) => {
		if (holder.get(caseId) === undefined) return 'no-case';
		return insert.run(id, caseId, seconds, day, sealed).changes === 1 ? 'kept' : 'there';
	};
}
