import type { MessageSender, OutgoingMessage, Sent } from '../sending.ts';
import { type AfricastalkingOptions, type Guard, openGuard } from './guard.ts';
import { createInbox } from './inbox.ts';
import { sentOf } from './sms-answer.ts';

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
		inbox: createInbox(guard),
	};
}

async function send(guard: Guard, { to, from, text }: OutgoingMessage, signal: AbortSignal): Promise<Sent> {
	const sender = from === '' ? {} : { from };
	const attempted = await guard((sdk) => sdk.SMS.send({ to: [to], message: text, ...sender }), signal);
	return 'missed' in attempted ? attempted.missed : sentOf(attempted.answer);
}
