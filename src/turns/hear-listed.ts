import type { ReceivedMessage } from '../channels/sending.ts';
import { commandIn } from '../conversation/index.ts';
import type { Store } from '../store/store.ts';
import type { Vault } from '../vault/vault.ts';
import { contactRow } from './answer-message.ts';
import { type Arrival, messageArrival, turnIdOf } from './arrival.ts';
import type { SessionMark } from './hear.ts';
import { identityOf } from './hear-message.ts';
import { mayBeForgotten, missedAmong, saidIn } from './heard-marks.ts';
import { keep } from './keep.ts';
import { load, type RepeatParts } from './repeats.ts';

/** A text from its provider's list, which its callback has brought already, or will, or never has. */
export interface ListedText {
	readonly message: ReceivedMessage;
	/** Whether its callback names it by the same id. */
	readonly sameIds: boolean;
	/** All listed texts of the same person with the same words, this one among them. */
	readonly alike: readonly ReceivedMessage[];
}

/**
 * What became of it. `known`: it was heard before. `overtaken`: its writer was heard since, so that it would answer what was not
 * asked then: people look at it. Only a wish to stop is heeded however late. `later`: that cannot be told now.
 */
export type ListedOutcome = 'known' | 'heard' | 'overtaken' | 'later';

export interface ListedParts extends RepeatParts {
	readonly store: Store;
	readonly vault: Vault;
	readonly spool: Parameters<typeof keep>[1]['spool'];
	readonly clock: { readonly now: () => number };
}

/** Times of two clocks that keep time differ by no more, in milliseconds. */
const CLOCKS_DIFFER_MS = 2_000;

/**
 * Hears a listed text unless it was heard already, whatever it was called then.
 * @param hear hears it as if its callback had come.
 * @throws {StoreUnavailable} when what was heard cannot be known: it is asked again later.
 */
export async function hearListed(
	{ routeId, personId, text }: { readonly routeId: string; readonly personId: string; readonly text: ListedText },
	parts: ListedParts,
	hear: () => Promise<unknown>,
): Promise<ListedOutcome> {
	const { message } = text;
	const { vault, store } = parts;
	const turnId = turnIdOf(vault, routeId, identityOf(message));
	if ((await store.turn(turnId)) !== undefined) return 'known';
	// From the store, since another instance may have heard more than what is at hand here.
	const before = await load(parts, personId, 'sms');
	if (before.guest) return 'later';
	if (!text.sameIds && wasHeard(text, before.session)) return 'known';
	if (isOvertaken(message, before.session) && commandIn(message.text, parts.words.commands) !== 'stop') {
		const heard = { message, routeId, turnId, at: parts.clock.now() };
		await keep({ quarantine: [contactRow(vault, heard, 'text-overtaken')] }, parts);
		return 'overtaken';
	}
	await hear();
	return 'heard';
}

const isOvertaken = ({ sentAt }: ReceivedMessage, session: SessionMark | undefined): boolean =>
	session !== undefined && session.at > sentAt + CLOCKS_DIFFER_MS;

/** A listed text as it is heard; nothing, where another instance turns out to have heard it meanwhile. */
export function listedArrival(parts: Parameters<typeof messageArrival>[0], routeId: string, text: ListedText): Arrival {
	const found = text.sameIds ? 'listed' : 'listed-otherwise';
	const arrival = messageArrival(parts, routeId, text.message, found);
	return {
		...arrival,
		hear: (before, at) => (!text.sameIds && wasHeard(text, before.session) ? undefined : arrival.hear(before, at)),
	};
}

/** By its words and its time, where its id tells nothing. */
function wasHeard({ message, alike }: ListedText, session: SessionMark | undefined): boolean {
	if (session === undefined) return false;
	const { texts, at } = session;
	// A release that remembered no texts heard all that came before its last one.
	if (texts === undefined) return at >= message.sentAt;
	if (mayBeForgotten(texts, message.sentAt)) return true;
	const said = saidIn(message.text);
	const heard = texts.flatMap((text) => (text.said === said ? [text.at] : []));
	const missed = missedAmong(
		alike.map(({ sentAt }) => sentAt),
		heard,
	);
	return !missed.has(alike.findIndex(({ messageId }) => messageId === message.messageId));
}
