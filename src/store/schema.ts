import type { CaseEventRow, CaseRow, TriesRow } from '../cases/case-store.ts';
import type { PersonRow } from '../people/person-store.ts';
import type { RecordRow } from './records.ts';
import type { ConversationRow, OptOutRow, OutboxRow, QuarantineRow, RecordingRow, TurnRow } from './store.ts';

/** What a stored field may hold. A class that is not here is a decision to be made, not a default. */
export type FieldClass =
	/** Random, or derived under a key: says nothing by itself. */
	| 'id'
	/** Keyed hash: found by whoever holds the key, told to nobody. */
	| 'blind-index'
	/** Ciphertext under a person's, a case's or a service's key. */
	| 'sealed'
	| 'wrapped-key'
	/** A feature's own document: it has sealed itself what is personal in it, and the store never looks inside. */
	| 'document'
	/** One of a closed list, or a name from our own configuration or reference data; never what a person typed. */
	| 'code'
	/** UTC day: the finest time that stands unsealed beside a person or a case. */
	| 'day'
	/** Milliseconds, only where a limit is counted and only beside a blind index. */
	| 'times'
	/** Milliseconds of the service's own doing (a lease, a rate, a claim); of no person's. */
	| 'time'
	| 'flag'
	| 'count'
	| 'position';

/** Classes whose values are text. Nothing that a person said or typed fits in any of them. */
export const TEXT_CLASSES: ReadonlySet<FieldClass> = new Set(['id', 'blind-index', 'code', 'day']);
export const BYTES_CLASSES: ReadonlySet<FieldClass> = new Set(['sealed', 'wrapped-key', 'document', 'times']);
export const NUMBER_CLASSES: ReadonlySet<FieldClass> = new Set(['flag', 'count', 'position', 'time']);

/** Every field of a row, by name: a field that is added without a class does not compile. */
type Classified<Row> = { readonly [Field in keyof Required<Row>]: FieldClass };

/** The class of every field of every row that a store keeps, whichever adapter keeps it. */
export const rowFields = {
	persons: {
		id: 'blind-index',
		wrappedKey: 'wrapped-key',
		profile: 'sealed',
		seenDay: 'day',
	} satisfies Classified<PersonRow>,
	conversations: {
		id: 'blind-index',
		revision: 'count',
		sealed: 'sealed',
		day: 'day',
	} satisfies Classified<ConversationRow>,
	turns: { id: 'id', person: 'blind-index', reply: 'sealed', day: 'day' } satisfies Classified<TurnRow>,
	cases: {
		id: 'id',
		codeIndex: 'blind-index',
		pinIndex: 'blind-index',
		country: 'code',
		kind: 'code',
		dangerNow: 'flag',
		district: 'code',
		status: 'code',
		contact: 'sealed',
		openedDay: 'day',
		position: 'position',
		wrappedKey: 'wrapped-key',
	} satisfies Classified<CaseRow>,
	caseEvents: { id: 'id', caseId: 'id', sealed: 'sealed' } satisfies Classified<CaseEventRow>,
	tries: { id: 'blind-index', revision: 'count', at: 'times' } satisfies Classified<TriesRow>,
	outbox: {
		id: 'id',
		kind: 'code',
		route: 'code',
		lane: 'count',
		due: 'time',
		caseId: 'id',
		sealed: 'sealed',
		day: 'day',
	} satisfies Classified<OutboxRow>,
	optOuts: { id: 'blind-index', wants: 'code', day: 'day' } satisfies Classified<OptOutRow>,
	recordings: {
		id: 'id',
		caseId: 'id',
		seconds: 'count',
		day: 'day',
		sealed: 'sealed',
	} satisfies Classified<RecordingRow>,
	records: {
		kind: 'code',
		id: 'id',
		revision: 'count',
		state: 'code',
		day: 'day',
		body: 'document',
	} satisfies Classified<RecordRow>,
	quarantine: {
		id: 'id',
		route: 'code',
		reason: 'code',
		sealed: 'sealed',
		day: 'day',
	} satisfies Classified<QuarantineRow>,
} as const;

/** What an adapter keeps beside the rows: order of arrival, last days, running counts. */
export const adapterFields: Readonly<Record<string, Readonly<Record<string, FieldClass>>>> = {
	turns: { position: 'position' },
	caseEvents: { position: 'position' },
	tries: { day: 'day' },
	counts: { kind: 'code', total: 'count' },
	outbox: {
		state: 'code',
		fence: 'count',
		until: 'time',
		attempts: 'count',
		ref: 'id',
		reason: 'code',
		attemptingAt: 'time',
		acceptedAt: 'time',
		sentAt: 'time',
		finalAt: 'time',
	},
	earlyReports: { ref: 'id', state: 'code', reason: 'code', at: 'time' },
	leases: { name: 'code', holder: 'id', fence: 'count', until: 'time' },
	rates: { name: 'code', at: 'time' },
	marks: { name: 'code', value: 'id' },
};
