import type { CaseRow } from '../../cases/case-store.ts';
import type { OutboxReport, OutboxState } from '../coordination.ts';
import type { RecordRow } from '../records.ts';
import type { CaseChange, OptOutRow, OutboxRow, RecordingRow } from '../store.ts';

/** Documents as they lie in MongoDB. A row's id is its `_id`; sealed values are binary. */

/** The media of the line, each with its own conversation. */
export const CHANNELS: readonly StoredChannel[] = ['ussd', 'sms', 'voice'];
export type StoredChannel = 'ussd' | 'sms' | 'voice';

export interface ConversationPart {
	revision: number;
	sealed: Buffer;
	day: string;
}

/**
 * One person: who they are, where their conversations stand, and what their commits left to be moved on. All that a commit
 * must guard together is in this document, since MongoDB writes one document whole or not at all.
 */
export interface PersonDocument {
	_id: string;
	/** Absent while only a conversation is known. */
	wrappedKey?: Buffer;
	profile?: Buffer;
	seenDay?: string;
	conversations?: Partial<Record<StoredChannel, ConversationPart>>;
	/** Ids of the last turns. A turn is here at least until it is in `turns`, whoever moves it there. */
	recent?: string[];
	pending?: Entry[];
}

/** What one commit left to be moved on. Every step of moving it can be done again. */
export interface Entry {
	/** Of the turn, or derived from what is in it. */
	id: string;
	turn?: { person: string; reply: Buffer; day: string };
	cases: StoredCase[];
	events: { id: string; caseId: string; sealed: Buffer }[];
	changes: { caseId: string; unless: CaseRow['status'][]; changes: StoredChanges }[];
	outbox: (Omit<OutboxRow, 'sealed'> & { sealed: Buffer })[];
	quarantine: { id: string; route: string; reason: string; sealed: Buffer; day: string }[];
	/** Absent in entries of a release that had none. */
	optOuts?: OptOutRow[];
	/** Absent in entries of a release that had none. */
	records?: (Omit<RecordRow, 'body'> & { body: Buffer })[];
	/** Id of the tries that were counted for it. */
	tries?: string;
}

export type StoredCase = Omit<CaseRow, 'position' | 'contact' | 'wrappedKey'> & {
	contact: Buffer;
	wrappedKey: Buffer;
};
export type StoredChanges = Omit<CaseChange['changes'], 'contact'> & { contact?: Buffer };

export interface TurnDocument {
	_id: string;
	person: string;
	reply: Buffer;
	day: string;
	/** Only of a turn without conversation or person: such a commit is the insert of this document. */
	pending?: Entry;
}

/** What a commit without turn, conversation and person left to be moved on. */
export interface ParcelDocument {
	_id: string;
	pending: Entry;
}

/** A case; without a `position` only its id and code are reserved, and nobody sees it yet. */
export interface CaseDocument extends Partial<Omit<StoredCase, 'id' | 'codeIndex'>> {
	_id: string;
	codeIndex: string;
	position?: number;
	/** Entry that reserved it; gone once the case is seen. */
	by?: string;
	/** Day of the reservation. */
	day?: string;
	/** Changes that were made last, so that none is made again. */
	applied?: string[];
}

export interface CaseEventDocument {
	_id: string;
	caseId: string;
	/** Count of the case's events, from 1. */
	position: number;
	sealed: Buffer;
}

export interface TriesDocument {
	_id: string;
	revision: number;
	at: number[];
	day: string;
	/** Entry that counted the last one; gone once it is moved on. */
	by?: string;
}

export interface OutboxDocument extends Omit<OutboxRow, 'id' | 'sealed'> {
	_id: string;
	sealed: Buffer;
	state: OutboxState;
	fence: number;
	/** Milliseconds: the newest claim runs until then. */
	until: number;
	attempts: number;
	/** Its body was emptied by age. */
	emptied?: boolean;
	/** Absent before the provider has told it: what is absent need not be unique. */
	ref?: string;
	reason: string;
	attemptingAt: number;
	acceptedAt: number;
	sentAt: number;
	finalAt: number;
}

/** A report that came before its message's acceptance was recorded. */
export interface EarlyReportDocument extends OutboxReport {
	/** Reference and state. */
	_id: string;
	ref: string;
}

export interface OptOutDocument extends Omit<OptOutRow, 'id'> {
	_id: string;
}

export interface RecordingDocument extends Omit<RecordingRow, 'id' | 'sealed'> {
	_id: string;
	sealed: Buffer;
}

export interface RecordDocument extends Omit<RecordRow, 'id' | 'body'> {
	/** Kind, a space, and the row's id. */
	_id: string;
	body: Buffer;
}

export interface QuarantineDocument {
	_id: string;
	route: string;
	reason: string;
	sealed: Buffer;
	day: string;
}

export interface LeaseDocument {
	_id: string;
	holder: string;
	fence: number;
	until: number;
}

export interface RateDocument {
	_id: string;
	at: number;
}

export interface MarkDocument {
	_id: string;
	value: string;
}
