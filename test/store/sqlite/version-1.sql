-- The database as the release before MongoDB left it. Never edited: pilots have it.
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
PRAGMA user_version = 1;
