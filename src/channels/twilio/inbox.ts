import type TwilioSdk from 'twilio';
import { ServiceError } from '../../shared/errors.ts';
import { phoneNumberOf } from '../phone-number.ts';
import type { Inbox, ReceivedMessage } from '../sending.ts';
import type { Api } from './api.ts';
import { joinedText } from './joined-text.ts';
import { isSameCode } from './read-fields.ts';

type Listed = Awaited<ReturnType<TwilioSdk.Twilio['messages']['list']>>[number];

const pageSize = 100;
/** Newest texts of one look. More wait for nobody: a line that misses so many callbacks is down. */
const mostListed = 5_000;
const sidShape = /^(?:SM|MM)[0-9a-f]{32}$/;

/**
 * What came in by the list of messages: https://www.twilio.com/docs/messaging/api/message-resource#read-multiple-message-resources.
 * A text to us has its `DateSent` at once, unlike one of ours that still waits.
 */
export function createInbox(api: Api): Inbox {
	return {
		sameIds: true,
		received: async ({ to, since }, signal) => {
			const dateSentAfter = new Date(since);
			const ran = await api.run(
				(client) => client.messages.list({ to, dateSentAfter, pageSize, limit: mostListed }),
				signal,
			);
			if (ran.is !== 'done') {
				throw new ServiceError('twilio-inbox', 'no list of messages', 'Twilio did not say which messages came in.');
			}
			const found = ran.value.flatMap((message) => receivedOf(message, to, since));
			return found.toSorted((one, other) => one.sentAt - other.sentAt);
		},
	};
}

function receivedOf(message: Listed, to: string, since: number): ReceivedMessage[] {
	const { sid, dateSent, dateCreated } = message;
	const time = dateSent ?? dateCreated;
	const sentAt = time instanceof Date ? time.getTime() : Number.NaN;
	const from = phoneNumberOf(String(message.from));
	const isToUs = message.direction === 'inbound' && isSameCode(String(message.to), to) && sidShape.test(sid);
	/** Twilio's times are whole seconds. */
	if (from === undefined || !isToUs || !(sentAt + 999 >= since)) return [];
	return [{ messageId: sid, from, to, text: joinedText(message.body ?? ''), network: '', sentAt }];
}
