import { z } from 'zod';
import type { Sent } from '../sending.ts';
import { priceOf } from './money.ts';
import { isId, machineWordOf, tableOf } from './words.ts';

const recipient = z.object({
	statusCode: z.coerce.number().optional(),
	status: z.string().catch(''),
	messageId: z.string().catch(''),
	cost: z.coerce.string().optional(),
	/** Newer answers only. */
	messageParts: z.number().int().positive().optional().catch(undefined),
});
const answer = z.object({
	SMSMessageData: z.object({ Message: z.string().catch(''), Recipients: z.array(recipient) }),
});

interface Meaning {
	/** `doubt`: the provider keeps the message and does not say what for. */
	readonly is: 'accepted' | 'never' | 'later' | 'doubt';
	readonly word: string;
}

/** `statusCode` of a recipient. The word beside it is `Success` for all of the first three. */
const byCode = new Map<number, Meaning>([
	[100, { is: 'accepted', word: 'processed' }],
	[101, { is: 'accepted', word: 'sent' }],
	[102, { is: 'accepted', word: 'queued' }],
	[401, { is: 'doubt', word: 'risk-hold' }],
	[402, { is: 'never', word: 'invalid-sender-id' }],
	[403, { is: 'never', word: 'invalid-phone-number' }],
	[404, { is: 'never', word: 'unsupported-number-type' }],
	[405, { is: 'later', word: 'insufficient-balance' }],
	[406, { is: 'never', word: 'user-in-blacklist' }],
	[407, { is: 'later', word: 'could-not-route' }],
	[409, { is: 'never', word: 'do-not-disturb' }],
	[500, { is: 'later', word: 'internal-server-error' }],
	[501, { is: 'later', word: 'gateway-error' }],
	[502, { is: 'never', word: 'rejected-by-gateway' }],
]);

/** The same by the word `status`, for answers without a code, and for `Message` where there are no recipients. */
const byWord = tableOf<Meaning>([
	['Success', { is: 'accepted', word: 'sent' }],
	['RiskHold', { is: 'doubt', word: 'risk-hold' }],
	['InvalidSenderId', { is: 'never', word: 'invalid-sender-id' }],
	['InvalidPhoneNumber', { is: 'never', word: 'invalid-phone-number' }],
	['UnsupportedNumberType', { is: 'never', word: 'unsupported-number-type' }],
	['InsufficientBalance', { is: 'later', word: 'insufficient-balance' }],
	['UserInBlacklist', { is: 'never', word: 'user-in-blacklist' }],
	['CouldNotRoute', { is: 'later', word: 'could-not-route' }],
	['DoNotDisturbRejection', { is: 'never', word: 'do-not-disturb' }],
	['InternalServerError', { is: 'later', word: 'internal-server-error' }],
	['GatewayError', { is: 'later', word: 'gateway-error' }],
	['RejectedByGateway', { is: 'never', word: 'rejected-by-gateway' }],
]);

/** What the answer to a message to one recipient says. A 201 says nothing yet: refusals come in it, too. */
export function sentOf(body: unknown): Sent {
	const read = answer.safeParse(body);
	if (!read.success) return { outcome: 'unknown', reason: 'bad-answer' };
	const { Message, Recipients } = read.data.SMSMessageData;
	const [only, ...others] = Recipients;
	if (only === undefined) return withoutRecipient(Message);
	if (others.length > 0) return { outcome: 'unknown', reason: 'several-recipients' };
	return ofRecipient(only);
}

/** A sender id that is not ours leaves the list empty: medic/medic-docs pull 112. */
function withoutRecipient(message: string): Sent {
	const meaning = byWord(message);
	if (meaning === undefined || meaning.is === 'accepted') return { outcome: 'unknown', reason: 'no-recipient' };
	return ofMeaning(meaning, false);
}

function ofRecipient({ statusCode, status, messageId, cost, messageParts }: z.infer<typeof recipient>): Sent {
	const meaning = statusCode === undefined ? byWord(status) : byCode.get(statusCode);
	if (meaning === undefined) return { outcome: 'unknown', reason: machineWordOf(status) };
	if (meaning.is !== 'accepted') return ofMeaning(meaning, isId(messageId));
	if (!isId(messageId)) return { outcome: 'unknown', reason: 'no-message-id' };
	const price = priceOf(cost);
	return {
		outcome: 'accepted',
		ref: messageId,
		...(price === undefined ? {} : { price }),
		...(messageParts === undefined ? {} : { segments: messageParts }),
	};
}

/** A passing failure of a message that got an id may still be sent by them: only without one is it certain that it was not taken. */
function ofMeaning({ is, word }: Meaning, hasId: boolean): Sent {
	if (is === 'accepted' || is === 'doubt' || (is === 'later' && hasId)) return { outcome: 'unknown', reason: word };
	const optedOut = word === 'user-in-blacklist' ? { optedOut: true as const } : {};
	return { outcome: 'refused', reason: word, retry: is, ...optedOut };
}
