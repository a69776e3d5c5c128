import mongoose from 'mongoose';
import type { PersonRow } from '../../people/person-store.ts';
import type { Commit, CommitResult, ConversationRow, TurnRow } from '../store.ts';
import { StoreUnavailable } from '../unavailable.ts';
import { toBuffer, toBytes } from './bytes.ts';
import type { Entry, PersonDocument } from './documents.ts';
import { entryOf, isEmpty } from './entry.ts';
import { isDuplicate } from './failures.ts';
import { partsOf } from './ids.ts';
import type { Models } from './models.ts';
import type { Relay } from './relay.ts';
import { countTries, reserveCases } from './reserve.ts';
import { findTurn } from './turns.ts';

const { trusted } = mongoose;

/**
 * Ids of turns that a person's document remembers. A repeat of an older turn is found in `turns`, since no more than
 * `PENDING_MOST` wait to be moved there.
 */
const RECENT = 32;
const PENDING_MOST = 24;
/** Each round that is lost means that another writer won. */
const ROUNDS_MOST = 8;

type Conflict = Extract<CommitResult, { outcome: 'conflict' }>;
type Refused = Exclude<CommitResult, { outcome: 'committed' }>;
/** `earlier`: ids of entries that the document holds before the new one. */
type Written = { readonly outcome: 'committed'; readonly earlier: readonly string[] };
type Attempt = Written | Refused | 'again';

const ALONE: Written = { outcome: 'committed', earlier: [] };
const conflict = (on: Conflict['on']): Conflict => ({ outcome: 'conflict', on });

/** What of a commit is guarded by, and written into, its person's document. */
interface Guarded {
	readonly personId: string;
	readonly conversation?: ConversationRow;
	readonly person?: PersonRow;
	readonly turnId?: string;
}

/**
 * One commit: what must be unique elsewhere is reserved (reference codes) or counted (tries), and then one write of one document
 * makes it happen, or not. A reservation of what did not happen is given back; whoever dies in between leaves one that nobody
 * sees.
 */
export function createCommit(models: Models, relay: Relay): (commit: Commit) => Promise<CommitResult> {
	return async (commit) => {
		const entry = entryOf(commit);
		const guarded = guardedOf(commit);
		const refused = await refusedBefore(models, commit, guarded);
		if (refused !== undefined) return refused;
		const reserved = await reserveCases(models, entry);
		const result = await afterReserving(models, relay, { commit, entry, guarded, reserved: reserved.all });
		if (result.outcome === 'committed') return result;
		await reserved.giveBack();
		return (await repeatOf(models, commit)) ?? result;
	};
}

async function afterReserving(
	models: Models,
	relay: Relay,
	writing: Writing & { readonly reserved: boolean },
): Promise<CommitResult> {
	const { commit, entry, reserved } = writing;
	if (!reserved) return conflict('case-code');
	if (commit.tries !== undefined && !(await countTries(models, commit.tries, entry.id))) return conflict('tries');
	return write(models, relay, writing);
}

/** The same commit may have been made meanwhile by somebody else: then it is no conflict, whatever it met. */
async function repeatOf(models: Models, { turn }: Commit): Promise<Refused | undefined> {
	const before = turn && (await findTurn(models, turn.id, 'anywhere'));
	return before && { outcome: 'repeat', turn: before };
}

/** @throws {TypeError} when turn, conversation and person are not one person's. */
function guardedOf({ turn, conversation, person }: Commit): Guarded | undefined {
	if (conversation === undefined && person === undefined) return undefined;
	const personId = person?.id ?? partsOf(conversation?.id ?? '').person;
	const ofConversation = conversation === undefined ? personId : partsOf(conversation.id).person;
	if (ofConversation !== personId || (turn !== undefined && turn.person !== personId)) {
		throw new TypeError('a commit is one person’s');
	}
	return {
		personId,
		...(conversation && { conversation }),
		...(person && { person }),
		...(turn && { turnId: turn.id }),
	};
}

/** A repeat, and, where something would be reserved or counted first, any conflict that can be seen already. */
async function refusedBefore(
	models: Models,
	commit: Commit,
	guarded: Guarded | undefined,
): Promise<Refused | undefined> {
	const turnId = commit.turn?.id;
	const reserves = (commit.cases?.length ?? 0) > 0 || commit.tries !== undefined;
	const [before, found] = await Promise.all([
		turnId === undefined ? undefined : findTurn(models, turnId, guarded === undefined ? 'anywhere' : 'moved'),
		guarded !== undefined && reserves ? findPerson(models, guarded.personId) : undefined,
	]);
	if (before !== undefined) return { outcome: 'repeat', turn: before };
	if (guarded === undefined || !reserves) return undefined;
	return reasonOf(guarded, found);
}

const findPerson = async (models: Models, personId: string): Promise<PersonDocument | null> =>
	await models.persons.findById(personId).lean<PersonDocument>();

/** Why a person's document would refuse a commit; `undefined`: it would not. */
function reasonOf(guarded: Guarded, found: PersonDocument | null | undefined): Refused | undefined {
	const { conversation, person, turnId } = guarded;
	const repeated = turnId === undefined ? undefined : pendingTurn(found?.pending, turnId);
	if (repeated !== undefined) return { outcome: 'repeat', turn: repeated };
	if (conversation !== undefined) {
		const stored = found?.conversations?.[partsOf(conversation.id).channel]?.revision ?? 0;
		if (stored !== conversation.revision - 1) return conflict('conversation');
	}
	const key = found?.wrappedKey;
	if (person !== undefined && key !== undefined && !toBuffer(person.wrappedKey).equals(toBytes(key))) {
		return conflict('person');
	}
	return undefined;
}

function pendingTurn(pending: readonly Entry[] | undefined, turnId: string): TurnRow | undefined {
	const turn = pending?.find(({ id }) => id === turnId)?.turn;
	return turn && { id: turnId, person: turn.person, reply: toBytes(turn.reply), day: turn.day };
}

interface Writing {
	readonly commit: Commit;
	readonly entry: Entry;
	readonly guarded: Guarded | undefined;
}

/** The one write; again while another writer of the same document wins and nothing that this commit expects has changed. */
async function write(models: Models, relay: Relay, writing: Writing): Promise<CommitResult> {
	for (let round = 0; round < ROUNDS_MOST; round++) {
		const { guarded, entry } = writing;
		const result =
			guarded === undefined ? await writeAlone(models, writing) : await writeGuarded(models, relay, writing, guarded);
		if (result === 'again') continue;
		if (result.outcome !== 'committed') return result;
		if (!isEmpty(entry)) {
			const from = guarded === undefined ? placeOfAlone(writing.commit) : 'persons';
			relay.bring({ from, id: guarded?.personId ?? entry.id, entry }, result.earlier);
		}
		return { outcome: 'committed' };
	}
	throw new StoreUnavailable('other writers of the same document won too often');
}

const placeOfAlone = ({ turn }: Commit): 'turns' | 'parcels' => (turn === undefined ? 'parcels' : 'turns');

/** A commit of nobody's: a callback in quarantine, an action of staff, a replay whose conversation went on meanwhile. */
async function writeAlone(models: Models, { commit, entry }: Writing): Promise<Attempt> {
	if (isEmpty(entry)) return ALONE;
	const { turn } = commit;
	try {
		if (turn === undefined) await models.parcels.insertMany([{ _id: entry.id, pending: entry }]);
		else {
			const { id, person, reply, day } = turn;
			await models.turns.insertMany([{ _id: id, person, reply: toBuffer(reply), day, pending: entry }]);
		}
		return ALONE;
	} catch (error) {
		if (!isDuplicate(error)) throw error;
		if (turn === undefined) return ALONE;
		const before = await findTurn(models, turn.id, 'anywhere');
		return before === undefined ? 'again' : { outcome: 'repeat', turn: before };
	}
}

async function writeGuarded(models: Models, relay: Relay, { entry }: Writing, guarded: Guarded): Promise<Attempt> {
	const { conversation, personId, turnId } = guarded;
	const begins = conversation === undefined || conversation.revision === 1;
	try {
		const written = await models.persons
			.findOneAndUpdate(filterOf(guarded), changeOf(guarded, entry), {
				upsert: begins,
				runValidators: true,
				returnDocument: 'after',
				projection: { 'pending.id': 1 },
			})
			.lean<Pick<PersonDocument, 'pending'>>();
		if (written !== null) {
			const earlier = (written.pending ?? []).map(({ id }) => id).filter((id) => id !== entry.id);
			return { outcome: 'committed', earlier };
		}
	} catch (error) {
		// An upsert whose filter refused the document that is there, or met one that was made meanwhile.
		if (!isDuplicate(error)) throw error;
	}
	const found = await findPerson(models, personId);
	const reason = reasonOf(guarded, found);
	if (reason?.outcome === 'repeat') return reason;
	const moved = turnId === undefined ? undefined : await findTurn(models, turnId, 'moved');
	if (moved !== undefined) return { outcome: 'repeat', turn: moved };
	if (reason !== undefined) return reason;
	if ((found?.pending?.length ?? 0) >= PENDING_MOST) await relay.moveOn('persons', personId);
	return 'again';
}

function filterOf({ personId, conversation, person, turnId }: Guarded) {
	const revision =
		conversation === undefined ? undefined : `conversations.${partsOf(conversation.id).channel}.revision`;
	const absent = trusted({ $exists: false });
	return {
		_id: personId,
		[`pending.${PENDING_MOST - 1}`]: absent,
		...(turnId === undefined ? {} : { recent: trusted({ $ne: turnId }) }),
		...(revision === undefined || conversation === undefined
			? {}
			: { [revision]: conversation.revision === 1 ? absent : conversation.revision - 1 }),
		...(person === undefined ? {} : { $or: [{ wrappedKey: toBuffer(person.wrappedKey) }, { wrappedKey: absent }] }),
	};
}

function changeOf({ conversation, person, turnId }: Guarded, entry: Entry) {
	const set = {
		...(person && {
			wrappedKey: toBuffer(person.wrappedKey),
			profile: toBuffer(person.profile),
			seenDay: person.seenDay,
		}),
		...(conversation && {
			[`conversations.${partsOf(conversation.id).channel}`]: {
				revision: conversation.revision,
				sealed: toBuffer(conversation.sealed),
				day: conversation.day,
			},
		}),
	};
	const push = {
		...(turnId === undefined ? {} : { recent: { $each: [turnId], $slice: -RECENT } }),
		...(isEmpty(entry) ? {} : { pending: entry }),
	};
	return { $set: set, ...(Object.keys(push).length === 0 ? {} : { $push: push }) };
}
