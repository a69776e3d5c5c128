import mongoose from 'mongoose';
import type { CaseEventRow, CaseRow, TriesRow } from '../../cases/case-store.ts';
import type { PersonRow } from '../../people/person-store.ts';
import type { OutboxStanding } from '../coordination.ts';
import type { ConversationRow, OptOutRow, OutboxRow, QuarantineRow, Store } from '../store.ts';
import { toBytes } from './bytes.ts';
import { allChecked, checked } from './check.ts';
import {
	type CaseDocument,
	type CaseEventDocument,
	CHANNELS,
	type OutboxDocument,
	type PersonDocument,
	type QuarantineDocument,
	type TriesDocument,
} from './documents.ts';
import { StoreDamaged } from './failures.ts';
import { partsOf } from './ids.ts';
import type { Models } from './models.ts';
import { showReserved } from './move.ts';
import { findTurn } from './turns.ts';

const { trusted } = mongoose;

export type Reads = Pick<Store, 'load' | 'turn' | 'persons' | 'cases' | 'tries' | 'optOuts' | 'counts'> & {
	readonly outbox: Pick<Store['outbox'], 'list' | 'count'>;
	readonly quarantine: Store['quarantine'];
};

/** What is only read. Every document is checked against its schema. */
export function createReads(models: Models): Reads {
	const person = async (id: string) => {
		const found = await models.persons.findById(id, { pending: 0, recent: 0 }).lean();
		return found === null ? undefined : checked(models.persons, found);
	};
	return {
		load: async (personId, conversationId) => {
			const { person: holderId } = partsOf(conversationId);
			const [found, holder] = await Promise.all([
				person(personId),
				holderId === personId ? undefined : person(holderId),
			]);
			const row = found && toPerson(found);
			const conversation = toConversation(holderId === personId ? found : holder, conversationId);
			return { ...(row && { person: row }), ...(conversation && { conversation }) };
		},
		turn: (id) => findTurn(models, id, 'anywhere'),
		persons: {
			get: async (id) => {
				const found = await person(id);
				return found && toPerson(found);
			},
			count: () => countPersons(models),
		},
		cases: readCases(models),
		tries: {
			get: async (id) => {
				const found = await models.tries.findById(id).lean();
				return found === null ? undefined : toTries(await checked(models.tries, found));
			},
		},
		outbox: {
			list: async ({ after, most }) => {
				const found = await models.outbox
					.find({ _id: trusted({ $gt: after }) })
					.sort({ _id: 1 })
					.limit(most)
					.lean();
				return (await allChecked(models.outbox, found)).map(toMessage);
			},
			count: () => models.outbox.estimatedDocumentCount(),
		},
		optOuts: { get: (id) => findOptOut(models, id) },
		quarantine: {
			list: async ({ after, most }) => {
				const found = await models.quarantine
					.find({ _id: trusted({ $gt: after }) })
					.sort({ _id: 1 })
					.limit(most)
					.lean();
				return (await allChecked(models.quarantine, found)).map(toOdd);
			},
			count: () => models.quarantine.estimatedDocumentCount(),
		},
		counts: () => counts(models),
	};
}

/** The newest: what the person's document still holds to be moved on, else what was moved on. */
async function findOptOut(models: Models, id: string): Promise<OptOutRow | undefined> {
	const holder = await models.persons.findById(id, { pending: 1 }).lean();
	const waiting = holder?.pending?.flatMap(({ optOuts = [] }) => optOuts).findLast((row) => row.id === id);
	if (waiting !== undefined) return { id, wants: waiting.wants, day: waiting.day };
	const found = await models.optOuts.findById(id).lean();
	return found === null ? undefined : { id, wants: found.wants, day: found.day };
}

function readCases(models: Models): Store['cases'] {
	/** A case that was committed and not moved on yet is moved on now. */
	const shown = async (find: () => Promise<CaseDocument | null>): Promise<CaseRow | undefined> => {
		const found = await find();
		const again = (await showReserved(models, found)) ? await find() : found;
		return again?.position === undefined ? undefined : toCase(await checked(models.cases, again));
	};
	return {
		byCode: (codeIndex) => shown(async () => await models.cases.findOne({ codeIndex }).lean()),
		byId: (id) => shown(async () => await models.cases.findById(id).lean()),
		list: async ({ after, most }) => {
			const found = await models.cases
				.find({ position: trusted({ $gt: after }) })
				.sort({ position: 1 })
				.limit(most)
				.lean();
			return (await allChecked(models.cases, found)).map(toCase);
		},
		events: async (caseId) => {
			const found = await models.caseEvents.find({ caseId }).sort({ position: 1 }).lean();
			return (await allChecked(models.caseEvents, found)).map(toEvent);
		},
		count: () => models.cases.countDocuments({ position: trusted({ $gt: 0 }) }),
	};
}

const countPersons = (models: Models) => models.persons.countDocuments({ wrappedKey: trusted({ $exists: true }) });

/** For operators: persons, conversations and cases are counted one by one; of the others the server keeps count. */
async function counts(models: Models): ReturnType<Store['counts']> {
	const conversations = CHANNELS.map((channel) =>
		models.persons.countDocuments({ [`conversations.${channel}`]: trusted({ $exists: true }) }),
	);
	const [persons, byChannel, turns, cases, outbox, quarantine] = await Promise.all([
		countPersons(models),
		Promise.all(conversations),
		models.turns.estimatedDocumentCount(),
		models.cases.countDocuments({ position: trusted({ $gt: 0 }) }),
		models.outbox.estimatedDocumentCount(),
		models.quarantine.estimatedDocumentCount(),
	]);
	return { persons, conversations: byChannel.reduce((sum, one) => sum + one, 0), turns, cases, outbox, quarantine };
}

function toPerson({ _id: id, wrappedKey, profile, seenDay }: PersonDocument): PersonRow | undefined {
	if (wrappedKey === undefined) return undefined;
	if (profile === undefined || seenDay === undefined) throw new StoreDamaged('persons', ['profile', 'seenDay']);
	return { id, wrappedKey: toBytes(wrappedKey), profile: toBytes(profile), seenDay };
}

function toConversation(found: PersonDocument | undefined, id: string): ConversationRow | undefined {
	const part = found?.conversations?.[partsOf(id).channel];
	return part && { id, revision: part.revision, sealed: toBytes(part.sealed), day: part.day };
}

function toCase(found: CaseDocument): CaseRow {
	const { _id: id, by: _by, day: _day, applied: _applied, ...row } = found;
	const missing = Object.entries({ ...EMPTY_CASE, ...row }).flatMap(([name, value]) =>
		value === undefined ? [name] : [],
	);
	if (missing.length > 0) throw new StoreDamaged('cases', missing);
	const whole = row as Required<typeof row>;
	return { id, ...whole, contact: toBytes(whole.contact), wrappedKey: toBytes(whole.wrappedKey) };
}

/** Fields that a case has once it is seen; before, only its id and code are there. */
const EMPTY_CASE: Readonly<Record<keyof Omit<CaseRow, 'id'>, undefined>> = {
	codeIndex: undefined,
	country: undefined,
	kind: undefined,
	dangerNow: undefined,
	district: undefined,
	status: undefined,
	pinIndex: undefined,
	contact: undefined,
	openedDay: undefined,
	position: undefined,
	wrappedKey: undefined,
};

const toEvent = ({ _id: id, caseId, sealed }: CaseEventDocument): CaseEventRow => ({
	id,
	caseId,
	sealed: toBytes(sealed),
});
const toTries = ({ _id: id, revision, at }: TriesDocument): TriesRow => ({ id, revision, at });
export const toMessage = (found: OutboxDocument): OutboxRow => toStanding(found).row;

export function toStanding({
	_id: id,
	sealed,
	fence: _fence,
	until: _until,
	emptied: _emptied,
	...found
}: OutboxDocument): OutboxStanding {
	const { state, attempts, ref = '', reason, attemptingAt, acceptedAt, sentAt, finalAt, ...row } = found;
	const times = { attemptingAt, acceptedAt, sentAt, finalAt };
	return { row: { id, ...row, sealed: toBytes(sealed) }, state, attempts, ref, reason, ...times };
}
const toOdd = ({ _id: id, route, reason, sealed, day }: QuarantineDocument): QuarantineRow => ({
	id,
	route,
	reason,
	sealed: toBytes(sealed),
	day,
});
