import { africastalkingVoice } from '../../../src/channels/africastalking/voice.ts';
import type { IncomingCall, Parsed, SessionEnd } from '../../../src/channels/channel.ts';
import { describeForgotten, type Fields, requestOf } from './forgotten.ts';

const ours = '+233307001234';
const route = { serviceCode: ours };
const recordingUrl = 'https://africastalking.com/recordings/5ea3e.mp3';
const inbound: Fields = {
	isActive: '1',
	sessionId: 'ATVId_1',
	direction: 'Inbound',
	callerNumber: '+233241234567',
	destinationNumber: ours,
};
const parse = (fields: Fields, target?: string): Parsed => africastalkingVoice.parse(requestOf(fields, target), route);
const call = (changes: Partial<IncomingCall> = {}): Parsed => ({
	is: 'call',
	call: {
		callId: 'ATVId_1',
		from: '+233241234567',
		to: ours,
		direction: 'inbound',
		turn: 0,
		heard: { kind: 'answered' },
		...changes,
	},
});
const end = (changes: Partial<SessionEnd>): Parsed => ({
	is: 'session-end',
	end: { sessionId: 'ATVId_1', from: '+233241234567', status: 'completed', ...changes },
});
const odd = (reason: string): Parsed => ({ is: 'odd', reason });

describeForgotten({
	handler: africastalkingVoice,
	...route,
	plain: {
		...inbound,
		dtmfDigits: '',
		recordingUrl,
		durationInSeconds: '3',
		callSessionState: 'Ringing',
		hangupCause: '',
		clientRequestId: 'c1',
	},
	is: ['call', 'session-end'],
});

describe('africastalking/voice: turns', () => {
	it('hears that a person called', () => {
		const more = { callSessionState: 'Ringing', callerCountryCode: '233', callStartTime: '2022-03-01+16:13:56' };
		expect(parse({ ...inbound, ...more }, '/channels/africastalking/voice/s')).toEqual(call());
	});
	it.each(['inbound', 'INBOUND', 'Sideways', ''])('takes the direction "%s" for what the numbers say', (direction) => {
		expect(parse({ ...inbound, direction })).toEqual(call());
	});
	it.each([
		['callerNumber', { callerNumber: ours, destinationNumber: '+233241234567' }],
		['destinationNumber', { callerNumber: '+233241234567', destinationNumber: ours }],
	])("finds the person's number in a call of ours whose own number is the %s, because sources differ", (_, numbers) => {
		expect(parse({ ...inbound, ...numbers, direction: 'Outbound', clientRequestId: 'call-7' })).toEqual(
			call({ direction: 'outbound', ours: 'call-7' }),
		);
	});
	it.each(['undefined', 'None', ''])('does not take "%s" for an id of ours', (clientRequestId) => {
		expect(parse({ ...inbound, clientRequestId })).toEqual(call());
	});
	it.each([
		['1', '1'],
		['123#', '123'],
		['12*3', '12*3'],
		['1##', '1#'],
		['*', '*'],
	])('hears the keys %s as %s, without the one that ended them', (dtmfDigits, digits) => {
		expect(parse({ ...inbound, dtmfDigits }, '/v?turn=2')).toEqual(call({ turn: 2, heard: { kind: 'keys', digits } }));
	});
	it.each([{}, { dtmfDigits: '' }, { dtmfDigits: '#' }])('hears silence in %j after the first turn', (fields) => {
		expect(parse({ ...inbound, ...fields }, '/v?turn=1')).toEqual(call({ turn: 1, heard: { kind: 'silence' } }));
	});
	it('hears a recording, and not the key that ended it', () => {
		const fields = { ...inbound, recordingUrl, durationInSeconds: '17', dtmfDigits: '#' };
		expect(parse(fields, '/v?turn=3')).toEqual(
			call({ turn: 3, heard: { kind: 'recording', recording: { url: recordingUrl, seconds: 17 } } }),
		);
	});
	it('keeps a recording whose length it cannot read', () => {
		expect(parse({ ...inbound, recordingUrl, durationInSeconds: 'x' }, '/v?turn=3')).toEqual(
			call({ turn: 3, heard: { kind: 'recording', recording: { url: recordingUrl, seconds: 0 } } }),
		);
	});
	it.each(['', 'Anonymous', 'UNKNOWN', 'Restricted'])('answers a caller who is called "%s"', (callerNumber) => {
		expect(parse({ ...inbound, callerNumber })).toEqual(call({ from: '' }));
	});
	it.each<[string, Fields, string | undefined, string]>([
		['no session', { sessionId: '' }, undefined, 'session-id-empty'],
		['a session with a blank', { sessionId: 'a b' }, undefined, 'session-id-implausible'],
		['a call that is neither on nor over', { isActive: 'yes' }, undefined, 'active-implausible'],
		["another's number", { destinationNumber: '+233307009999' }, undefined, 'destination-number-not-ours'],
		['a caller that is no number', { callerNumber: 'a@sip.example' }, undefined, 'caller-number-implausible'],
		['letters for keys', { dtmfDigits: '1a' }, '/v?turn=1', 'digits-implausible'],
		['a recording without an address', { recordingUrl: 'file:///etc/passwd' }, '/v', 'recording-url-implausible'],
		['a turn that is no number', {}, '/v?turn=x', 'turn-implausible'],
		['a negative turn', {}, '/v?turn=-1', 'turn-implausible'],
		['two turns at once', {}, '/v?turn=1&turn=2', 'turn-implausible'],
	])('finds %s odd', (_, changes, target, reason) => {
		expect(parse({ ...inbound, ...changes }, target)).toEqual(odd(reason));
	});
});

describe('africastalking/voice: ends', () => {
	const over = { ...inbound, isActive: '0', callSessionState: 'Completed', currencyCode: 'KES', amount: '1.2' };

	it.each<[string, SessionEnd['status']]>([
		['NORMAL_CLEARING', 'completed'],
		['ORIGINATOR_CANCEL', 'dropped'],
		['NORMAL_TEMPORARY_FAILURE', 'failed'],
		['UNSPECIFIED', 'unknown'],
		['SOMETHING_NEW', 'unknown'],
		['toString', 'unknown'],
		['', 'completed'],
	])('takes the cause "%s" for %s', (hangupCause, status) => {
		expect(parse({ ...over, hangupCause })).toEqual(end({ status }));
	});
	it.each(['USER_BUSY', 'NO_ANSWER', 'CALL_REJECTED', 'SUBSCRIBER_ABSENT', 'USER_NOT_REGISTERED', 'NO_USER_RESPONSE'])(
		'knows by %s that a person was not reached, and that nobody who calls can be so',
		(hangupCause) => {
			const outbound = { ...over, direction: 'Outbound', callerNumber: ours, destinationNumber: '+233241234567' };
			expect(parse({ ...outbound, hangupCause })).toEqual(end({ status: 'unreached' }));
			expect(parse({ ...over, hangupCause })).toEqual(end({ status: 'failed' }));
		},
	);
	it('says nothing of an end without a cause or a state', () => {
		expect(parse({ ...inbound, isActive: '0' })).toEqual(end({ status: 'unknown' }));
	});
	it('keeps the recording of somebody who hung up while speaking', () => {
		const fields = { ...over, recordingUrl, durationInSeconds: '41', clientRequestId: 'call-7' };
		expect(parse(fields)).toEqual(end({ recording: { url: recordingUrl, seconds: 41 }, seconds: 41, ours: 'call-7' }));
	});
	it('hears the end of a call whatever its address counts', () => {
		expect(parse(over, '/v?turn=x')).toEqual(end({}));
	});
});
