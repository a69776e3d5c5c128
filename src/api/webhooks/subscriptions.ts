import { z } from 'zod';
import type { Chance } from '../../shared/chance.ts';
import { type Clock, dayOf } from '../../shared/clock.ts';
import type { RecordRow, RecordStore } from '../../store/records.ts';
import type { Vault } from '../../vault/vault.ts';
import { sealedForm } from '../json-form.ts';
import { ApiError } from '../problem.ts';
import { isPublicAddress, refuseAddress } from './addresses.ts';
import { type EventType, eventTypeSchema } from './events.ts';

const KIND = 'webhook';
/** Bytes of a secret; Standard Webhooks asks for 24 to 64. */
const SECRET_BYTES = 32;
const PAGE = 200;
/** Webhooks that there are at most: each event is kept once for each. */
const MOST = 100;

export const webhookUrlSchema = z
	.string()
	.max(500)
	.refine(isSafeUrl, 'https to a public host, without a name and password')
	.meta({ description: 'https, to an address of the public internet; redirects are not followed.', format: 'uri' });

export const webhookStates = ['active', 'paused', 'disabled'] as const;
type WebhookState = (typeof webhookStates)[number];

const keptSchema = z.strictObject({
	url: z.string(),
	events: z.array(eventTypeSchema),
	/** Standard Webhooks' form: `whsec_` and base64. */
	secret: z.string(),
	/** Operation of the last write. */
	operation: z.string(),
});

/** Somebody who wants to be told of events. */
export interface Webhook {
	readonly id: string;
	readonly revision: number;
	readonly state: WebhookState | 'deleted';
	readonly url: string;
	readonly events: readonly EventType[];
	readonly secret: string;
	readonly operation: string;
}

export interface WebhookChange {
	readonly url: string;
	readonly events: readonly EventType[];
	readonly state: WebhookState;
}

export interface Webhooks {
	/** `operation` becomes its id: made again with the same one, it is what was made then. @throws {ApiError} `conflict` when there are too many. */
	readonly create: (operation: string, ask: Pick<WebhookChange, 'url' | 'events'>) => Promise<Webhook>;
	readonly get: (id: string) => Promise<Webhook | undefined>;
	/** Without deleted ones, in order of ids. */
	readonly list: (page: { readonly after: string; readonly most: number }) => Promise<readonly Webhook[]>;
	readonly active: () => Promise<readonly Webhook[]>;
	/** Replaces exactly this revision. @throws {ApiError} `revision-stale` when it is not the newest any more. */
	readonly change: (was: Webhook, operation: string, change: WebhookChange) => Promise<Webhook>;
	/** Its secret and address are gone at once. @throws as `change`. */
	readonly remove: (was: Webhook, operation: string) => Promise<void>;
}

export interface WebhookParts {
	readonly records: RecordStore;
	readonly vault: Vault;
	readonly clock: Clock;
	readonly chance: Chance;
}

/** Webhooks, sealed: an address may hold a password of the other side. */
export function createWebhooks({ records, vault, clock, chance }: WebhookParts): Webhooks {
	const form = sealedForm(KIND, keptSchema, vault);
	const read = (row: RecordRow): Webhook => {
		const { id, revision, state } = row;
		return { id, revision, state: state as Webhook['state'], ...form.read(row) };
	};
	const put = async ({ id, revision, state, url, events, secret, operation }: Webhook) => {
		const body = form.write(id, { url, events: [...events], secret, operation });
		return records.put({ kind: KIND, id, revision, state, day: dayOf(clock.now()), body });
	};
	const get: Webhooks['get'] = async (id) => {
		const row = await records.get(KIND, id);
		return row === undefined || row.state === 'deleted' ? undefined : read(row);
	};
	const replace = async (webhook: Webhook): Promise<Webhook> => {
		if ((await put(webhook)) === 'kept') return webhook;
		throw new ApiError('revision-stale', 'Read it again, and decide again: it was changed meanwhile.');
	};
	const list: Webhooks['list'] = async ({ after, most }) => {
		const found: Webhook[] = [];
		for await (const row of rowsOf(records, after)) {
			if (row.state !== 'deleted') found.push(read(row));
			if (found.length === most) break;
		}
		return found;
	};
	return {
		get,
		list,
		create: async (operation, ask) => {
			const made = await get(operation);
			if (made !== undefined) return made;
			if ((await list({ after: '', most: MOST })).length === MOST)
				throw new ApiError('conflict', `There are ${MOST} webhooks already: delete one first.`);
			const secret = `whsec_${Buffer.from(chance.bytes(SECRET_BYTES)).toString('base64')}`;
			return replace({ ...ask, id: operation, revision: 1, state: 'active', secret, operation });
		},
		active: async () => (await records.list({ kind: KIND, state: 'active', most: MOST * 2 })).map(read),
		change: (was, operation, change) => replace({ ...was, ...change, operation, revision: was.revision + 1 }),
		remove: async (was, operation) => {
			const nothing = { url: '', events: [], secret: '', operation };
			await replace({ ...was, ...nothing, state: 'deleted', revision: was.revision + 1 });
		},
	};
}

async function* rowsOf(records: RecordStore, after: string): AsyncIterable<RecordRow> {
	let behind = after;
	for (;;) {
		const rows = await records.list({ kind: KIND, after: behind, most: PAGE });
		yield* rows;
		const last = rows.at(-1);
		if (last === undefined) return;
		behind = last.id;
	}
}

function isSafeUrl(text: string): boolean {
	try {
		const url = new URL(text);
		refuseAddress(url, { isAllowed: isPublicAddress });
		return (
			url.protocol === 'https:' &&
			url.username === '' &&
			url.password === '' &&
			url.hostname.includes('.') &&
			isNoLocalName(url.hostname)
		);
	} catch {
		return false;
	}
}

/** Names that mean something in our own network, if anything. Whatever other name leads there is refused when it is looked up. */
function isNoLocalName(hostname: string): boolean {
	return !/(?:^|\.)(?:localhost|local|internal|home\.arpa)\.?$/i.test(hostname);
}
