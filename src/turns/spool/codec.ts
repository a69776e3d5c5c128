import { z } from 'zod';
import type { CaseEventRow, CaseRow, TriesRow } from '../../cases/case-store.ts';
import type { CaseStatus, ConcernKind, Country } from '../../conversation/index.ts';
import type { PersonRow } from '../../people/person-store.ts';
import type { RecordRow } from '../../store/records.ts';
import type {
	CaseChange,
	Commit,
	ConversationRow,
	OptOutRow,
	OutboxRow,
	QuarantineRow,
	TurnRow,
} from '../../store/store.ts';

/** A commit as it waits in the spool. */
export interface SpoolRecord {
	/** When it was appended, milliseconds since the epoch. */
	readonly at: number;
	readonly commit: Commit;
}

/** Written first in every record. A new shape gets a new number, and the old one stays readable while spools may hold it. */
const VERSION = 1;

/** The compiler demands every word of a closed list here: a record with a word that nobody listed would be set aside. */
const words = <Word extends string>(list: Record<Word, true>) => z.enum(Object.keys(list) as [Word, ...Word[]]);

const countries = words<Country>({ CI: true, GH: true });
const statuses = words<CaseStatus>({ incomplete: true, received: true, 'not-solved': true, withdrawn: true });
const kinds = words<ConcernKind>({
	'sharp-tools': true,
	'heavy-loads': true,
	chemicals: true,
	'land-clearing': true,
	'not-in-school': true,
	violence: true,
	'forced-or-trafficked': true,
	'pay-withheld': true,
	'under-set-price': true,
	'danger-at-work': true,
	'asked-for-money': true,
	'help-refused': true,
	other: true,
});

const id = z.string().min(1);
const revision = z.int().min(1);
/** In a record: base64. In memory: bytes. */
const bytes = z.base64().transform((text): Uint8Array => new Uint8Array(Buffer.from(text, 'base64')));

/** The compiler demands every field of a row here, the optional ones too, for the same reason. */
const row =
	<Row>() =>
	<Shape extends Record<keyof Row, z.ZodType>>(shape: Shape) =>
		z.strictObject(shape);

const caseRow = row<Omit<CaseRow, 'position'>>()({
	id,
	codeIndex: id,
	country: countries,
	kind: kinds,
	dangerNow: z.boolean(),
	district: z.string(),
	status: statuses,
	pinIndex: z.string(),
	contact: bytes,
	openedDay: id,
	wrappedKey: bytes,
});

const caseChanges = row<CaseChange['changes']>()({
	status: statuses.exactOptional(),
	kind: kinds.exactOptional(),
	dangerNow: z.boolean().exactOptional(),
	district: z.string().exactOptional(),
	pinIndex: z.string().exactOptional(),
	contact: bytes.exactOptional(),
});

const outboxRow = row<OutboxRow>()({
	id,
	kind: words<OutboxRow['kind']>({ 'call-back': true, call: true, message: true, recording: true }),
	// Absent in what was spooled before texts could be sent.
	route: z.string().default(''),
	lane: z.int().default(1),
	due: z.number().default(0),
	caseId: z.string(),
	sealed: bytes,
	day: id,
});

const optOutRow = row<OptOutRow>()({ id, wants: words<OptOutRow['wants']>({ none: true, some: true }), day: id });

const recordRow = row<RecordRow>()({
	kind: id,
	id,
	revision,
	state: z.string(),
	day: id,
	body: bytes,
});

const quarantineRow = row<QuarantineRow>()({ id, route: z.string(), reason: z.string(), sealed: bytes, day: id });

const commitShape = row<Commit>()({
	turn: row<TurnRow>()({ id, person: id, reply: bytes, day: id }).exactOptional(),
	conversation: row<ConversationRow>()({ id, revision, sealed: bytes, day: id }).exactOptional(),
	person: row<PersonRow>()({ id, wrappedKey: bytes, profile: bytes, seenDay: id }).exactOptional(),
	cases: z.array(caseRow).exactOptional(),
	caseEvents: z.array(row<CaseEventRow>()({ id, caseId: id, sealed: bytes })).exactOptional(),
	caseChanges: z
		.array(row<CaseChange>()({ caseId: id, unless: z.array(statuses).exactOptional(), changes: caseChanges }))
		.exactOptional(),
	tries: row<TriesRow>()({ id, revision, at: z.array(z.number()) }).exactOptional(),
	outbox: z.array(outboxRow).exactOptional(),
	optOuts: z.array(optOutRow).exactOptional(),
	records: z.array(recordRow).exactOptional(),
	quarantine: z.array(quarantineRow).exactOptional(),
});

const recordShape = z.strictObject({ version: z.literal(VERSION), at: z.number(), commit: commitShape });

/**
 * A record as text, to be sealed: JSON with its version first, bytes as base64.
 * @throws {Error} when the commit has a field or a word that a reader would not know: found before it is acknowledged.
 */
export function encodeRecord(record: SpoolRecord): string {
	const text = JSON.stringify({ version: VERSION, at: record.at, commit: withoutBytes(record.commit) });
	decodeRecord(text);
	return text;
}

/**
 * Reads what `encodeRecord` wrote, today or before an upgrade.
 * @throws {Error} when it is no such record; the message names fields, never values.
 */
export function decodeRecord(text: string): SpoolRecord {
	const { at, commit } = recordShape.parse(jsonOf(text));
	return { at, commit };
}

function jsonOf(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		// The parser's own message would quote the text.
		throw new Error('The record is not JSON');
	}
}

function withoutBytes(value: unknown): unknown {
	if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
	if (Array.isArray(value)) return value.map(withoutBytes);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, withoutBytes(part)]));
}
