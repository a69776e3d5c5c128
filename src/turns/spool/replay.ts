import { codeOf } from '../../shared/errors.ts';
import type { Commit, CommitResult, Store } from '../../store/store.ts';
import type { Vault } from '../../vault/vault.ts';
import { openReply, sealReply } from '../remembered.ts';
import type { Applied } from './spool.ts';

/** Each kind of conflict is settled in one or two rounds; only tries of a code that is being tried right now take more. */
const MOST_ROUNDS = 8;

type ReplayStore = Pick<Store, 'commit' | 'cases' | 'tries' | 'persons'>;

interface Parts {
	readonly store: ReplayStore;
	readonly vault: Vault;
}

export interface ReplayHears {
	/** Told what had to give way. */
	readonly gaveWay?: (what: GaveWay) => void;
	/** Told the id of a conversation that stands otherwise in the store than it did here. */
	readonly overruled?: (conversationId: string) => void;
}

/** What had to give way so that the rest of a commit could be kept. For metrics. */
export type GaveWay = Extract<CommitResult, { outcome: 'conflict' }>['on'];

/**
 * Gives spooled commits to the store so that nothing that a person was told is lost, whatever changed meanwhile:
 *
 * - `repeat`: the store has it already (its answer had only come too late, or a drain was killed). Where another instance handled
 *   the turn meanwhile, with an outcome of its own, theirs stands; what was remembered of ours is forgotten, and a case that
 *   ours opened is kept as well, since its reporter may have gone on with it, and a record
 *   that it began, whose code was told.
 * - conflict on `conversation`: the newer conversation wins; turn, case records and messages are committed without it.
 * - conflict on `person`: another commit made the person first, with another key, which seals this conversation too: both are
 *   left out. The turn's reply is sealed anew under the person's key, so that a repeat gets what was told; where one of the two
 *   keys is gone it can no longer be opened, and a repeat has no effect.
 * - conflict on `case-code`: two reports drew one reference code, and the other one was first. The report is kept and staff see
 *   it; its code index becomes its own random id, which no dialled code leads to. To the reporter the code says what a
 *   wrong PIN says. (With 100,000 cases one code in a thousand is taken, and only a spooled report cannot draw again.)
 * - conflict on `tries`: the tries of both are joined, so that an outage gives nobody more of them.
 *
 * Rejects only with what is neither: a fault of ours.
 */
export function replayInto(parts: Parts, hears: ReplayHears = {}): (commit: Commit) => Promise<Applied> {
	return async (commit) => {
		try {
			return await replay(parts, commit, hears);
		} catch (error) {
			if (codeOf(error) === 'store-unavailable') return 'retry-later';
			throw error;
		}
	};
}

async function replay(parts: Parts, commit: Commit, { gaveWay, overruled }: ReplayHears): Promise<Applied> {
	const { store } = parts;
	let wanted = commit;
	for (let round = 0; round < MOST_ROUNDS; round += 1) {
		const result = await store.commit(wanted);
		if (result.outcome === 'committed') return 'applied';
		const theirs = result.outcome === 'repeat' && !Buffer.from(result.turn.reply).equals(commit.turn?.reply ?? EMPTY);
		if ((theirs || result.outcome === 'conflict') && commit.conversation !== undefined)
			overruled?.(commit.conversation.id);
		if (result.outcome === 'repeat') return theirs ? keepWhatWasTold(parts, commit) : 'applied';
		gaveWay?.(result.on);
		wanted = await giveWay(parts, wanted, result.on);
	}
	return 'retry-later';
}

const EMPTY = new Uint8Array(0);

/** What a turn that another instance handled as well left here under a code of its own. */
async function keepWhatWasTold(
	parts: Parts,
	{ cases = [], caseEvents = [], caseChanges = [], records = [] }: Commit,
): Promise<Applied> {
	if (cases.length === 0 && records.length === 0) return 'applied';
	const ofCases = cases.length === 0 ? {} : { cases, caseEvents, caseChanges };
	return replay(parts, { ...ofCases, ...(records.length === 0 ? {} : { records }) }, {});
}

async function giveWay({ store, vault }: Parts, commit: Commit, on: GaveWay): Promise<Commit> {
	const { conversation: _conversation, ...withoutConversation } = commit;
	const { person: _person, ...withoutBoth } = withoutConversation;
	switch (on) {
		case 'conversation':
			return withoutConversation;
		case 'person':
			return { ...withoutBoth, ...(await underTheirKey(store, vault, commit)) };
		case 'case-code':
			return withFreeCodes(store, commit);
		case 'tries':
			return withJoinedTries(store, commit);
	}
}

/** The reply of the turn, sealed by the key that was made here, under the one that the person has by now. */
async function underTheirKey(
	store: ReplayStore,
	vault: Vault,
	{ turn, person }: Commit,
): Promise<Pick<Commit, 'turn'>> {
	const theirs = person === undefined ? undefined : await store.persons.get(person.id);
	if (turn === undefined || person === undefined || theirs === undefined) return {};
	const keyOf = (wrappedKey: Uint8Array) => vault.openKey({ collection: 'persons', id: person.id }, wrappedKey);
	try {
		const reply = openReply(vault, keyOf(person.wrappedKey), turn.id, turn.reply);
		return { turn: { ...turn, reply: sealReply(vault, keyOf(theirs.wrappedKey), turn.id, reply) } };
	} catch {
		return {};
	}
}

async function withFreeCodes(store: ReplayStore, commit: Commit): Promise<Commit> {
	const rows = commit.cases ?? [];
	const there = await Promise.all(rows.map(({ id }) => store.cases.byId(id)));
	const holders = await Promise.all(rows.map(({ codeIndex }) => store.cases.byCode(codeIndex)));
	const cases = rows
		.map((row, index) => (holders[index] === undefined ? row : { ...row, codeIndex: row.id }))
		.filter((_row, index) => there[index] === undefined);
	return { ...commit, cases };
}

async function withJoinedTries(store: ReplayStore, commit: Commit): Promise<Commit> {
	const ours = commit.tries;
	if (ours === undefined) return commit;
	const theirs = await store.tries.get(ours.id);
	const at = [...new Set([...(theirs?.at ?? []), ...ours.at])].sort((one, other) => one - other);
	return { ...commit, tries: { id: ours.id, revision: (theirs?.revision ?? 0) + 1, at } };
}
