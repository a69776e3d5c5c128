import { TRIES_AN_HOUR } from '../cases/tries.ts';
import type { Incoming, IncomingCall, IncomingMessage, SessionEnd } from '../channels/channel.ts';
import {
	blank,
	type Channel,
	type Conversation,
	type Conversed,
	converse,
	type Flows,
	languageOf,
	type Reply,
	type Spoken,
	type Turn,
	tell,
	type Words,
} from '../conversation/index.ts';
import type { EndedTurn } from '../programmes/interest/interest-of.ts';
import type { Prompts } from '../prompts/prompts.ts';
import type { Chance } from '../shared/chance.ts';
import { type Clock, dayOf } from '../shared/clock.ts';
import { ServiceError } from '../shared/errors.ts';
import type { Commit, Store } from '../store/store.ts';
import type { Vault } from '../vault/vault.ts';
import { answerRow, contactRow } from './answer-message.ts';
import { type Arrival, callArrival, callEndArrival, messageArrival, missedArrival, turnIdOf } from './arrival.ts';
import { type Hearing, hear } from './hear.ts';
import { hearListed, type ListedOutcome, type ListedText, listedArrival } from './hear-listed.ts';
import { keep } from './keep.ts';
import { type Found, lookUp } from './look-up.ts';
import { rememberingIndex } from './number-index.ts';
import { plan } from './plan.ts';
import { saidOn } from './plan-take.ts';
import {
	type AtHand,
	answersOf,
	conversationIdOf,
	type Remembered,
	sealConversation,
	sealProfile,
	sealReply,
} from './remembered.ts';
import { load, repeat, storedReply } from './repeats.ts';
import { createSerial } from './serial.ts';
import type { Breaker } from './spool/breaker.ts';
import { withAddress } from './take-address.ts';

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
	/** What there is to record; absent where no route is for that. */
	readonly prompts?: Prompts;
	/** How long after its last turn a dropped session may be resumed, in milliseconds. */
	readonly resumeMs: number;
	/** Told of every turn's outcome; nothing personal. */
	readonly count: (counted: { readonly route: string; readonly flow: string; readonly outcome: Outcome }) => void;
	/** Told of every turn that was kept, to count what is asked for. The reply waits: it does nothing slow, and never throws. */
	readonly noted?: (ended: EndedTurn) => void;
	/** Told of calls that are to be made by a route, once they are committed. */
	readonly callAsked?: (routeId: string) => void;
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
export function createLine(parts: LineParts): Line {
	const serial = createSerial();
	const personIdOf = rememberingIndex(parts.vault);
	const handled = (routeId: string, arrival: Arrival) => {
		const personId = personIdOf(arrival.person ?? arrival.from);
		const { channel } = parts.words.route(routeId);
		return serial(conversationIdOf(personId, channel), () => handle(parts, routeId, arrival, personId));
	};
	return {
		turn: (routeId, incoming) => {
			const { from, to, sessionId } = incoming;
			return handled(routeId, { from, to, sessionId, hear: ({ session }, at) => hear(incoming, session, at) });
		},
		message: (routeId, message) => handled(routeId, messageArrival(parts, routeId, message, 'called')),
		listed: (routeId, text) => {
			const personId = personIdOf(text.message.from);
			const arrival = listedArrival(parts, routeId, text);
			return serial(conversationIdOf(personId, 'sms'), () =>
				hearListed({ routeId, personId, text }, parts, () => handle(parts, routeId, arrival, personId)),
			);
		},
		call: (routeId, call) => handled(routeId, callArrival(parts, routeId, call)),
		missed: (routeId, call) => handled(routeId, missedArrival(call)),
		callEnded: async (routeId, end) => {
			const arrival = callEndArrival(parts, routeId, end);
			if (arrival !== undefined) await handled(routeId, arrival);
		},
	};
}

/** The line, by medium. */
export interface Line {
	/** USSD: the reply is the answer to the callback. */
	readonly turn: (routeId: string, incoming: Incoming) => Promise<Reply>;
	/** A text: the reply is in the outbox by the time this resolves. */
	readonly message: (routeId: string, message: IncomingMessage) => Promise<Reply>;
	/** A text that stands in its provider's list: heard like any other, unless it was already. */
	readonly listed: (routeId: string, text: ListedText) => Promise<ListedOutcome>;
	/** One turn of a call: the reply is spoken next. */
	readonly call: (routeId: string, call: IncomingCall) => Promise<Reply>;
	/** A call that is not taken, so that it costs its caller nothing: a wish to be called. The reply is told to nobody. */
	readonly missed: (routeId: string, call: IncomingCall) => Promise<Reply>;
	/** A call is over: what was being said when somebody hung up is an answer like any other. */
	readonly callEnded: (routeId: string, end: SessionEnd) => Promise<void>;
}

/** Where nothing is new nothing is said, and nobody waits for it. */
const NOTHING: Reply = { text: '', end: true };

async function handle(parts: LineParts, routeId: string, arrival: Arrival, personId: string): Promise<Reply> {
	const { channel } = parts.words.route(routeId);
	const key = conversationIdOf(personId, channel);
	for (let round = 0; round < ROUNDS_MOST; round++) {
		const at = parts.clock.now();
		const before = parts.atHand.get(key) ?? (await load(parts, personId, channel));
		const hearing = arrival.hear(before, at);
		if (hearing === undefined) return NOTHING;
		const repeated = hearing.repeat === 'no' ? undefined : await repeat(parts, routeId, hearing, before);
		if (repeated !== undefined) return repeated;
		const identity = hearing.repeat === 'possible' ? hearing.otherwise : hearing.identity;
		const turnId = turnIdOf(parts.vault, routeId, identity);
		// A text that is delivered twice is one, also while no store can be asked.
		if (before.last?.turnId === turnId) {
			parts.count({ route: routeId, flow: before.conversation.flow, outcome: 'repeat' });
			return before.last.reply;
		}
		const decided = await decide(parts, { routeId, arrival, hearing, at, turnId }, before);
		const kept = await keep(decided.commit, parts);
		parts.count({ route: routeId, flow: decided.after.conversation.flow, outcome: kept.outcome });
		if (kept.outcome === 'committed' || kept.outcome === 'spooled') {
			parts.atHand.set(key, decided.after);
			const after = decided.after.conversation;
			parts.noted?.({ before: before.conversation, after, route: parts.words.route(routeId) });
			for (const row of decided.commit.outbox ?? []) if (row.kind === 'call') parts.callAsked?.(row.route);
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

interface Deciding {
	readonly routeId: string;
	readonly arrival: Arrival;
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
	const { routeId, arrival, hearing, at, turnId } = deciding;
	const { from, to, sessionId } = arrival;
	const route = words.route(routeId);
	const turn: Turn = {
		id: turnId,
		route: routeId,
		from,
		to,
		input: hearing.input,
		at,
		...(sessionId === undefined ? {} : { sessionId }),
	};
	let conversed: Conversed = converse(flows, words, standing(before, deciding, parts.resumeMs), turn);
	let found: Found | undefined;
	while ('ask' in conversed) {
		const asking = { ...parts, caller: { number: from, route }, reachable: parts.breaker.usesStore() };
		found = await lookUp(conversed.ask, at, asking);
		conversed = tell(flows, words, conversed, turn, found.told);
	}
	const known = found?.openCase === undefined ? before : { ...before, openCase: found.openCase };
	const language = languageOf(conversed.conversation, route);
	const planned = plan(conversed.effects, known, {
		vault: parts.vault,
		words,
		route,
		turnId,
		at,
		number: from,
		language,
		...(arrival.recording === undefined ? {} : { recording: arrival.recording }),
	});
	const said = saidOn(route, arrival.recording, before.said, { vault: parts.vault, turnId });
	const reply = withAddress(conversed.reply, said && { route: routeId, url: said.url }, at, parts.vault);
	const conversation = { ...conversed.conversation, revision: before.conversation.revision + 1 };
	const after: Remembered = {
		personId: before.personId,
		key: before.key,
		wrappedKey: before.wrappedKey,
		profile: planned.profile,
		seenDay: dayOf(at),
		guest: before.guest,
		conversation,
		session: arrival.message !== undefined && conversed.reply.end ? { ...hearing.mark, over: true } : hearing.mark,
		...(planned.openCase !== undefined && conversation.answers['caseId'] !== undefined
			? { openCase: planned.openCase }
			: {}),
		...(said === undefined ? {} : { said }),
		last: { turnId, reply },
	};
	return {
		reply,
		after,
		commit: commitOf(parts.vault, before, after, {
			channel: route.channel,
			records: { ...planned.commit, ...tried(found), ...ofText(parts.vault, deciding, planned.commit, conversed) },
		}),
	};
}

/** By text the reply goes through the outbox; what comes out of the blue is kept for people to look at. */
function ofText(
	vault: Vault,
	{ arrival, routeId, turnId, at, hearing }: Deciding,
	{ outbox = [] }: Pick<Commit, 'outbox'>,
	{ reply, conversation }: Spoken,
): Pick<Commit, 'outbox' | 'quarantine'> {
	const { message } = arrival;
	if (message === undefined) return {};
	const heard = { message, routeId, turnId, at, waitsSince: arrival.waitsSince ?? at };
	return {
		outbox: [...outbox, answerRow(vault, heard, reply, conversation.answers)],
		...(hearing.input.kind === 'dial' ? { quarantine: [contactRow(vault, heard)] } : {}),
	};
}

const tried = (found: Found | undefined): Pick<Commit, 'tries'> =>
	found?.tries === undefined ? {} : { tries: found.tries };

function commitOf(
	vault: Vault,
	before: Remembered,
	after: Remembered,
	{ channel, records }: { readonly channel: Channel; readonly records: Partial<Commit> },
): Commit {
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
		conversation: sealConversation(vault, after, channel, seenDay),
		...(changed ? { person: { id: personId, wrappedKey, profile: sealProfile(vault, after), seenDay } } : {}),
	};
}
