import { LRUCache } from 'lru-cache';
import { blank, type Channel, type Conversation, type Reply } from '../conversation/index.ts';
import type { Profile } from '../people/person-store.ts';
import { ServiceError } from '../shared/errors.ts';
import type { ConversationRow, Store } from '../store/store.ts';
import type { DataKey, Vault } from '../vault/vault.ts';
import type { SessionMark } from './hear.ts';
import { snapshotSchema } from './snapshot.ts';
import { readReply, writeReply } from './stored-reply.ts';

/** A case that this conversation has open: its wrapped key, so that amending it needs no look-up. */
export interface OpenCase {
	readonly caseId: string;
	readonly wrappedKey: Uint8Array;
}

/** What was said last on a call to a line for recording, still at the provider. */
export interface Said {
	readonly recordingId: string;
	readonly url: string;
	/** Whole seconds; 0 where the provider does not say. */
	readonly seconds: number;
}

/** A person in the middle of a conversation, opened. Lives in memory only. */
export interface Remembered {
	readonly personId: string;
	readonly key: DataKey;
	readonly wrappedKey: Uint8Array;
	readonly profile: Profile;
	/** Day that the person's row carries; '' while there is no row. */
	readonly seenDay: string;
	/**
	 * The store could not be asked who this is. The key may not be the person's own, so every commit carries the person's row:
	 * where another one is there already, the commit is a conflict, and what is stored is loaded then.
	 */
	readonly guest: boolean;
	readonly conversation: Conversation;
	readonly session?: SessionMark;
	readonly openCase?: OpenCase;
	readonly said?: Said;
	readonly last?: { readonly turnId: string; readonly reply: Reply };
}

/** Most people whose conversation is kept at hand; each takes about 2 kB. */
const AT_HAND_MOST = 20_000;
/** How long a conversation stays at hand without a turn: longer than any gateway's session. */
const AT_HAND_MS = 30 * 60_000;

export type AtHand = LRUCache<string, Remembered>;

/** What was handled lately, so that a session goes on though the store is gone, and needs no read while it is there. */
export function createAtHand(): AtHand {
	return new LRUCache<string, Remembered>({ max: AT_HAND_MOST, ttl: AT_HAND_MS, ttlAutopurge: false });
}

export const conversationIdOf = (personId: string, channel: Channel): string => `${personId}.${channel}`;

const profilePlace = (id: string) => ({ collection: 'persons', field: 'profile', id });
const conversationPlace = (id: string) => ({ collection: 'conversations', field: 'sealed', id });
const replyPlace = (id: string) => ({ collection: 'turns', field: 'reply', id });

export const sealProfile = (vault: Vault, of: Pick<Remembered, 'key' | 'personId' | 'profile'>): Uint8Array =>
	vault.seal(of.key, profilePlace(of.personId), JSON.stringify(of.profile));

export const sealReply = (vault: Vault, key: DataKey, turnId: string, reply: Reply): Uint8Array =>
	vault.seal(key, replyPlace(turnId), writeReply(reply));

export function openReply(vault: Vault, key: DataKey, turnId: string, sealed: Uint8Array): Reply {
	return readReply(vault.open(key, replyPlace(turnId), sealed));
}

/** The row of a conversation: everything of it sealed under the person's key. */
export function sealConversation(vault: Vault, of: Remembered, channel: Channel, day: string): ConversationRow {
	const id = conversationIdOf(of.personId, channel);
	const { conversation, session, openCase, said } = of;
	const snapshot = {
		conversation,
		...(session === undefined ? {} : { session }),
		...(openCase === undefined
			? {}
			: { openCase: { caseId: openCase.caseId, key: Buffer.from(openCase.wrappedKey).toString('base64') } }),
		...(said === undefined ? {} : { said }),
	};
	const sealed = vault.seal(of.key, conversationPlace(id), JSON.stringify(snapshot));
	return { id, revision: conversation.revision, sealed, day };
}

/** A person whom the store does not know. */
function newcomer(vault: Vault, personId: string): Remembered {
	const { key, wrapped } = vault.newKey({ collection: 'persons', id: personId });
	return { personId, key, wrappedKey: wrapped, profile: {}, seenDay: '', guest: false, conversation: blank({}) };
}

/** A person while the store cannot be asked. */
export function guest(vault: Vault, personId: string): Remembered {
	return { ...newcomer(vault, personId), guest: true };
}

function openSnapshot(
	vault: Vault,
	key: DataKey,
	row: ConversationRow,
): Pick<Remembered, 'conversation' | 'session' | 'openCase' | 'said'> {
	const text = vault.open(key, conversationPlace(row.id), row.sealed);
	const parsed = snapshotSchema.safeParse(JSON.parse(text));
	if (!parsed.success) {
		throw new ServiceError(
			'conversation-unreadable',
			'a stored conversation is not of a known shape',
			'A conversation was restarted.',
		);
	}
	const { conversation, session, openCase, said } = parsed.data;
	return {
		conversation: { ...conversation, revision: row.revision } as Conversation,
		...(session === undefined ? {} : { session }),
		...(openCase === undefined
			? {}
			: { openCase: { caseId: openCase.caseId, wrappedKey: Buffer.from(openCase.key, 'base64') } }),
		...(said === undefined ? {} : { said }),
	};
}

/**
 * The person and their conversation, from the store. What cannot be read (another shape, a missing key) is begun anew rather
 * than refused; `unreadable` hears its code.
 * @throws {StoreUnavailable}
 */
export async function recall(
	parts: { readonly store: Store; readonly vault: Vault; readonly unreadable: (error: unknown) => void },
	personId: string,
	channel: Channel,
): Promise<Remembered> {
	const { store, vault } = parts;
	const { person, conversation } = await store.load(personId, conversationIdOf(personId, channel));
	if (person === undefined) return newcomer(vault, personId);
	const key = vault.openKey({ collection: 'persons', id: personId }, person.wrappedKey);
	const profile = JSON.parse(vault.open(key, profilePlace(personId), person.profile)) as Profile;
	const known = { personId, key, wrappedKey: person.wrappedKey, profile, seenDay: person.seenDay, guest: false };
	if (conversation === undefined) return { ...known, conversation: blank(answersOf(profile)) };
	try {
		return { ...known, ...openSnapshot(vault, key, conversation) };
	} catch (error) {
		parts.unreadable(error);
		return { ...known, conversation: blank(answersOf(profile), conversation.revision) };
	}
}

/** What a profile brings into a conversation. */
export function answersOf(profile: Profile): Readonly<Record<string, string>> {
	return {
		...(profile.language === undefined ? {} : { language: profile.language }),
		...(profile.lastPlace === undefined ? {} : { lastPlace: profile.lastPlace }),
	};
}
