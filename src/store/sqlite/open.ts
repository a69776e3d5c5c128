import { ServiceError } from '../../shared/errors.ts';
import { type RecordStore, recordsToBegin, recordToKeep } from '../records.ts';
import { type Commit, NOTHING_PURGED, type PurgeBefore, type Store } from '../store.ts';
import { StoreUnavailable } from '../unavailable.ts';
import { createDesk, type Desk } from './desk.ts';
import { failureName } from './failures.ts';
import type { PurgeKind } from './housekeeping.ts';
import { openInlineLink } from './inline-link.ts';
import { openWorkerLink } from './worker-link.ts';

export interface SqliteStoreOptions {
	/** Path of the database, made (for its owner only) when it is not there; `:memory:` only inline. */
	readonly file: string;
	/** Runs in the thread that asks: for tests and tools. The service's own thread must never wait for a disk. */
	readonly inline?: boolean;
	/** After this many milliseconds a question is given up: what it asked for may still happen. */
	readonly timeoutMs?: number;
	/** Most questions that may wait for an answer; more are refused at once. */
	readonly maxQueued?: number;
	/** Told of each transaction: how many commits shared it, and microseconds until it was synced. */
	readonly onBatch?: (size: number, micros: number) => void;
}

const TIMEOUT_MS = 1500;
/** A second's worth of turns at the most that one core handles. */
const MOST_QUEUED = 10_000;

/**
 * The embedded store: one file, no server. Commits that wait together share one transaction and one sync, and none is answered
 * before it.
 * @throws {ServiceError} `store-newer` when a newer release has changed the database; `StoreUnavailable` when it cannot be opened.
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
	const { file, timeoutMs = TIMEOUT_MS, maxQueued = MOST_QUEUED, onBatch = () => {} } = options;
	const link = options.inline === true ? openInline(file, timeoutMs) : await openWorkerLink(file, timeoutMs);
	return storeAt(createDesk(link, { timeoutMs, maxQueued, onBatch }));
}

function openInline(file: string, patienceMs: number): ReturnType<typeof openInlineLink> {
	try {
		return openInlineLink(file, patienceMs);
	} catch (error) {
		if (error instanceof ServiceError) throw error;
		throw new StoreUnavailable(`the database could not be opened: ${failureName(error)}`, { cause: error });
	}
}

function storeAt(desk: Desk): Store {
	const { read } = desk;
	return {
		load: desk.load,
		commit: async (commit) => desk.commit(checked(commit)),
		turn: (id) => read('turn', id),
		persons: { get: (id) => read('person', id), count: async () => (await read('counts')).persons },
		cases: {
			byCode: (codeIndex) => read('caseByCode', codeIndex),
			byId: (id) => read('caseById', id),
			list: (page) => read('cases', page),
			events: (caseId) => read('caseEvents', caseId),
			count: async () => (await read('counts')).cases,
		},
		tries: { get: (id) => read('tries', id) },
		outbox: {
			list: (page) => read('outbox', page),
			count: async () => (await read('counts')).outbox,
			claim: (ask) => desk.house('claim', ask),
			attempt: (id, fence, at) => desk.house('attempt', id, fence, at),
			conclude: (id, fence, ending) => desk.house('conclude', id, fence, ending),
			doubt: (before) => desk.house('doubt', before),
			resolve: (id, ending) => desk.house('resolve', id, ending),
			reported: (ref, report) => desk.house('reported', ref, report),
			reportedOn: (id, ref, report) => desk.house('reportedOn', id, ref, report),
			standing: (id) => read('standing', id),
			inState: (state, page) => read('inState', state, page),
		},
		optOuts: { get: (id) => read('optOut', id) },
		recordings: {
			get: (id) => read('recording', id),
			// Bytes that are a slice of a larger buffer would take all of it along to the worker.
			put: (row) => desk.house('putRecording', { ...row, sealed: new Uint8Array(row.sealed) }),
			of: (caseId) => read('recordingsOf', caseId),
		},
		records: recordsAt(desk),
		leases: { take: (ask) => desk.house('takeLease', ask), release: (lease) => desk.house('releaseLease', lease) },
		rates: { take: (ask) => desk.house('takeRate', ask) },
		marks: { keep: (name, value) => desk.house('keepMark', name, value) },
		quarantine: { list: (page) => read('quarantine', page), count: async () => (await read('counts')).quarantine },
		counts: () => read('counts'),
		housekeeping: housekeepingAt(desk),
		ping: () => desk.house('probe'),
		close: desk.close,
	};
}

/** @throws {ServiceError} for a record that not every store can keep. */
const checked = (commit: Commit): Commit =>
	commit.records === undefined ? commit : { ...commit, records: recordsToBegin(commit.records) };

function recordsAt(desk: Desk): RecordStore {
	return {
		put: async (row) => desk.house('putRecord', recordToKeep(row)),
		get: (kind, id) => desk.read('record', kind, id),
		list: (page) => desk.read('records', page),
		remove: async (ask) => {
			let gone = 0;
			for (let from: string | undefined = ''; from !== undefined; ) {
				const step: Awaited<ReturnType<typeof desk.house<'removeRecords'>>> = await desk.house(
					'removeRecords',
					ask,
					from,
				);
				gone += step.removed;
				from = step.next;
			}
			return gone;
		},
	};
}

function housekeepingAt(desk: Desk): Store['housekeeping'] {
	return {
		keys: (page) => desk.house('keys', page),
		rewrap: (key, was) => desk.house('rewrap', key, was),
		erase: async (holder) => {
			await desk.house('erase', holder);
			if (holder.collection === 'persons') await eraseReplies(desk, holder.id);
			await desk.scrub();
		},
		purge: async (before) => {
			const gone = { ...NOTHING_PURGED };
			for (const kind of Object.keys(gone) as PurgeKind[]) await purgeKind(desk, kind, before, gone);
			return gone;
		},
	};
}

async function eraseReplies(desk: Desk, personId: string): Promise<void> {
	for (let from: string | number | undefined = 0; from !== undefined; ) {
		from = (await desk.house('eraseReplies', personId, Number(from))).next;
	}
}

async function purgeKind(
	desk: Desk,
	kind: PurgeKind,
	before: PurgeBefore,
	gone: Record<PurgeKind, number>,
): Promise<void> {
	const day = before[kind];
	if (day === undefined) return;
	for (let from: string | number | undefined = ''; from !== undefined; ) {
		const step: Awaited<ReturnType<typeof desk.house<'purge'>>> = await desk.house('purge', kind, day, String(from));
		for (const [key, rows] of Object.entries(step.gone)) gone[key as PurgeKind] += rows;
		from = step.next;
	}
}
