import { type Channel, lastSaid, type Reply, type Words } from '../conversation/index.ts';
import { ServiceError } from '../shared/errors.ts';
import type { Store, TurnRow } from '../store/store.ts';
import { StoreUnavailable } from '../store/unavailable.ts';
import type { DataKey, Vault } from '../vault/vault.ts';
import type { Hearing } from './hear.ts';
import { guest, openReply, type Remembered, recall } from './remembered.ts';
import type { Breaker } from './spool/breaker.ts';

/** What repeats are found with. */
export interface RepeatParts {
	readonly words: Words;
	readonly store: Store;
	readonly vault: Vault;
	readonly breaker: Pick<Breaker, 'usesStore' | 'storeFailed'>;
	readonly count: (counted: { readonly route: string; readonly flow: string; readonly outcome: 'repeat' }) => void;
	readonly unreadable: (error: unknown) => void;
}

/** Who this is and where their conversation stands; a guest's, while the store cannot be asked. */
export async function load(parts: RepeatParts, personId: string, channel: Channel): Promise<Remembered> {
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
export async function repeat(
	parts: RepeatParts,
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
async function storedTurn(parts: RepeatParts, turnId: string): Promise<TurnRow | 'unavailable' | undefined> {
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
export async function storedReply(
	parts: RepeatParts,
	routeId: string,
	row: TurnRow,
	before: Remembered,
): Promise<Reply> {
	const route = parts.words.route(routeId);
	const opened = openedReply(parts.vault, before.key, row);
	if (opened !== undefined) return opened;
	const stored = await load(parts, before.personId, route.channel);
	if (stored.guest) throw repeatUnavailable();
	return openedReply(parts.vault, stored.key, row) ?? lastSaid(parts.words, routeId, { key: 'nav.goodbye' });
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
