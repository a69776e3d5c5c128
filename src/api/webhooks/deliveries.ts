import { z } from 'zod';
import { type Clock, dayOf } from '../../shared/clock.ts';
import type { RecordRow, RecordStore } from '../../store/records.ts';
import { openForm } from '../json-form.ts';
import { type EventType, eventTypeSchema, payloadOf, type WebhookEvent } from './events.ts';

const KIND = 'webhook-delivery';
const DAY_MS = 86_400_000;
/** Days after which what was delivered, and what was given up, is removed; until then it can be replayed. */
const KEPT_DAYS = 30;

export const deliveryStates = ['waiting', 'delivered', 'failed'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

const form = openForm(
	z.strictObject({
		event: z.string(),
		type: eventTypeSchema,
		payload: z.string(),
		attempts: z.int(),
		/** Not before then, in milliseconds since the epoch. */
		due: z.int(),
		/** Of whoever has claimed it; '' for nobody. */
		holder: z.string(),
		/** Why the last attempt failed, a machine word; '' for none. */
		reason: z.string(),
		/** Operation of the last replay; '' for none. */
		operation: z.string(),
	}),
);

/** One event on its way to one webhook. */
export interface Delivery {
	/** `<webhook>.<event>`. */
	readonly id: string;
	readonly revision: number;
	readonly state: DeliveryState;
	/** The `webhook-id` of every attempt: whoever receives it twice knows by it. */
	readonly event: string;
	readonly type: EventType;
	readonly payload: string;
	readonly attempts: number;
	readonly due: number;
	readonly holder: string;
	readonly reason: string;
	readonly operation: string;
}

export interface Deliveries {
	/** Keeps an event for a webhook, once. */
	readonly add: (webhook: string, event: WebhookEvent) => Promise<string>;
	readonly get: (webhook: string, event: string) => Promise<Delivery | undefined>;
	/** Of one webhook, in order of events' ids. */
	readonly of: (
		webhook: string,
		page: { readonly after: string; readonly most: number },
	) => Promise<readonly Delivery[]>;
	/** Those that wait, due or not, in order of ids. */
	readonly waiting: (page: { readonly after: string; readonly most: number }) => Promise<readonly Delivery[]>;
	/** Replaces exactly the revision that it was read with. `false`: somebody else did. */
	readonly put: (delivery: Delivery) => Promise<boolean>;
	/** Removes what ended long ago. */
	readonly removeOld: () => Promise<void>;
}

/** Deliveries; nothing in them is personal, so that they lie open. */
export function createDeliveries(records: RecordStore, clock: Clock): Deliveries {
	const write = ({ id, state, revision, ...kept }: Delivery) =>
		records.put({ kind: KIND, id, revision, state, day: dayOf(clock.now()), body: form.write(id, kept) });
	return {
		add: async (webhook, event) => {
			const id = idOf(webhook, event.id);
			const nothing = { attempts: 0, due: 0, holder: '', reason: '', operation: '' };
			const told = { event: event.id, type: event.type, payload: payloadOf(event) };
			// A conflict is the same event, kept before.
			await write({ id, revision: 1, state: 'waiting', ...told, ...nothing });
			return event.id;
		},
		get: async (webhook, event) => {
			const row = await records.get(KIND, idOf(webhook, event));
			return row && deliveryOf(row);
		},
		of: async (webhook, { after, most }) => {
			const rows = await records.list({ kind: KIND, after: idOf(webhook, after), most });
			return rows.filter(({ id }) => id.startsWith(idOf(webhook, ''))).map(deliveryOf);
		},
		waiting: async (page) => (await records.list({ kind: KIND, state: 'waiting', ...page })).map(deliveryOf),
		put: async (delivery) => (await write({ ...delivery, revision: delivery.revision + 1 })) === 'kept',
		removeOld: async () => {
			const before = dayOf(clock.now() - KEPT_DAYS * DAY_MS);
			for (const state of ['delivered', 'failed']) await records.remove({ kind: KIND, state, before });
		},
	};
}

/** Whose it is. */
export function webhookOf({ id }: Pick<Delivery, 'id'>): string {
	return id.slice(0, id.indexOf('.'));
}

function idOf(webhook: string, event: string): string {
	return `${webhook}.${event}`;
}

function deliveryOf(row: RecordRow): Delivery {
	return { id: row.id, revision: row.revision, state: row.state as DeliveryState, ...form.read(row) };
}
