import { z } from 'zod';

/** In which order messages go: danger before an answer, an answer before what we begin ourselves. */
export const lanes = { danger: 0, reply: 1, survey: 2, broadcast: 3 } as const;

/**
 * What a message is for, which decides what is promised of it and what it needs to be allowed (design §4, rules 10 and 13):
 *
 * - `reply`: the answer to a text that the person has just sent. At least once; a second copy does no harm.
 * - `notice`: about a case, to its reporter, if they wished to be told by neutral texts. At least once.
 * - `survey`, `broadcast`: begun by us. At most once, and never to who wants none.
 */
export const messageClasses = ['reply', 'notice', 'survey', 'broadcast'] as const;
export type MessageClass = (typeof messageClasses)[number];

/** What is sealed in an outbox row of kind `message`. Checked when it is opened: an older release may have sealed it. */
export const messageSchema = z.strictObject({
	class: z.enum(messageClasses),
	/** E.164 with its `+`. Of a notice '': the number is the one that the case keeps by then. */
	to: z.string(),
	/** As it goes out: worded, in the route's alphabet. */
	text: z.string().min(1),
	/** Which text it is, the same for all who get it; for caps. */
	textId: z.string(),
	/** Milliseconds since the epoch after which it is of no use. */
	expiresAt: z.number(),
});

export type Message = z.infer<typeof messageSchema>;

/** What is sealed in an outbox row of kind `call`: a call that somebody asked of the line itself. */
export const askedCallSchema = z.strictObject({
	/** E.164 with its `+`. */
	to: z.string(),
	/** Milliseconds since the epoch after which it is of no use. */
	expiresAt: z.number(),
	/** Of a second attempt: id of the row that asked for the first. */
	first: z.string().exactOptional(),
});

export type AskedCall = z.infer<typeof askedCallSchema>;

/** Where a message is sealed in its row. */
export const messagePlace = (rowId: string) => ({ collection: 'outbox', field: 'sealed', id: rowId }) as const;

/** What is sealed in an outbox row of kind `recording`: what somebody said on a call, still at the provider. */
export const remoteRecordingSchema = z.strictObject({
	/** Id under which it is to be kept; the report names it. */
	recordingId: z.string(),
	/** Where the provider keeps it. */
	url: z.string(),
	/** Whole seconds; 0 where the provider does not say. */
	seconds: z.number(),
	/** Of a question: the request that it is kept with, instead of a case. */
	request: z.string().exactOptional(),
	/** Of a text of the line that a speaker recorded; `unkept`: only to be deleted, unless it was kept meanwhile. */
	take: z.enum(['kept', 'unkept']).exactOptional(),
});

export type RemoteRecordingRow = z.infer<typeof remoteRecordingSchema>;
