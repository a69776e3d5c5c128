import {
	beforeEnding,
	belowReported,
	type OutboxClaim,
	type OutboxClaims,
	type OutboxEnding,
	type OutboxReport,
	type OutboxStanding,
} from '../coordination.ts';
import type { OutboxRow } from '../store.ts';
import type { Connection } from './connection.ts';

type Given<Name extends keyof OutboxClaims> = Parameters<OutboxClaims[Name]>;
type Result<Name extends keyof OutboxClaims> = Awaited<ReturnType<OutboxClaims[Name]>>;

/** Steps of sending, each in its own transaction. */
export interface Messages {
	readonly claim: (...given: Given<'claim'>) => readonly OutboxClaim[];
	readonly attempt: (...given: Given<'attempt'>) => boolean;
	readonly conclude: (...given: Given<'conclude'>) => boolean;
	readonly doubt: (...given: Given<'doubt'>) => number;
	readonly resolve: (...given: Given<'resolve'>) => boolean;
	readonly reported: (...given: Given<'reported'>) => Result<'reported'>;
	readonly reportedOn: (...given: Given<'reportedOn'>) => Result<'reportedOn'>;
}

export const OUTBOX = 'id, kind, route, lane, due, case_id AS caseId, sealed, day';
export const STANDING = `${OUTBOX}, state, attempts, ref, reason, attempting_at AS attemptingAt, accepted_at AS acceptedAt,
	sent_at AS sentAt, final_at AS finalAt`;

/** A row with how it stands, as `STANDING` selects it. */
export function toStanding(found: OutboxRow & Omit<OutboxStanding, 'row'>): OutboxStanding {
	const { state, attempts, ref, reason, attemptingAt, acceptedAt, sentAt, finalAt, ...row } = found;
	return { row, state, attempts, ref, reason, attemptingAt, acceptedAt, sentAt, finalAt };
}

export function prepareMessages(connection: Connection): Messages {
	const reported = prepareReported(connection);
	return { ...prepareClaims(connection, reported.takeEarly), ...reported.public };
}

type Claimed = OutboxRow & Pick<OutboxClaim, 'fence' | 'attempts'>;

function prepareClaims(
	connection: Connection,
	takeEarly: (ref: string) => void,
): Pick<Messages, 'claim' | 'attempt' | 'conclude' | 'doubt' | 'resolve'> {
	const free = connection.prepare(`
		SELECT ${OUTBOX}, fence, attempts FROM outbox
		WHERE state = 'queued' AND route = ?1 AND due <= ?2 AND until <= ?2 AND kind IN (SELECT value FROM json_each(?3))
		ORDER BY lane, due, id LIMIT ?4`);
	const lease = connection.prepare('UPDATE outbox SET fence = fence + 1, until = ? WHERE id = ?');
	const attempt = connection.prepare(`
		UPDATE outbox SET state = 'attempting', attempts = attempts + 1, attempting_at = ?, reason = ''
		WHERE id = ? AND fence = ? AND state = 'queued'`);
	const end = prepareEndings(connection);
	const doubt = connection.prepare(`
		UPDATE outbox SET state = 'in-doubt', reason = 'nobody-waits' WHERE state = 'attempting' AND attempting_at < ?`);
	const resolved = connection.prepare("SELECT fence FROM outbox WHERE id = ? AND state = 'in-doubt'");
	return {
		claim: ({ kinds, route, now, forMs, most }) => {
			const found = free.all(route, now, JSON.stringify(kinds), most) as Claimed[];
			return found.map(({ fence, attempts, ...row }) => {
				lease.run(now + forMs, row.id);
				return { row, fence: fence + 1, attempts };
			});
		},
		attempt: (id, fence, at) => attempt.run(at, id, fence).changes === 1,
		conclude: (id, fence, ending) => {
			const done = end(id, fence, ending, beforeEnding(ending.state));
			if (done && ending.state === 'accepted') takeEarly(ending.ref);
			return done;
		},
		doubt: (before) => Number(doubt.run(before).changes),
		resolve: (id, ending) => {
			const found = resolved.get(id) as { readonly fence: number } | undefined;
			return found !== undefined && end(id, found.fence, ending, ['in-doubt']);
		},
	};
}

function prepareEndings(connection: Connection) {
	const where = 'WHERE id = ? AND fence = ? AND state IN (SELECT value FROM json_each(?))';
	const accepted = connection.prepare(
		`UPDATE outbox SET state = 'accepted', ref = ?, reason = '', accepted_at = ? ${where}`,
	);
	const doubted = connection.prepare(`UPDATE outbox SET state = 'in-doubt', reason = ? ${where}`);
	const ended = connection.prepare(`UPDATE outbox SET state = ?, reason = ?, final_at = ? ${where}`);
	const queued = connection.prepare(`UPDATE outbox SET state = 'queued', due = ?, reason = ?, until = 0 ${where}`);
	return (id: string, fence: number, ending: OutboxEnding, from: readonly string[]): boolean => {
		const place = [id, fence, JSON.stringify(from)] as const;
		switch (ending.state) {
			case 'accepted':
				return accepted.run(ending.ref, ending.at, ...place).changes === 1;
			case 'in-doubt':
				return doubted.run(ending.reason, ...place).changes === 1;
			case 'queued':
				return queued.run(ending.due, ending.reason, ...place).changes === 1;
			default:
				return ended.run(ending.state, ending.reason, ending.at, ...place).changes === 1;
		}
	};
}

function prepareReported(connection: Connection) {
	const byRef = connection.prepare('SELECT id FROM outbox WHERE ref = ?');
	const name = connection.prepare("UPDATE outbox SET ref = ? WHERE id = ? AND ref = ''");
	const exists = connection.prepare('SELECT 1 FROM outbox WHERE id = ?');
	const move = connection.prepare(`
		UPDATE outbox SET state = ?1, reason = ?2,
			accepted_at = CASE WHEN accepted_at = 0 THEN ?3 ELSE accepted_at END,
			sent_at = CASE WHEN ?1 <> 'accepted' AND sent_at = 0 THEN ?3 ELSE sent_at END,
			final_at = CASE WHEN ?1 IN ('accepted', 'sent') THEN 0 ELSE ?3 END
		WHERE id = ?4 AND state IN (SELECT value FROM json_each(?5))`);
	const keepEarly = connection.prepare(
		'INSERT INTO early_reports (ref, state, reason, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
	);
	const early = connection.prepare('SELECT state, reason, at FROM early_reports WHERE ref = ? ORDER BY at');
	const forget = connection.prepare('DELETE FROM early_reports WHERE ref = ?');
	const apply = (id: string, { state, reason, at }: OutboxReport) =>
		move.run(state, reason, at, id, JSON.stringify(belowReported(state))).changes === 1 ? 'moved' : 'stale';
	const reported: Messages['reported'] = (ref, report) => {
		const found = byRef.get(ref) as { readonly id: string } | undefined;
		if (found !== undefined) return apply(found.id, report);
		keepEarly.run(ref, report.state, report.reason, report.at);
		return 'early';
	};
	const reportedOn: Messages['reportedOn'] = (id, ref, report) => {
		if (exists.get(id) === undefined) return 'unknown';
		name.run(ref, id);
		return apply(id, report);
	};
	return {
		public: { reported, reportedOn },
		takeEarly: (ref: string) => {
			for (const report of early.all(ref) as OutboxReport[]) reported(ref, report);
			forget.run(ref);
		},
	};
}
