import type TwilioSdk from 'twilio';
import { ServiceError } from '../../shared/errors.ts';
import { phoneNumberOf } from '../phone-number.ts';
import type { ListedMessage, MessageSender, OutgoingMessage, Sent } from '../sending.ts';
import { type ApiOptions, createApi } from './api.ts';
import { createInbox } from './inbox.ts';
import { isOptOut, reasonOf, stateOf } from './message-words.ts';
import { notAccepted, priceOf, refused, reportsUrl } from './outcome.ts';

export interface TwilioSenderOptions extends ApiOptions {
	/** Where texts go out by a Messaging Service, which Advanced Opt-Out (ARRET) needs: `MG` and 32 hexadecimal digits. */
	readonly messagingServiceSid?: string;
}

type Messages = TwilioSdk.Twilio['messages'];
type Created = Awaited<ReturnType<Messages['create']>>;
type NewMessage = Parameters<Messages['create']>[0];

/** Most UTF-16 units of a body: https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource. */
const longestBody = 1_600;
const longestValidity = 36_000;
/** Newest messages to one number that are looked through; one person gets a few a week. */
const mostListed = 100;
const refShape = /^(?:SM|MM)[0-9a-f]{32}$/;

/** Sends texts by Twilio. There is no key against double sending: what is in doubt must be looked up by `sentTo`. */
export function createTwilioSender(options: TwilioSenderOptions): MessageSender {
	const api = createApi(options);
	return {
		send: async (message, signal) => {
			const flaw = flawOf(message);
			if (flaw !== undefined) return refused(flaw, 'never');
			const asked = newMessage(message, options.messagingServiceSid);
			const ran = await api.run((client) => client.messages.create(asked), signal);
			return ran.is === 'done' ? acceptedOf(ran.value) : notAccepted(ran);
		},
		/**
		 * Not asked for by `DateSent`: a message that still waits has none yet, and would be taken for one that was never sent.
		 *
		 * @throws {ServiceError} when Twilio gave no list.
		 */
		sentTo: async (to, since, signal) => {
			const ran = await api.run(
				(client) => client.messages.list({ to, pageSize: mostListed, limit: mostListed }),
				signal,
			);
			if (ran.is !== 'done')
				throw new ServiceError('twilio-list', 'no list of messages', 'Twilio did not say which messages were sent.');
			return ran.value.flatMap((message) => listedOf(message, to, since));
		},
		inbox: createInbox(api),
	};
}

/** What Twilio would refuse in any case. */
function flawOf({ to, text }: OutgoingMessage): string | undefined {
	if (phoneNumberOf(to) === undefined) return 'invalid-phone-number';
	if (text.trim() === '') return 'text-empty';
	return text.length > longestBody ? 'text-too-long' : undefined;
}

function newMessage(message: OutgoingMessage, messagingServiceSid: string | undefined): NewMessage {
	return {
		to: message.to,
		...(message.from === '' ? {} : { from: message.from }),
		...(messagingServiceSid === undefined ? {} : { messagingServiceSid }),
		body: message.text,
		validityPeriod: Math.min(longestValidity, Math.max(1, Math.floor(message.validForSeconds))),
		/** The text was fitted to the route's alphabet already, and names are not to be rewritten. */
		smartEncoded: false,
		...(message.reportsTo === '' ? {} : { statusCallback: reportsUrl(message.reportsTo, message.id) }),
	};
}

function acceptedOf(created: Created): Sent {
	const ref: unknown = created.sid;
	if (typeof ref !== 'string' || !refShape.test(ref)) return { outcome: 'unknown', reason: 'answer-implausible' };
	/** Created, and given up in the same breath. */
	if (created.status === 'failed') return notAccepted({ is: 'error', status: 400, code: codeOf(created) });
	const price = priceOf(created.price, created.priceUnit);
	const segments = Number(created.numSegments);
	return {
		outcome: 'accepted',
		ref,
		...(price === undefined ? {} : { price }),
		/** 0 while a Messaging Service has not chosen the sender. */
		...(Number.isSafeInteger(segments) && segments > 0 ? { segments } : {}),
	};
}

function listedOf(message: Created, to: string, since: number): ListedMessage[] {
	const at = message.dateCreated instanceof Date ? message.dateCreated.getTime() : Number.NaN;
	const isOurs = message.to === to && String(message.direction).startsWith('outbound') && refShape.test(message.sid);
	/** Twilio's times are whole seconds. */
	if (!isOurs || Number.isNaN(at) || at + 999 < since) return [];
	const word = String(message.status);
	const code = codeOf(message);
	const reason = reasonOf(code);
	const price = priceOf(message.price, message.priceUnit);
	const report = {
		ref: message.sid,
		state: stateOf(word, code),
		word,
		to,
		...(reason === undefined ? {} : { reason }),
		...(isOptOut(code) ? { optedOut: true as const } : {}),
		...(price === undefined ? {} : { price }),
	};
	return [{ ref: message.sid, to, text: message.body ?? '', at, report }];
}

function codeOf({ errorCode }: Created): string {
	return Number.isSafeInteger(errorCode) ? String(errorCode) : '';
}
