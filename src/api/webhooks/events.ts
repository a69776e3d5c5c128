import { z } from 'zod';

const id = z.string().regex(/^[\w.-]{1,100}$/);
/** A version of an entry of the catalogue. */
const version = z.strictObject({ programme: id, version: z.int().min(1) });

/**
 * Every event there is, with what it tells: ids and states, nothing of a person. Whoever wants more asks the API for it with a key of
 * its own, so that reading stays bound to scopes and audited.
 */
export const eventData = {
	/** Sent on request, to try a webhook. */
	'webhook.ping': z.strictObject({ webhook: id }),
	/** A webhook failed for too long, or said that it is gone. Told to the others. */
	'webhook.disabled': z.strictObject({ webhook: id, reason: z.enum(['failing', 'gone']) }),
	'programme.published': version,
	'programme.withdrawn': version,
	/** Its last day is over. */
	'programme.expired': version,
} as const satisfies Readonly<Record<string, z.ZodType>>;

export type EventType = keyof typeof eventData;

export const eventTypes = Object.keys(eventData) as [EventType, ...EventType[]];
export const eventTypeSchema = z.enum(eventTypes);

/** Something that happened, to be told to whoever subscribed to it. */
export interface WebhookEvent<Type extends EventType = EventType> {
	/** Unique; one that is published twice is delivered once more at most. */
	readonly id: string;
	readonly type: Type;
	readonly data: z.output<(typeof eventData)[Type]>;
	/** Milliseconds since the epoch. */
	readonly at: number;
}

/** The body of a delivery, as the Standard Webhooks specification has it. @throws `ZodError` when the data is not the type's. */
export function payloadOf({ type, data, at }: WebhookEvent): string {
	return JSON.stringify({ type, timestamp: new Date(at).toISOString(), data: eventData[type].parse(data) });
}
