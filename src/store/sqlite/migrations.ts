import { ServiceError } from '../../shared/errors.ts';
import type { Connection } from './connection.ts';

/**
 * Steps from an empty database to today's, in order; `user_version` counts those that were taken. A step that was released is
 * never edited: a change is a new step.
 *
 * Rows that are found by their id only are clustered by it (`WITHOUT ROWID`: one look-up, one page). Turns are many, and only
 * appended: they lie in order of arrival beside a slim index of their ids, so that ten million old replies cost a new one nothing.
 */
const STEPS: readonly string[] = [
	`
	CREATE TABLE persons (
		id TEXT PRIMARY KEY, wrapped_key BLOB NOT NULL, profile BLOB NOT NULL, seen_day TEXT NOT NULL
	) STRICT, WITHOUT ROWID;
	CREATE TABLE conversations (
		id TEXT PRIMARY KEY, revision INTEGER NOT NULL, sealed BLOB NOT NULL, day TEXT NOT NULL
	) STRICT, WITHOUT ROWID;
	CREATE TABLE turns (
		position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, person TEXT NOT NULL, reply BLOB NOT NULL, day TEXT NOT NULL
	) STRICT;
	CREATE INDEX turns_with_reply_by_day ON turns (day) WHERE length(reply) > 0;
	CREATE TABLE cases (
		position INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, code_index TEXT NOT NULL UNIQUE, pin_index TEXT NOT NULL,
		country TEXT NOT NULL, kind TEXT NOT NULL, danger_now INTEGER NOT NULL, district TEXT NOT NULL, status TEXT NOT NULL,
		contact BLOB NOT NULL, opened_day TEXT NOT NULL, wrapped_key BLOB NOT NULL
	) STRICT;
	CREATE TABLE case_events (
		position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, case_id TEXT NOT NULL, sealed BLOB NOT NULL
	) STRICT;
	CREATE INDEX case_events_by_case ON case_events (case_id);
	CREATE TABLE tries (
		id TEXT PRIMARY KEY, revision INTEGER NOT NULL, at BLOB NOT NULL, day TEXT NOT NULL
	) STRICT, WITHOUT ROWID;
	CREATE TABLE outbox (
		id TEXT PRIMARY KEY, kind TEXT NOT NULL, case_id TEXT NOT NULL, sealed BLOB NOT NULL, day TEXT NOT NULL
	) STRICT, WITHOUT ROWID;
	CREATE INDEX outbox_by_case ON outbox (case_id);
	CREATE TABLE quarantine (
		id TEXT PRIMARY KEY, route TEXT NOT NULL, reason TEXT NOT NULL, sealed BLOB NOT NULL, day TEXT NOT NULL
	) STRICT, WITHOUT ROWID;
	CREATE TABLE counts (kind TEXT PRIMARY KEY, total INTEGER NOT NULL) STRICT, WITHOUT ROWID;
	INSERT INTO counts VALUES ('persons', 0), ('conversations', 0), ('turns', 0), ('cases', 0), ('outbox', 0), ('quarantine', 0);
	`,
	// What several processes agree on, and how a message stands: queued, attempting, accepted, failed.
	`
	CREATE TABLE leases (
		name TEXT PRIMARY KEY, holder TEXT NOT NULL, fence INTEGER NOT NULL, until INTEGER NOT NULL
	) STRICT, WITHOUT ROWID;
	CREATE TABLE rates (name TEXT PRIMARY KEY, at REAL NOT NULL) STRICT, WITHOUT ROWID;
	CREATE TABLE marks (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
	ALTER TABLE outbox ADD COLUMN state TEXT NOT NULL DEFAULT 'queued';
	ALTER TABLE outbox ADD COLUMN fence INTEGER NOT NULL DEFAULT 0;
	ALTER TABLE outbox ADD COLUMN until INTEGER NOT NULL DEFAULT 0;
	CREATE INDEX outbox_by_state ON outbox (state, id);
	`,
	// What is sent by whom and when, how it stands by reports, and who wants no texts.
	`
	ALTER TABLE outbox ADD COLUMN route TEXT NOT NULL DEFAULT '';
	ALTER TABLE outbox ADD COLUMN lane INTEGER NOT NULL DEFAULT 1;
	ALTER TABLE outbox ADD COLUMN due INTEGER NOT NULL DEFAULT 0;
	ALTER TABLE outbox ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
	ALTER TABLE outbox ADD COLUMN ref TEXT NOT NULL DEFAULT '';
	ALTER TABLE outbox ADD COLUMN reason TEXT NOT NULL DEFAULT '';
	ALTER TABLE outbox ADD COLUMN attempting_at INTEGER NOT NULL DEFAULT 0;
	ALTER TABLE outbox ADD COLUMN accepted_at INTEGER NOT NULL DEFAULT 0;
	ALTER TABLE outbox ADD COLUMN sent_at INTEGER NOT NULL DEFAULT 0;
	ALTER TABLE outbox ADD COLUMN final_at INTEGER NOT NULL DEFAULT 0;
	CREATE INDEX outbox_by_turn ON outbox (route, lane, due, id) WHERE state = 'queued';
	CREATE UNIQUE INDEX outbox_by_ref ON outbox (ref) WHERE ref <> '';
	CREATE TABLE early_reports (
		ref TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (ref, state)
	) STRICT, WITHOUT ROWID;
	CREATE TABLE opt_outs (id TEXT PRIMARY KEY, wants TEXT NOT NULL, day TEXT NOT NULL) STRICT, WITHOUT ROWID;
	`,
	// What people said on calls. The sound comes last in its row, so that what stands before it is read without it.
	`
	CREATE TABLE recordings (
		id TEXT NOT NULL UNIQUE, case_id TEXT NOT NULL, seconds INTEGER NOT NULL, day TEXT NOT NULL, sealed BLOB NOT NULL
	) STRICT;
	CREATE INDEX recordings_by_case ON recordings (case_id, day, id);
	`,
	// Versioned documents of what is beside the line. The body comes last in its row, so that what stands before it is read without it.
	`
	CREATE TABLE records (
		kind TEXT NOT NULL, id TEXT NOT NULL, revision INTEGER NOT NULL, state TEXT NOT NULL, day TEXT NOT NULL, body BLOB NOT NULL,
		PRIMARY KEY (kind, id)
	) STRICT, WITHOUT ROWID;
	CREATE INDEX records_by_state ON records (kind, state, id);
	`,
	// What is emptied and removed by age is found without a look at the rest.
	`
	CREATE INDEX outbox_with_body_by_day ON outbox (day)
		WHERE state IN ('accepted', 'sent', 'delivered', 'failed', 'expired', 'suppressed') AND length(sealed) > 0;
	CREATE INDEX outbox_emptied_by_day ON outbox (day) WHERE length(sealed) = 0;
	`,
];

const versionOf = (connection: Connection): number =>
	Number((connection.prepare('PRAGMA user_version').get() as { readonly user_version: number }).user_version);

/**
 * Brings a database to what this code reads and writes; whole or not at all.
 * @throws {ServiceError} `store-newer` when a newer release has already changed it.
 */
export function migrate(connection: Connection): void {
	if (versionOf(connection) === STEPS.length) return;
	connection.exec('BEGIN IMMEDIATE');
	try {
		const version = versionOf(connection);
		if (version > STEPS.length) {
			throw new ServiceError(
				'store-newer',
				`the database is at version ${version}; this release knows versions up to ${STEPS.length}`,
				'This database was changed by a newer release. Run that release, or restore a backup made before it.',
			);
		}
		for (const step of STEPS.slice(version)) connection.exec(step);
		connection.exec(`PRAGMA user_version = ${STEPS.length}`);
		connection.exec('COMMIT');
	} catch (error) {
		if (connection.isTransaction) connection.exec('ROLLBACK');
		throw error;
	}
}
