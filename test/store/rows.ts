import { createHash } from 'node:crypto';
import type { CaseEventRow, CaseRow } from '../../src/cases/case-store.ts';
import type { PersonRow } from '../../src/people/person-store.ts';
import type { RecordRow } from '../../src/store/records.ts';
import type {
	Commit,
	ConversationRow,
	OutboxRow,
	QuarantineRow,
	RecordingRow,
	TurnRow,
} from '../../src/store/store.ts';

/** An id as the vault and chance make them: 128 bits in base64url, the same for the same name. */
export const idOf = (name: string): string =>
	createHash('sha256').update(name).digest().subarray(0, 16).toString('base64url');

/** Bytes that stand for a sealed value: any bytes at all, zeros and broken UTF-8 among them. */
export function bytesOf(name: string, length = 64): Uint8Array {
	const bytes = new Uint8Array(length);
	const seed = createHash('sha256').update(name).digest();
	for (let at = 0; at < length; at++) bytes[at] = ((seed[at % seed.length] ?? 0) + at * 7) % 256;
	bytes.set([0, 0xff, 0x80].slice(0, length));
	return bytes;
}

export const DAY = '2026-11-25';

export const personRow = (name: string, changes: Partial<PersonRow> = {}): PersonRow => ({
	id: idOf(name),
	wrappedKey: bytesOf(`${name}'s key`, 61),
	profile: bytesOf(`${name}'s profile`, 90),
	seenDay: DAY,
	...changes,
});

export const conversationRow = (
	name: string,
	revision: number,
	changes: Partial<ConversationRow> = {},
): ConversationRow => ({
	id: `${idOf(name)}.ussd`,
	revision,
	sealed: bytesOf(`${name} at ${revision}`, 500),
	day: DAY,
	...changes,
});

export const turnRow = (name: string, changes: Partial<TurnRow> = {}): TurnRow => ({
	id: idOf(`turn ${name}`),
	person: idOf('ama'),
	reply: bytesOf(`reply to ${name}`, 250),
	day: DAY,
	...changes,
});

export const caseRow = (name: string, changes: Partial<CaseRow> = {}): Omit<CaseRow, 'position'> => ({
	id: idOf(`case ${name}`),
	codeIndex: idOf(`code ${name}`),
	pinIndex: idOf(`pin ${name}`),
	country: 'CI',
	kind: 'sharp-tools',
	dangerNow: false,
	district: 'CI0901',
	status: 'incomplete',
	contact: new Uint8Array(0),
	openedDay: DAY,
	wrappedKey: bytesOf(`key of case ${name}`, 61),
	...changes,
});

export const eventRow = (name: string, caseName: string): CaseEventRow => ({
	id: idOf(`event ${name}`),
	caseId: idOf(`case ${caseName}`),
	sealed: bytesOf(`event ${name}`, 300),
});

export const outboxRow = (name: string, changes: Partial<OutboxRow> = {}): OutboxRow => ({
	id: idOf(`outbox ${name}`),
	kind: 'call-back',
	route: '',
	lane: 1,
	due: 0,
	caseId: '',
	sealed: bytesOf(`outbox ${name}`),
	day: DAY,
	...changes,
});

export const recordingRow = (name: string, caseName: string, changes: Partial<RecordingRow> = {}): RecordingRow => ({
	id: idOf(`recording ${name}`),
	caseId: idOf(`case ${caseName}`),
	seconds: 12,
	day: DAY,
	sealed: bytesOf(`recording ${name}`, 5_000),
	...changes,
});

export const recordRow = (id: string, changes: Partial<RecordRow> = {}): RecordRow => ({
	kind: 'programme',
	id,
	revision: 1,
	state: 'draft',
	day: DAY,
	body: bytesOf(`record ${id}`, 400),
	...changes,
});

/** A record that a turn begins. */
export const begunRow = (name: string, changes: Partial<RecordRow> = {}): RecordRow =>
	recordRow(idOf(`record ${name}`), { kind: 'request', state: 'asked', ...changes });

export const quarantineRow = (name: string, changes: Partial<QuarantineRow> = {}): QuarantineRow => ({
	id: idOf(`quarantine ${name}`),
	route: 'ci-ussd',
	reason: 'no-session',
	sealed: bytesOf(`quarantine ${name}`),
	day: DAY,
	...changes,
});

/** A person's first turn, with everything that one turn can leave behind. */
export const wholeCommit = (
	name: string,
): Commit & Required<Pick<Commit, 'turn' | 'conversation' | 'person' | 'cases'>> => ({
	turn: turnRow(name, { person: idOf(name) }),
	conversation: conversationRow(name, 1),
	person: personRow(name),
	cases: [caseRow(name)],
	caseEvents: [eventRow(`${name} opened`, name), eventRow(`${name} amended`, name)],
	caseChanges: [{ caseId: idOf(`case ${name}`), changes: { status: 'received' } }],
	tries: { id: idOf(`tried by ${name}`), revision: 1, at: [1_795_000_000_000] },
	outbox: [outboxRow(name, { caseId: idOf(`case ${name}`) })],
	records: [begunRow(name)],
	quarantine: [quarantineRow(name)],
});
