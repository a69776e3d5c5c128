import type { KeyRow, PurgeBefore, RecordingRow, Store } from '../store.ts';
import { prepareAging, STEP_ROWS, type Step } from './aging.ts';
import type { Connection, Statement } from './connection.ts';
import { prepareShared, type Shared } from './coordination.ts';
import { preparePutRecording } from './recordings.ts';
import { prepareRecordChores, type RecordChores } from './records.ts';
import { type CountedKind, type Counts, emptyTally } from './tally.ts';

export type Holder = Pick<KeyRow, 'collection' | 'id'>;
export type PurgeKind = keyof PurgeBefore;

/** Jobs of operators. What touches many rows goes in steps, each its own short transaction, so that turns pass between them. */
export interface Housekeeping extends Shared, RecordChores {
	readonly keys: (page: { readonly after?: Holder; readonly most: number }) => readonly KeyRow[];
	readonly rewrap: (key: KeyRow, was: Uint8Array) => boolean;
	/** Destroys the key, and what only it could open but for replies. */
	readonly erase: (holder: Holder) => void;
	/** Empties the replies of an erased person's turns; their ids stay, so that a repeat still does nothing. */
	readonly eraseReplies: (personId: string, from: number) => Step;
	readonly purge: (kind: PurgeKind, before: string, from: string) => Step;
	readonly putRecording: (row: RecordingRow) => Awaited<ReturnType<Store['recordings']['put']>>;
	/** Writes, and changes nothing. */
	readonly probe: () => void;
}

export function prepareHousekeeping(connection: Connection, counts: Counts): Housekeeping {
	const probe = connection.prepare("UPDATE counts SET total = total WHERE kind = 'turns'");
	return {
		...prepareShared(connection),
		...prepareRecordChores(connection),
		keys: prepareKeys(connection),
		rewrap: prepareRewrap(connection),
		erase: prepareErase(connection, counts),
		eraseReplies: prepareEraseReplies(connection),
		purge: preparePurge(connection, counts),
		putRecording: preparePutRecording(connection),
		probe: () => {
			probe.run();
		},
	};
}

function prepareKeys(connection: Connection): Housekeeping['keys'] {
	const list = (collection: KeyRow['collection']) => {
		const statement = connection.prepare(
			`SELECT id, wrapped_key AS wrappedKey FROM ${collection} WHERE id > ? AND length(wrapped_key) > 0 ORDER BY id LIMIT ?`,
		);
		return (after: string, most: number): KeyRow[] =>
			(statement.all(after, most) as Omit<KeyRow, 'collection'>[]).map((row) => ({ collection, ...row }));
	};
	const cases = list('cases');
	const persons = list('persons');
	return ({ after, most }) => {
		if (after?.collection === 'persons') return persons(after.id, most);
		const found = cases(after?.id ?? '', most);
		return found.length < most ? [...found, ...persons('', most - found.length)] : found;
	};
}

function prepareRewrap(connection: Connection): Housekeeping['rewrap'] {
	const prepare = (collection: KeyRow['collection']) =>
		connection.prepare(`UPDATE ${collection} SET wrapped_key = ? WHERE id = ? AND wrapped_key = ?`);
	const update = { persons: prepare('persons'), cases: prepare('cases') };
	return ({ collection, id, wrappedKey }, was) => update[collection].run(wrappedKey, id, was).changes === 1;
}

function prepareErase(connection: Connection, counts: Counts): Housekeeping['erase'] {
	// `/` follows `.`, so this is every id that begins with the person's and a dot.
	const conversations = connection.prepare("DELETE FROM conversations WHERE id > ?1 || '.' AND id < ?1 || '/'");
	const person = connection.prepare('DELETE FROM persons WHERE id = ?');
	const tombstone = connection.prepare(
		"UPDATE cases SET wrapped_key = x'', contact = x'', pin_index = '' WHERE id = ?",
	);
	const events = connection.prepare('DELETE FROM case_events WHERE case_id = ?');
	const outbox = connection.prepare(`
		DELETE FROM outbox WHERE case_id = ? AND (kind <> 'recording' OR state NOT IN ('queued', 'attempting', 'in-doubt'))`);
	const recordings = connection.prepare('DELETE FROM recordings WHERE case_id = ?');
	return ({ collection, id }) => {
		const tally = emptyTally();
		if (collection === 'persons') {
			tally.conversations -= changesOf(conversations, id);
			tally.persons -= changesOf(person, id);
		} else if (id !== '') {
			tombstone.run(id);
			events.run(id);
			recordings.run(id);
			tally.outbox -= changesOf(outbox, id);
		}
		counts.add(tally);
	};
}

function prepareEraseReplies(connection: Connection): Housekeeping['eraseReplies'] {
	const last = connection.prepare('SELECT max(position) AS last FROM turns');
	const empty = connection.prepare(
		"UPDATE turns SET reply = x'', person = '' WHERE position > ?1 AND position <= ?1 + ?2 AND person = ?3",
	);
	return (personId, from) => {
		empty.run(from, STEP_ROWS, personId);
		const next = from + STEP_ROWS;
		return { gone: {}, ...(next < ((last.get() as { last: number | null }).last ?? 0) ? { next } : {}) };
	};
}

function preparePurge(connection: Connection, counts: Counts): Housekeeping['purge'] {
	const steps: Readonly<Record<PurgeKind, (before: string, from: string) => Step>> = {
		replies: prepareRepliesStep(connection),
		conversations: prepareStep(connection, { table: 'conversations', day: 'day' }),
		quarantine: prepareStep(connection, { table: 'quarantine', day: 'day' }),
		tries: prepareStep(connection, { table: 'tries', day: 'day' }),
		persons: preparePersonsStep(connection),
		...prepareAging(connection),
	};
	return (kind, before, from) => {
		const step = steps[kind](before, from);
		const tally = emptyTally();
		for (const [gone, rows] of Object.entries(step.gone)) if (gone in tally) tally[gone as CountedKind] -= rows;
		counts.add(tally);
		return step;
	};
}

function prepareRepliesStep(connection: Connection) {
	const empty = connection.prepare(
		`UPDATE turns SET reply = x'', person = '' WHERE position IN
			(SELECT position FROM turns WHERE day < ? AND length(reply) > 0 LIMIT ${STEP_ROWS})`,
	);
	return (before: string): Step => {
		const replies = changesOf(empty, before);
		return { gone: { replies }, ...(replies === STEP_ROWS ? { next: '' } : {}) };
	};
}

/** Walks a table by its ids. An index of days would be moved by every turn, for a job that runs once a day. */
function prepareStep(connection: Connection, { table, day }: { readonly table: PurgeKind; readonly day: string }) {
	const end = prepareEnd(connection, table);
	const remove = connection.prepare(`DELETE FROM ${table} WHERE id > ? AND id <= ? AND ${day} < ?`);
	return (before: string, from: string): Step => {
		const to = end(from);
		if (to === undefined) return { gone: {} };
		return { gone: { [table]: changesOf(remove, from, to, before) }, next: to };
	};
}

/** A person's conversations go with the key that opens them. */
function preparePersonsStep(connection: Connection) {
	const conversations = connection.prepare(`
		DELETE FROM conversations WHERE id IN (
			SELECT c.id FROM persons p CROSS JOIN conversations c ON c.id > p.id || '.' AND c.id < p.id || '/'
			WHERE p.id > ? AND p.id <= ? AND p.seen_day < ?)`);
	const end = prepareEnd(connection, 'persons');
	const remove = connection.prepare('DELETE FROM persons WHERE id > ? AND id <= ? AND seen_day < ?');
	return (before: string, from: string): Step => {
		const to = end(from);
		if (to === undefined) return { gone: {} };
		const gone = {
			conversations: changesOf(conversations, from, to, before),
			persons: changesOf(remove, from, to, before),
		};
		return { gone, next: to };
	};
}

/** The last of the next ids after one, at most a step's worth of them. */
function prepareEnd(connection: Connection, table: PurgeKind): (from: string) => string | undefined {
	const select = connection.prepare(
		`SELECT max(id) AS last FROM (SELECT id FROM ${table} WHERE id > ? ORDER BY id LIMIT ${STEP_ROWS})`,
	);
	return (from) => (select.get(from) as { readonly last: string | null }).last ?? undefined;
}

const changesOf = (statement: Statement, ...values: readonly string[]): number =>
	Number(statement.run(...values).changes);
