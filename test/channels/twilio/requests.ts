import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import type { GatewayRequest } from '../../../src/channels/channel.ts';
import { createTwilioHandlers } from '../../../src/channels/twilio/create-handlers.ts';

export type Fields = Readonly<Record<string, string>>;

export const accountSid = `AC${'0123456789abcdef'.repeat(2)}`;
export const messageSid = `SM${'fedcba9876543210'.repeat(2)}`;
export const callSid = `CA${'00112233445566778899aabbccddeeff'}`;
export const authToken = 'f00df00df00df00df00df00df00df00d';
export const secondToken = 'beefbeefbeefbeefbeefbeefbeefbeef';
export const publicOrigin = 'https://line.example.org';
export const person = '+2250701020304';
export const line = '+233201234567';
export const route = { serviceCode: line };
export const handlers = createTwilioHandlers({ accountSid, authTokens: [authToken, secondToken], publicOrigin });

export const smsTarget = '/channels/twilio/sms/s3cret';
export const statusTarget = '/channels/twilio/sms-status/s3cret?m=abc-DEF_1';
export const voiceTarget = '/channels/twilio/voice/s3cret';

/** A form as Twilio posts it, with any signature. */
export function request(
	target: string,
	fields: Iterable<readonly [string, string]>,
	signature?: string,
): GatewayRequest {
	return {
		body: Buffer.from(
			new URLSearchParams([...fields].map(([name, value]): [string, string] => [name, value])).toString(),
		),
		contentType: 'application/x-www-form-urlencoded; charset=UTF-8',
		target,
		headers: signature === undefined ? {} : { 'x-twilio-signature': signature },
	};
}

export function signatureOf(target: string, fields: Fields, token = authToken): string {
	return getExpectedTwilioSignature(token, publicOrigin + target, fields);
}

/** A form as Twilio posts it, signed by Twilio's own code. */
export function signed(target: string, fields: Fields, token = authToken): GatewayRequest {
	return request(target, Object.entries(fields), signatureOf(target, fields, token));
}

export const sms: Fields = {
	ToCountry: 'GH',
	ToState: '',
	SmsMessageSid: messageSid,
	NumMedia: '0',
	ToCity: '',
	FromZip: '',
	SmsSid: messageSid,
	FromState: '',
	SmsStatus: 'received',
	FromCity: 'ABIDJAN',
	Body: "L'enfant est à Daloa From the Farm",
	FromCountry: 'CI',
	To: line,
	ToZip: '',
	NumSegments: '1',
	MessageSid: messageSid,
	AccountSid: accountSid,
	From: person,
	ApiVersion: '2010-04-01',
};

export const status: Fields = {
	AccountSid: accountSid,
	ApiVersion: '2010-04-01',
	ErrorCode: '30003',
	From: line,
	MessageSid: messageSid,
	MessageStatus: 'undelivered',
	RawDlrDoneDate: '2611251042',
	SmsSid: messageSid,
	SmsStatus: 'undelivered',
	To: person,
};

export const turn: Fields = {
	AccountSid: accountSid,
	ApiVersion: '2010-04-01',
	CallSid: callSid,
	CallStatus: 'in-progress',
	CallToken: '%7B%22parentCallInfoToken%22%3A%22eyJhbGciOiJFUzI1NiJ9%22%7D',
	Called: line,
	CalledCountry: 'GH',
	Caller: person,
	CallerCountry: 'CI',
	Digits: '12',
	Direction: 'inbound',
	FinishedOnKey: '',
	ForwardedFrom: '+2250799999999',
	From: person,
	FromCity: 'ABIDJAN',
	FromCountry: 'CI',
	To: line,
	ToCity: '',
	ToCountry: 'GH',
	msg: 'Gather End',
};
