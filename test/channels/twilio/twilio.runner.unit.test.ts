import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import type { GatewayHandler, Parsed } from '../../../src/channels/channel.ts';
import { describeHandler, type Fields, type HandlerTable } from '../support/handler-runner.ts';
import * as requests from './requests.ts';

const { accountSid, callSid, handlers, line, messageSid, person } = requests;

const entries = (fields: requests.Fields): Fields => Object.entries(fields);
const encode = (fields: Fields): string =>
	new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])).toString();

/** As Twilio signs: the address, then each name once with its values, sorted. */
function sign(target: string, body: Buffer): Readonly<Record<string, string>> {
	const params = Object.create(null) as Record<string, string | string[]>;
	for (const [name, value] of new URLSearchParams(body.toString())) {
		const before = params[name];
		params[name] = before === undefined ? value : [before, value].flat();
	}
	const url = requests.publicOrigin + target;
	return { 'x-twilio-signature': getExpectedTwilioSignature(requests.authToken, url, params) };
}

const shared = (handler: GatewayHandler) => ({
	handler,
	route: requests.route,
	contentType: 'application/x-www-form-urlencoded',
	encode,
	canRepeat: true,
	sign,
	secrets: [requests.authToken, requests.secondToken, accountSid],
});
const message = { messageId: messageSid, from: person, to: line, text: 'Bonjour', network: '' };
const numbers = `AccountSid=${accountSid}&From=${encodeURIComponent(person)}&To=${encodeURIComponent(line)}`;
const heard = (changes: object = {}): Parsed => ({ is: 'message', message: { ...message, ...changes } });

const sms: HandlerTable = {
	...shared(handlers.sms),
	plain: [
		{
			name: 'a text',
			is: 'message',
			fields: [
				['MessageSid', messageSid],
				['Body', "L'enfant est à Daloa From the Farm"],
				['To', line],
				['AccountSid', accountSid],
				['From', person],
			],
			needs: ['MessageSid', 'Body', 'To', 'AccountSid', 'From'],
			text: 'Body',
		},
		{
			name: 'a text by which somebody stops',
			is: 'message',
			fields: [...entries(requests.sms), ['OptOutType', 'STOP']],
			needs: ['MessageSid', 'Body', 'To', 'AccountSid', 'From'],
			word: { field: 'OptOutType', like: /^ZZ[A-Z]{0,20}$/ },
		},
	],
	boundless: ['Body'],
	recorded: [
		{ name: 'a text', body: `${numbers}&MessageSid=${messageSid}&Body=Bonjour`, means: heard() },
		{ name: 'an empty text', body: `${numbers}&MessageSid=${messageSid}&Body=`, means: heard({ text: '' }) },
		{
			name: 'a text by which somebody begins again',
			body: `${numbers}&MessageSid=${messageSid}&Body=START&OptOutType=START`,
			means: heard({ text: 'START', optOut: 'started' }),
		},
		{
			name: 'a text to another line',
			body: `${numbers.replace('233201234567', '233209999999')}&MessageSid=${messageSid}&Body=Bonjour`,
			means: { is: 'odd', reason: 'service-code-not-ours' },
		},
	],
};

const smsStatus: HandlerTable = {
	...shared(handlers.smsStatus),
	plain: [
		{
			name: 'a report',
			is: 'report',
			/** Its last letter could be cut off as a field of its own that is signed the same. */
			query: '?m=abc-DEF_A',
			fields: entries(requests.status),
			needs: ['MessageSid', 'MessageStatus', 'AccountSid'],
			word: { field: 'MessageStatus', like: /^zz[a-z_-]{0,20}$/ },
		},
		{
			name: 'a report without an id of ours',
			is: 'report',
			fields: [
				['MessageSid', messageSid],
				['MessageStatus', 'delivered'],
				['To', person],
				['AccountSid', accountSid],
			],
			needs: ['MessageSid', 'MessageStatus', 'AccountSid'],
			word: { field: 'MessageStatus', like: /^zz[a-z_-]{0,20}$/ },
		},
	],
};

const voice: HandlerTable = {
	...shared(handlers.voice),
	/** We say to Twilio how many keys it may take. */
	boundless: ['Digits'],
	plain: [
		{
			name: 'a turn of a call',
			is: 'call',
			query: '?turn=3',
			fields: entries(requests.turn),
			needs: ['AccountSid', 'CallSid', 'CallStatus', 'Direction', 'To'],
			word: { field: 'CallStatus', like: /^zz[a-z-]{0,20}$/ },
		},
		{
			name: 'the end of a call of ours',
			is: 'session-end',
			query: '?m=abc',
			fields: [
				['AccountSid', accountSid],
				['CallSid', callSid],
				['CallStatus', 'busy'],
				['Direction', 'outbound-api'],
				['From', line],
				['To', person],
			],
			needs: ['AccountSid', 'CallSid', 'CallStatus', 'Direction', 'From'],
			word: { field: 'CallStatus', like: /^zz[a-z-]{0,20}$/ },
		},
		{
			name: 'the progress of a call',
			is: 'nothing',
			fields: [
				['AccountSid', accountSid],
				['CallSid', callSid],
				['CallStatus', 'ringing'],
				['CallbackSource', 'call-progress-events'],
				['Direction', 'inbound'],
				['From', person],
				['To', line],
			],
			needs: ['AccountSid', 'CallSid', 'CallStatus', 'Direction', 'To'],
		},
	],
};

for (const table of [sms, smsStatus, voice]) describeHandler(table);
