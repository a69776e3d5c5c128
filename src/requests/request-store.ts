import type { RequestKind, RequestState } from '../conversation/index.ts';
import { ServiceError } from '../shared/errors.ts';
import { foldRequest, type Request, type RequestAct, stateAfter } from './request.ts';
import { type RequestParts, type RequestRecords, rowById } from './request-port.ts';
import {
	beginningOf,
	erasedRow,
	type Kept,
	openPartOf,
	openRow,
	openSaid,
	pinIndexOf,
	REQUEST_RECORD,
	type RequestVault,
	type Row,
	rowOf,
	SAID_RECORD,
	stateOf,
} from './request-record.ts';
import { eraseRecordings, RECORDING_RECORD } from './request-recording.ts';

const A_PAGE = 200;
/** Most requests of one code that are looked at, and most that a person says of one: what is beyond is nobody's doing. */
const SAME_CODE_MOST = 4;
const SAID_MOST = 50;
/** Each round that is lost means that somebody else changed the request. */
const ROUNDS_MOST = 8;

/** A request, or, once it is erased, that there was one. */
export type ReadRequest = Request | { readonly id: string; readonly closed: 'erased' };

export interface RequestStore {
	/** By its 8-digit code; nearly always one or none. */
	readonly byCode: (code: string) => Promise<readonly ReadRequest[]>;
	/** One or none. */
	readonly byId: (id: string) => Promise<readonly ReadRequest[]>;
	/** By their ids, which are in no order that tells anything. */
	readonly list: (wanted?: {
		readonly state?: RequestState;
		readonly kind?: RequestKind;
	}) => AsyncIterable<ReadRequest>;
	/**
	 * Does what an officer decided.
	 * @throws {ServiceError} `no-request`; `request-refused` when its state does not allow it; `request-busy`.
	 */
	readonly act: (id: string, act: RequestAct) => Promise<Request>;
	/** Destroys everything that tells of the person. @throws {ServiceError} `no-request`, `request-busy`. */
	readonly erase: (id: string, at: number) => Promise<void>;
	/** Removes what was done on an earlier UTC day, and what was said before it; returns how many requests. */
	readonly purge: (before: string) => Promise<number>;
}

export function createRequestStore(parts: RequestParts): RequestStore {
	const { records, vault } = parts;
	return {
		byCode: async (code) => {
			const rows = await rowsFrom(records, beginningOf(vault, code));
			return Promise.all(rows.map((row) => readRequest(parts, row)));
		},
		byId: async (id) => {
			const row = await rowById(records, id);
			return row === undefined ? [] : [await readRequest(parts, row)];
		},
		list: async function* ({ state, kind } = {}) {
			for await (const row of walk(records)) {
				if (kind !== undefined && openPartOf(row).kind !== kind) continue;
				const request = await readRequest(parts, row);
				if (state === undefined || ('state' in request && request.state === state)) yield request;
			}
		},
		act: (id, act) => change(parts, id, act),
		erase: (id, at) => erase(parts, id, at),
		purge: async (before) => {
			for await (const row of walk(records)) await settle(parts, row);
			for (const kind of [SAID_RECORD, RECORDING_RECORD]) await records.remove({ kind, before });
			return records.remove({ kind: REQUEST_RECORD, state: 'done', before });
		},
	};
}

/** The records of a code, for `withPin`: one question, whether or not there are any. */
export const rowsOfCode = ({ records, vault }: RequestParts, code: string): Promise<readonly Row[]> =>
	rowsFrom(records, beginningOf(vault, code));

/** The record of a code whose PIN this is. One hash, whether or not there are any. `same` must not tell where two indexes differ. */
export function withPin(
	vault: Pick<RequestVault, 'index'>,
	rows: readonly Row[],
	{ code, pin }: { readonly code: string; readonly pin: string },
	same: (one: string, other: string) => boolean,
): Row | undefined {
	const wanted = pinIndexOf(vault, code, pin);
	return rows.find((row) => same(wanted, openPartOf(row).pinIndex));
}

async function rowsFrom(records: RequestRecords, beginning: string): Promise<readonly Row[]> {
	const rows = await records.list({ kind: REQUEST_RECORD, after: beginning, most: SAME_CODE_MOST });
	return rows.filter(({ id }) => id.startsWith(beginning));
}

async function saidOf({ records, vault }: RequestParts, id: string): Promise<readonly RequestAct[]> {
	const rows = await records.list({ kind: SAID_RECORD, after: `${id}.`, most: SAID_MOST });
	return rows.filter((row) => row.id.startsWith(`${id}.`) && row.body.length > 0).map((row) => openSaid(vault, row));
}

/** A request with what its person said of it since. @throws {ServiceError} `request-unreadable`; errors of the vault as they come. */
export async function readRequest(parts: RequestParts, row: Row): Promise<ReadRequest> {
	const kept = openRow(parts.vault, row);
	if (kept === undefined) return { id: row.id, closed: 'erased' };
	return foldRequest(row.id, kept.asked, [...kept.acts, ...(await saidOf(parts, row.id))]);
}

async function* walk(records: RequestRecords): AsyncIterable<Row> {
	let after = '';
	for (;;) {
		const rows = await records.list({ kind: REQUEST_RECORD, most: A_PAGE, ...(after === '' ? {} : { after }) });
		yield* rows;
		const last = rows.at(-1);
		if (last === undefined || rows.length < A_PAGE) return;
		after = last.id;
	}
}

async function rowWith(records: RequestRecords, id: string): Promise<Row> {
	const row = await rowById(records, id);
	if (row === undefined) throw new ServiceError('no-request', 'no such request', 'There is no such request.');
	return row;
}

async function change(parts: RequestParts, id: string, act: RequestAct): Promise<Request> {
	for (let round = 0; round < ROUNDS_MOST; round++) {
		const row = await rowWith(parts.records, id);
		const before = await readRequest(parts, row);
		if ('closed' in before || stateAfter(before.state, act.type) === undefined) throw refused(before, act);
		const after = foldRequest(id, before, [...before.history, act]);
		if ((await parts.records.put(rowAfter(parts, row, after, act.at))) === 'kept') return after;
	}
	throw busy();
}

/** What the person said stands in the history from then on. */
function rowAfter({ vault }: RequestParts, row: Row, after: Request, at: number): Row {
	const { id, state, history, answer: _answer, unsolved: _unsolved, ...asked } = after;
	const kept: Kept = { asked, acts: history };
	return rowOf(vault, id, kept, { pinIndex: openPartOf(row).pinIndex, revision: row.revision + 1, state, at });
}

/** A request that its person called done is done in its record too, on the day on which they said so. */
async function settle(parts: RequestParts, row: Row): Promise<void> {
	if (stateOf(row) === 'done') return;
	const request = await readRequest(parts, row);
	if ('closed' in request || request.state !== 'done') return;
	const said = request.history.find(({ type }) => type === 'done');
	// Where somebody else was first, the next purge finds it again.
	await parts.records.put(rowAfter(parts, row, request, said?.at ?? 0));
}

/** The request first: whoever keeps something of it after that looks at it once more, and takes it back. */
async function erase(parts: RequestParts, id: string, at: number): Promise<void> {
	const { records } = parts;
	await eraseRow(records, id, at);
	await eraseRecordings(parts, id);
	const said = await records.list({ kind: SAID_RECORD, after: `${id}.`, most: SAID_MOST });
	for (const row of said.filter((one) => one.id.startsWith(`${id}.`) && one.body.length > 0))
		await records.put({ ...row, revision: row.revision + 1, body: new Uint8Array(0) });
}

async function eraseRow(records: RequestRecords, id: string, at: number): Promise<void> {
	for (let round = 0; round < ROUNDS_MOST; round++) {
		const row = await rowWith(records, id);
		if (openPartOf(row).sealed === '' || (await records.put(erasedRow(row, at))) === 'kept') return;
	}
	throw busy();
}

function refused(before: ReadRequest, act: RequestAct): ServiceError {
	const state = 'closed' in before ? before.closed : before.state;
	return new ServiceError(
		'request-refused',
		`a request that is ${state} takes no ${act.type}`,
		`This request is ${state}: it cannot become ${act.type} any more.`,
	);
}

const busy = (): ServiceError =>
	new ServiceError(
		'request-busy',
		'others changed the request too often',
		'Others are changing this request. Try again.',
	);
