import { z } from 'zod';
import { ServiceError } from '../../shared/errors.ts';
import type { IncomingMessage } from '../channel.ts';
import { phoneNumberOf } from '../phone-number.ts';
import type { MessageSender, OutgoingMessage, Sent } from '../sending.ts';
import { type AfricastalkingOptions, type Guard, openGuard } from './guard.ts';
import { sentOf } from './sms-answer.ts';
import { timeOf } from './time.ts';
import { isId } from './words.ts';

const inbox = z.object({
	SMSMessageData: z.object({
		Messages: z.array(
			z.object({
				id: z.coerce.string(),
				from: z.string(),
				to: z.string(),
				text: z.string(),
				date: z.string().optional(),
			}),
		),
	}),
});

/**
 * Sends texts by africastalking 0.8.3: one recipient a call, since a number that the SDK takes for wrong ends a whole batch.
 * The provider knows neither an id of ours nor how long a text is of use: `id`, `validForSeconds` and `reportsTo` stay here
 * (reports go to the address of the account's dashboard). It appends how to opt out to its first message to each person, so that
 * `segments` may be more than the text has.
 *
 * @throws {ServiceError} as `openGuard`.
 */
export async function createAfricastalkingSender(options: AfricastalkingOptions): Promise<MessageSender> {
	const guard = await openGuard(options);
	return {
		send: (message, signal) => send(guard, message, signal),
		receivedAfter: (messageId, signal) => receivedAfter(guard, messageId, signal),
	};
}

async function send(guard: Guard, { to, from, text }: OutgoingMessage, signal: AbortSignal): Promise<Sent> {
	const sender = from === '' ? {} : { from };
	const attempted = await guard((sdk) => sdk.SMS.send({ to: [to], message: text, ...sender }), signal);
	return 'missed' in attempted ? attempted.missed : sentOf(attempted.answer);
}

/**
 * Messages that came after the given one, in the provider's order. One whose sender is no phone number is passed over.
 *
 * @throws {ServiceError} `africastalking-inbox` when the list cannot be had.
 */
async function receivedAfter(
	guard: Guard,
	messageId: string,
	signal: AbortSignal,
): Promise<readonly IncomingMessage[]> {
	const after = messageId === '' ? {} : { lastReceivedId: messageId };
	const attempted = await guard((sdk) => sdk.SMS.fetchMessages(after), signal);
	if ('missed' in attempted) throw noInbox(attempted.missed.reason);
	const read = inbox.safeParse(attempted.answer);
	if (!read.success) throw noInbox('bad-answer');
	return read.data.SMSMessageData.Messages.flatMap(({ id, from: sent, to, text, date }) => {
		const from = phoneNumberOf(sent);
		const sentAt = timeOf(date ?? '');
		if (from === undefined || !isId(id)) return [];
		return [{ messageId: id, from, to, text, network: '', ...(sentAt === undefined ? {} : { sentAt }) }];
	});
}

function noInbox(reason: string): ServiceError {
	return new ServiceError(
		'africastalking-inbox',
		`the list of received messages cannot be had: ${reason}`,
		"Africa's Talking does not show which messages came in. It is asked again later.",
	);
}
