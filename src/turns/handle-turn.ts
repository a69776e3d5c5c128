import { LRUCache } from 'lru-cache';
import { TRIES_AN_HOUR } from '../cases/tries.ts';
import type { Incoming } from '../channels/channel.ts';
import {
	blank,
	type Conversation,
	type Conversed,
	converse,
	type Flows,
	languageOf,
	type Reply,
	type Turn,
	tell,
	type Words,
} from '../conversation/index.ts';
import type { Chance } from '../shared/chance.ts';
import { type Clock, dayOf } from '../shared/clock.ts';
import { ServiceError } from '../shared/errors.ts';
import type { Commit, Store, TurnRow } from '../store/store.ts';
import { StoreUnavailable } from '../store/unavailable.ts';
import type { DataKey, Vault } from '../vault/vault.ts';
import { type Hearing, hear } from './hear.ts';
import { keep } from './keep.ts';
import { type Found, lookUp } from './look-up.ts';
import { plan } from './plan.ts';
import {
	type AtHand,
	answersOf,
	conversationIdOf,
	guest,
	openReply,
	type Remembered,
	recall,
	sealConversation,
	sealProfile,
	sealReply,
} from './remembered.ts';
import { createSerial } from './serial.ts';
import type { Breaker } from './spool/breaker.ts';

/** How a turn ended, for counting. */
export type Outcome = 'committed' | 'spooled' | 'repeat' | 'conflict';

export interface LineParts {
	readonly flows: Flows;
	readonly words: Words;
	readonly store: Store;
	readonly vault: Vault;
	readonly spool: { readonly append: (commit: Commit) => Promise<void> };
	readonly breaker: Pick<Breaker, 'usesStore' | 'storeFailed'>;
	readonly atHand: AtHand;
	readonly clock: Clock;
	readonly chance: Chance;
	/** How long after its last turn a dropped session may be resumed, in milliseconds. */
	readonly resumeMs: number;
	/** Told of every turn's outcome; nothing personal. */
	readonly count: (counted: { readonly route: string; readonly flow: string; readonly outcome: Outcome }) => void;
	/** Told the error of a conversation that could not be read and was begun anew. */
	readonly unreadable: (error: unknown) => void;
}

/**
 * Each conflict at a reference code means that one more try was counted there, and after `TRIES_AN_HOUR` none is. Two writers of
 * one conversation can only be two instances. More rounds than both take mean that something else is wrong.
 */
const ROUNDS_MOST = TRIES_AN_HOUR + 3;

interface Decided {
	readonly commit: Commit;
	readonly reply: Reply;
	readonly after: Remembered;
}

/**
 * The line of one turn: load, converse, plan, commit, and only then the reply. Turns of one person run one after another.
 * A repeated turn gets the stored reply; a conflict is decided again from what is stored by then.
 * @returns the reply, once everything that the turn changed will survive a crash and a power loss.
 * @throws {ServiceError} when it could not be kept; the caller answers with the help lines and acknowledges nothing.
 */
export function createLine(parts: LineParts): (routeId: string, incoming: Incoming) => Promise<Reply> {
	const serial = createSerial();
	const personIdOf = rememberingIndex(parts.vault);
	return (routeId, incoming) => {
		const personId = personIdOf(incoming.from);
		const { channel } = parts.words.route(routeId);
		return serial(conversationIdOf(personId, channel), () => handle(parts, routeId, incoming, personId));
	};
}

/** Most numbers whose blind index is kept at hand, in memory alone: those of the sessions that are open. */
const INDEXES_MOST = 4_096;

function rememberingIndex(vault: Vault): (number: string) => string {
	const known = new LRUCache<string, string>({ max: INDEXES_MOST });
	return (number) => {
		let id = known.get(number);
		if (id === undefined) {
			id = vault.index('person', number);
			known.set(number, id);
		}
		return id;
	};
}

async function handle(parts: LineParts, routeId: string, incoming: Incoming, personId: string): Promise<Reply> {
	const { channel } = parts.words.route(routeId);
	const key = conversationIdOf(personId, channel);
	for (let round = 0; round < ROUNDS_MOST; round++) {
		const at = parts.clock.now();
		const before = parts.atHand.get(key) ?? (await load(parts, personId, channel));
		const hearing = hear(incoming, before.session, at);
		const repeated = hearing.repeat === 'no' ? undefined : await repeat(parts, routeId, hearing, before);
		if (repeated !== undefined) return repeated;
		const identity = hearing.repeat === 'possible' ? hearing.otherwise : hearing.identity;
		const turnId = parts.vault.index('turn', `${routeId}|${identity}`);
		const decided = await decide(parts, { routeId, incoming, hearing, at, turnId }, before);
		const kept = await keep(decided.commit, parts);
		parts.count({ route: routeId, flow: decided.after.conversation.flow, outcome: kept.outcome });
		if (kept.outcome === 'committed' || kept.outcome === 'spooled') {
			parts.atHand.set(key, decided.after);
			return decided.reply;
		}
		// Another instance was first: what is remembered here is not what stands.
		parts.atHand.delete(key);
		if (kept.outcome === 'repeat') return storedReply(parts, routeId, kept.turn, before);
	}
	throw new ServiceError(
		'turn-conflict',
		`still a conflict after ${ROUNDS_MOST} rounds`,
		'A turn met another one too often.',
	);
}

async function load(parts: LineParts, personId: string, channel: 'ussd'): Promise<Remembered> {
	if (!parts.breaker.usesStore()) return guest(parts.vault, personId);
	try {
		return await recall(parts, personId, channel);
	} catch (error) {
		if (!(error instanceof StoreUnavailable)) throw error;
		parts.breaker.storeFailed();
		return guest(parts.vault, personId);
	}
}

/**
 * The stored reply of a turn that was handled before; `undefined` when it turns out to be a new one.
 * @throws {ServiceError} `repeat-unavailable` when that cannot be known or its reply not read: nothing may be done then.
 */
async function repeat(
	parts: LineParts,
	routeId: string,
	hearing: Hearing,
	before: Remembered,
): Promise<Reply | undefined> {
	const turnId = parts.vault.index('turn', `${routeId}|${hearing.identity}`);
	if (before.last?.turnId === turnId) {
		parts.count({ route: routeId, flow: before.conversation.flow, outcome: 'repeat' });
		return before.last.reply;
	}
	const row = await storedTurn(parts, turnId);
	if (row === undefined && hearing.repeat === 'possible') return undefined;
	if (row === undefined || row === 'unavailable') throw repeatUnavailable();
	parts.count({ route: routeId, flow: before.conversation.flow, outcome: 'repeat' });
	return storedReply(parts, routeId, row, before);
}

/** `unavailable`: whether it was handled before cannot be known now, so that acting on it might be acting twice. */
async function storedTurn(parts: LineParts, turnId: string): Promise<TurnRow | 'unavailable' | undefined> {
	if (!parts.breaker.usesStore()) return 'unavailable';
	try {
		return await parts.store.turn(turnId);
	} catch (error) {
		if (!(error instanceof StoreUnavailable)) throw error;
		parts.breaker.storeFailed();
		return 'unavailable';
	}
}

/**
 * What was answered then, byte for byte. Two instances that met somebody for the first time each made a key, and one of them is
 * the person's: it is asked for where ours opens nothing. Where it is gone (erased, another person's), a goodbye that tells nothing.
 * @throws {ServiceError} `repeat-unavailable` when the key cannot be asked for.
 */
async function storedReply(parts: LineParts, routeId: string, row: TurnRow, before: Remembered): Promise<Reply> {
	const route = parts.words.route(routeId);
	const opened = openedReply(parts.vault, before.key, row);
	if (opened !== undefined) return opened;
	const stored = await load(parts, before.personId, route.channel);
	if (stored.guest) throw repeatUnavailable();
	return (
		openedReply(parts.vault, stored.key, row) ?? {
			text: parts.words.say(route.languages[0], { key: 'nav.goodbye' }, route.profile.alphabet),
			end: true,
		}
	);
}

function openedReply(vault: Vault, key: DataKey, row: TurnRow): Reply | undefined {
	try {
		return openReply(vault, key, row.id, row.reply);
	} catch {
		return undefined;
	}
}

const repeatUnavailable = () =>
	new ServiceError(
		'repeat-unavailable',
		'a repeated turn whose reply cannot be read now',
		'The database does not answer.',
	);

interface Deciding {
	readonly routeId: string;
	readonly incoming: Incoming;
	readonly hearing: Hearing;
	readonly at: number;
	readonly turnId: string;
}

/** Where the conversation stands for this turn: anew when it ended, or was dropped too long ago to be resumed. */
function standing(before: Remembered, { hearing, at }: Deciding, resumeMs: number): Conversation {
	const { conversation, profile } = before;
	const over = conversation.ended || at - conversation.at > resumeMs;
	return hearing.input.kind === 'dial' && over ? blank(answersOf(profile), conversation.revision) : conversation;
}

async function decide(parts: LineParts, deciding: Deciding, before: Remembered): Promise<Decided> {
	const { flows, words } = parts;
	const { routeId, incoming, hearing, at, turnId } = deciding;
	const { from, to, sessionId } = incoming;
	const turn: Turn = { id: turnId, route: routeId, from, to, input: hearing.input, at, sessionId };
	let conversed: Conversed = converse(flows, words, standing(before, deciding, parts.resumeMs), turn);
	let found: Found | undefined;
	while ('ask' in conversed) {
		found = await lookUp(conversed.ask, at, { ...parts, reachable: parts.breaker.usesStore() });
		conversed = tell(flows, words, conversed, turn, found.told);
	}
	const known = found?.openCase === undefined ? before : { ...before, openCase: found.openCase };
	const route = words.route(routeId);
	const language = languageOf(conversed.conversation, route);
	const planned = plan(conversed.effects, known, {
		vault: parts.vault,
		words,
		route,
		turnId,
		at,
		number: from,
		language,
	});
	const conversation = { ...conversed.conversation, revision: before.conversation.revision + 1 };
	const after: Remembered = {
		personId: before.personId,
		key: before.key,
		wrappedKey: before.wrappedKey,
		profile: planned.profile,
		seenDay: dayOf(at),
		guest: before.guest,
		conversation,
		session: hearing.mark,
		...(planned.openCase !== undefined && conversation.answers['caseId'] !== undefined
			? { openCase: planned.openCase }
			: {}),
		last: { turnId, reply: conversed.reply },
	};
	return {
		reply: conversed.reply,
		after,
		commit: commitOf(parts.vault, before, after, { ...planned.commit, ...tried(found) }),
	};
}

const tried = (found: Found | undefined): Pick<Commit, 'tries'> =>
	found?.tries === undefined ? {} : { tries: found.tries };

function commitOf(vault: Vault, before: Remembered, after: Remembered, records: Partial<Commit>): Commit {
	const { personId, key, wrappedKey, seenDay, last } = after;
	const changed = after.guest || before.seenDay !== seenDay || before.profile !== after.profile;
	return {
		...records,
		...(last === undefined
			? {}
			: {
					turn: {
						id: last.turnId,
						person: personId,
						reply: sealReply(vault, key, last.turnId, last.reply),
						day: seenDay,
					},
				}),
		conversation: sealConversation(vault, after, 'ussd', seenDay),
		...(changed ? { person: { id: personId, wrappedKey, profile: sealProfile(vault, after), seenDay } } : {}),
	};
}
