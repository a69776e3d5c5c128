import type { TriesRow } from '../../cases/case-store.ts';
import type { PersonRow } from '../../people/person-store.ts';
import { dayOf } from '../../shared/clock.ts';
import type { CaseChange, Commit, CommitResult, ConversationRow, TurnRow } from '../store.ts';
import type { Connection } from './connection.ts';
import type { Tally } from './tally.ts';
import { packTimes } from './times.ts';

/** A guard of the commit failed after something was written: whoever began the transaction or savepoint must undo it. */
export class Conflict extends Error {
	override readonly name = 'Conflict';
	readonly on: Extract<CommitResult, { outcome: 'conflict' }>['on'];

	constructor(on: Conflict['on']) {
		super(`conflict on ${on}`);
		this.on = on;
	}
}

const COMMITTED: CommitResult = { outcome: 'committed' };

/**
 * Writes one commit inside a transaction that is already open, and adds what it changes to the tally.
 * The turn comes first: a repeat is found by its unique id before anything is written.
 * @throws {Conflict} when a revision is not the expected one or an id is taken. What was written by then must be rolled back.
 */
export type ApplyCommit = (commit: Commit, tally: Tally) => CommitResult;

export function prepareApplyCommit(connection: Connection): ApplyCommit {
	const turn = prepareTurn(connection);
	const conversation = prepareConversation(connection);
	const person = preparePerson(connection);
	const tries = prepareTries(connection);
	const records = prepareRecords(connection);
	return (commit, tally) => {
		if (commit.turn !== undefined) {
			const before = turn(commit.turn, tally);
			if (before !== undefined) return { outcome: 'repeat', turn: before };
		}
		if (commit.conversation !== undefined) conversation(commit.conversation, tally);
		if (commit.tries !== undefined) tries(commit.tries);
		if (commit.person !== undefined) person(commit.person, tally);
		records(commit, tally);
		return COMMITTED;
	};
}

/** Gives the row of then when the turn is a repeat. */
function prepareTurn(connection: Connection) {
	const insert = connection.prepare(
		'INSERT INTO turns (id, person, reply, day) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
	);
	const select = connection.prepare('SELECT id, person, reply, day FROM turns WHERE id = ?');
	return ({ id, person, reply, day }: TurnRow, tally: Tally): TurnRow | undefined => {
		if (insert.run(id, person, reply, day).changes === 0) return { ...(select.get(id) as TurnRow) };
		tally.turns += 1;
		return undefined;
	};
}

function prepareConversation(connection: Connection) {
	const insert = connection.prepare(
		'INSERT INTO conversations (id, revision, sealed, day) VALUES (?, 1, ?, ?) ON CONFLICT DO NOTHING',
	);
	const update = connection.prepare(
		'UPDATE conversations SET revision = ?, sealed = ?, day = ? WHERE id = ? AND revision = ?',
	);
	return ({ id, revision, sealed, day }: ConversationRow, tally: Tally): void => {
		if (revision === 1) {
			if (insert.run(id, sealed, day).changes === 0) throw new Conflict('conversation');
			tally.conversations += 1;
		} else if (update.run(revision, sealed, day, id, revision - 1).changes === 0) throw new Conflict('conversation');
	};
}

function prepareTries(connection: Connection) {
	const insert = connection.prepare(
		'INSERT INTO tries (id, revision, at, day) VALUES (?, 1, ?, ?) ON CONFLICT DO NOTHING',
	);
	const update = connection.prepare('UPDATE tries SET revision = ?, at = ?, day = ? WHERE id = ? AND revision = ?');
	return ({ id, revision, at }: TriesRow): void => {
		const times = packTimes(at);
		const day = dayOf(at.reduce((last, time) => Math.max(last, time), 0));
		const { changes } =
			revision === 1 ? insert.run(id, times, day) : update.run(revision, times, day, id, revision - 1);
		if (changes === 0) throw new Conflict('tries');
	};
}

/**
 * A row of the same id under another wrapped key is another writer's: what this commit sealed could never be opened again, so it
 * is a conflict.
 */
function preparePerson(connection: Connection) {
	const update = connection.prepare('UPDATE persons SET profile = ?, seen_day = ? WHERE id = ? AND wrapped_key = ?');
	const insert = connection.prepare(
		'INSERT INTO persons (id, wrapped_key, profile, seen_day) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
	);
	return ({ id, wrappedKey, profile, seenDay }: PersonRow, tally: Tally): void => {
		if (update.run(profile, seenDay, id, wrappedKey).changes === 1) return;
		if (insert.run(id, wrappedKey, profile, seenDay).changes === 0) throw new Conflict('person');
		tally.persons += 1;
	};
}

/** What a turn or a staff action leaves behind beside the conversation. */
function prepareRecords(connection: Connection) {
	const newCase = prepareCase(connection);
	const change = prepareChange(connection);
	const event = connection.prepare(
		'INSERT INTO case_events (id, case_id, sealed) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
	);
	const outbox = connection.prepare(`
		INSERT INTO outbox (id, kind, route, lane, due, case_id, sealed, day) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT DO NOTHING`);
	const optOut = connection.prepare(`
		INSERT INTO opt_outs (id, wants, day) VALUES (?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET wants = excluded.wants, day = excluded.day`);
	const quarantine = connection.prepare(
		'INSERT INTO quarantine (id, route, reason, sealed, day) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
	);
	const record = connection.prepare(
		'INSERT INTO records (kind, id, revision, state, day, body) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
	);
	return (commit: Commit, tally: Tally): void => {
		for (const row of commit.cases ?? []) newCase(row, tally);
		for (const { id, caseId, sealed } of commit.caseEvents ?? []) event.run(id, caseId, sealed);
		for (const row of commit.caseChanges ?? []) change(row);
		for (const { id, kind, route, lane, due, caseId, sealed, day } of commit.outbox ?? []) {
			tally.outbox += Number(outbox.run(id, kind, route, lane, due, caseId, sealed, day).changes);
		}
		for (const { id, wants, day } of commit.optOuts ?? []) optOut.run(id, wants, day);
		for (const { kind, id, revision, state, day, body } of commit.records ?? [])
			record.run(kind, id, revision, state, day, body);
		for (const { id, route, reason, sealed, day } of commit.quarantine ?? []) {
			tally.quarantine += Number(quarantine.run(id, route, reason, sealed, day).changes);
		}
	};
}

function prepareCase(connection: Connection) {
	const insert = connection.prepare(`
		INSERT INTO cases (id, code_index, pin_index, country, kind, danger_now, district, status, contact, opened_day, wrapped_key)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`);
	return (row: NonNullable<Commit['cases']>[number], tally: Tally): void => {
		const { id, codeIndex, pinIndex, country, kind, district, status, contact, openedDay, wrappedKey } = row;
		const danger = row.dangerNow ? 1 : 0;
		const { changes } = insert.run(
			...[id, codeIndex, pinIndex, country, kind, danger, district, status, contact, openedDay, wrappedKey],
		);
		if (changes === 0) throw new Conflict('case-code');
		tally.cases += 1;
	};
}

/** An erased case is a tombstone: it takes no more contact and no PIN, since nobody could open or match what came with them. */
function prepareChange(connection: Connection) {
	const update = connection.prepare(`
		UPDATE cases SET status = coalesce(?, status), kind = coalesce(?, kind), danger_now = coalesce(?, danger_now),
			district = coalesce(?, district), pin_index = coalesce(?, pin_index), contact = coalesce(?, contact)
		WHERE id = ? AND length(wrapped_key) > 0 AND instr(?, ' ' || status || ' ') = 0`);
	return ({ caseId, unless = [], changes }: CaseChange): void => {
		const { status, kind, dangerNow, district, pinIndex, contact } = changes;
		const danger = dangerNow === undefined ? null : Number(dangerNow);
		update.run(
			...[status ?? null, kind ?? null, danger, district ?? null, pinIndex ?? null, contact ?? null],
			...[caseId, ` ${unless.join(' ')} `],
		);
	};
}
