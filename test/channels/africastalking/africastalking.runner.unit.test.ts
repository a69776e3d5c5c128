import { africastalkingSms } from '../../../src/channels/africastalking/sms.ts';
import { africastalkingSmsDelivery } from '../../../src/channels/africastalking/sms-delivery.ts';
import { africastalkingSmsOptOut } from '../../../src/channels/africastalking/sms-opt-out.ts';
import { africastalkingVoice } from '../../../src/channels/africastalking/voice.ts';
import { describeHandler, type Fields, type HandlerTable } from '../support/handler-runner.ts';

const person = '+233241234567';
const messageId = '28a92cdf-2d63-4ee3-93df-4233d3de0356';
const ours = '+233307001234';

const encode = (fields: Fields): string =>
	new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])).toString();
const shared = { contentType: 'application/x-www-form-urlencoded', encode, canRepeat: true };

const sms: HandlerTable = {
	...shared,
	handler: africastalkingSms,
	route: { serviceCode: '22384' },
	plain: [
		{
			name: 'a text',
			is: 'message',
			fields: [
				['date', '2026-11-25T06:04:45Z'],
				['from', person],
				['id', messageId],
				['text', "l'enfant est blessé"],
				['to', '22384'],
				['networkCode', '62001'],
			],
			needs: ['from', 'to', 'text'],
			text: 'text',
			word: { field: 'networkCode', like: /^[A-Za-z-]{1,20}$/ },
		},
	],
	recorded: [
		{
			name: 'a text of a premium service',
			body: `linkId=Sample1&cost=KES+1.0&date=2026-11-25+06%3A04%3A45&from=%2B233241234567&to=22384&text=OUI&id=1`,
			means: {
				is: 'message',
				message: {
					messageId: '1',
					from: person,
					to: '22384',
					text: 'OUI',
					network: '',
					sentAt: Date.UTC(2026, 10, 25, 6, 4, 45),
				},
			},
		},
		{
			name: "a text to another's short code",
			body: 'from=%2B233241234567&to=22385&text=OUI&id=1',
			means: { is: 'odd', reason: 'to-not-ours' },
		},
	],
};

const report = (word: string, state: 'sent' | 'delivered' | undefined) =>
	({ is: 'report', report: { ref: 'ATXid_1', state, word, to: person } }) as const;

const delivery: HandlerTable = {
	...shared,
	handler: africastalkingSmsDelivery,
	route: { serviceCode: '22384' },
	plain: [
		{
			name: 'a report',
			is: 'report',
			fields: [
				['id', 'ATXid_5f1b2c3d4e5f60718293'],
				['status', 'Failed'],
				['phoneNumber', person],
				['failureReason', 'DeliveryFailure'],
			],
			needs: ['id', 'status'],
			word: { field: 'status', like: /^Zz[A-Za-z]{0,30}$/ },
		},
	],
	recorded: [
		{
			name: 'a text that was handed on, and then arrived',
			body: 'id=ATXid_1&status=Sent&phoneNumber=%2B233241234567&networkCode=62001&retryCount=0',
			means: report('Sent', 'sent'),
		},
		{
			name: 'a text that arrived',
			body: 'id=ATXid_1&status=Success&phoneNumber=%2B233241234567',
			means: report('Success', 'delivered'),
		},
		{
			name: 'a word that nobody listed',
			body: 'id=ATXid_1&status=Parked&phoneNumber=%2B233241234567',
			means: report('Parked', undefined),
		},
	],
};

const optOut: HandlerTable = {
	...shared,
	handler: africastalkingSmsOptOut,
	route: { serviceCode: '22384' },
	plain: [{ name: 'an opt-out', is: 'opt-out', fields: [['phoneNumber', person]], needs: ['phoneNumber'] }],
	recorded: [
		{
			name: 'an opt-out from a sender of ours',
			body: 'senderId=COCOA&phoneNumber=%2B233241234567',
			means: { is: 'opt-out', from: person, wants: 'stopped' },
		},
	],
};

const call: Fields = [
	['isActive', '1'],
	['sessionId', 'ATVId_9f8e7d6c5b4a39281706'],
	['direction', 'Inbound'],
	['callerNumber', person],
	['destinationNumber', ours],
];
const needsOfCall = ['isActive', 'sessionId', 'callerNumber', 'destinationNumber'];

const voice: HandlerTable = {
	...shared,
	handler: africastalkingVoice,
	route: { serviceCode: ours },
	plain: [
		{
			name: 'a turn of a call',
			is: 'call',
			query: '?turn=3',
			fields: [...call, ['dtmfDigits', '12'], ['clientRequestId', 'c1']],
			needs: needsOfCall,
			word: { field: 'direction', like: /^zz[A-Za-z]{0,20}$/ },
		},
		{
			name: 'a recording',
			is: 'call',
			query: '?turn=4',
			fields: [
				...call,
				['recordingUrl', 'https://africastalking.com/recordings/5ea3e.mp3'],
				['durationInSeconds', '17'],
			],
			needs: needsOfCall,
			word: { field: 'callSessionState', like: /^zz[A-Za-z]{0,20}$/ },
		},
		{
			name: 'the end of a call',
			is: 'session-end',
			fields: [
				['isActive', '0'],
				...call.slice(1),
				['hangupCause', 'NORMAL_CLEARING'],
				['callSessionState', 'Completed'],
				['durationInSeconds', '41'],
			],
			needs: needsOfCall,
			word: { field: 'hangupCause', like: /^ZZ[A-Z_]{0,30}$/ },
		},
	],
};

for (const table of [sms, delivery, optOut, voice]) describeHandler(table);
