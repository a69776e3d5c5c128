import { ENDED_STATES } from '../coordination.ts';
import type { PurgeBefore } from '../store.ts';
import type { Connection, Statement } from './connection.ts';

/** How far a job has come: where its next step begins, or nothing when it is done. */
export interface Step {
	/** Rows that this step removed, by kind. */
	readonly gone: Readonly<Partial<Record<keyof PurgeBefore, number>>>;
	readonly next?: string | number;
}

/** Most rows that one step looks at: a few milliseconds. */
export const STEP_ROWS = 2000;

type AgeStep = (before: string, from: string) => Step;

/** Steps that remove what sending leaves behind. */
export function prepareAging(
	connection: Connection,
): Readonly<Record<'rates' | 'earlyReports' | 'outboxBodies' | 'outbox', AgeStep>> {
	return {
		rates: prepareWalk(connection, { kind: 'rates', table: 'rates', key: 'name' }),
		earlyReports: prepareWalk(connection, { kind: 'earlyReports', table: 'early_reports', key: 'ref' }),
		outboxBodies: prepareRounds(
			connection,
			'outboxBodies',
			`UPDATE outbox SET sealed = x'' WHERE id IN (
				SELECT id FROM outbox INDEXED BY outbox_with_body_by_day WHERE day < ? AND state IN (${ENDED_STATES.map((state) => `'${state}'`).join(', ')})
					AND length(sealed) > 0 LIMIT ${STEP_ROWS})`,
		),
		outbox: prepareRounds(
			connection,
			'outbox',
			`DELETE FROM outbox WHERE id IN (
				SELECT id FROM outbox INDEXED BY outbox_emptied_by_day WHERE day < ? AND length(sealed) = 0 LIMIT ${STEP_ROWS})`,
		),
	};
}

/** Walks a table whose rows carry a time by its key: an index of times would be moved by every message. */
function prepareWalk(
	connection: Connection,
	{ kind, table, key }: { readonly kind: 'rates' | 'earlyReports'; readonly table: string; readonly key: string },
): AgeStep {
	const end = connection.prepare(
		`SELECT max(${key}) AS last FROM (SELECT ${key} FROM ${table} WHERE ${key} > ? ORDER BY ${key} LIMIT ${STEP_ROWS})`,
	);
	const remove = connection.prepare(`DELETE FROM ${table} WHERE ${key} > ? AND ${key} <= ? AND at < ?`);
	return (before, from) => {
		const to = (end.get(from) as { readonly last: string | null }).last;
		if (to === null) return { gone: {} };
		return { gone: { [kind]: Number(remove.run(from, to, Date.parse(before)).changes) }, next: to };
	};
}

/** Takes what an index of days shows, until it shows no more. The planner would walk all messages of a state instead. */
function prepareRounds(connection: Connection, kind: 'outboxBodies' | 'outbox', sql: string): AgeStep {
	const take: Statement = connection.prepare(sql);
	return (before) => {
		const rows = Number(take.run(before).changes);
		return { gone: { [kind]: rows }, ...(rows === STEP_ROWS ? { next: '' } : {}) };
	};
}
