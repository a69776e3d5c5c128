import {
	accountSid,
	callSid,
	type Fields,
	handlers,
	line,
	person,
	route,
	signed,
	turn,
	voiceTarget,
} from './requests.ts';

const at = (query: string, fields: Fields = {}) =>
	handlers.voice.parse(signed(voiceTarget + query, { ...turn, ...fields }), route);
const call = { callId: callSid, from: person, to: line, direction: 'inbound' };
const url = `https://api.twilio.com/2010-04-01/Accounts/${accountSid}/Recordings/RE${'ab'.repeat(16)}`;
const outbound = { Direction: 'outbound-api', From: line, To: person, Caller: line, Called: person };

describe('twilio/voice', () => {
	it('hears that somebody calls, whatever else is in the first request', () => {
		expect(at('', { CallStatus: 'ringing', Digits: '' })).toEqual({
			is: 'call',
			call: { ...call, turn: 0, heard: { kind: 'answered' } },
		});
		expect(at('?turn=0')).toMatchObject({ call: { turn: 0, heard: { kind: 'answered' } } });
	});
	it.each([
		['12', { kind: 'keys', digits: '12' }],
		['0', { kind: 'keys', digits: '0' }],
		['*', { kind: 'keys', digits: '*' }],
		['12#', { kind: 'keys', digits: '12' }],
		['#', { kind: 'silence' }],
		['', { kind: 'silence' }],
		['hangup', { kind: 'silence' }],
	])('hears in a later turn the keys "%s"', (digits, heard) => {
		expect(at('?turn=3', { Digits: digits })).toEqual({ is: 'call', call: { ...call, turn: 3, heard } });
	});
	it('hears a silence where there are no digits at all', () => {
		const { Digits: _digits, ...silent } = turn;
		expect(handlers.voice.parse(signed(`${voiceTarget}?turn=1`, silent), route)).toMatchObject({
			call: { heard: { kind: 'silence' } },
		});
	});
	it('hears a recording, and not the key that ended it', () => {
		const recorded = { RecordingUrl: url, RecordingDuration: '7', RecordingSid: `RE${'ab'.repeat(16)}`, Digits: '#' };
		expect(at('?turn=2', recorded)).toMatchObject({
			call: { heard: { kind: 'recording', recording: { url, seconds: 7 } } },
		});
		expect(at('?turn=2', { ...recorded, RecordingDuration: '-1' })).toMatchObject({
			call: { heard: { recording: { seconds: 0 } } },
		});
		expect(at('?turn=2', { ...recorded, RecordingUrl: 'https://evil.example/x' })).toEqual({
			is: 'odd',
			reason: 'recording-url-implausible',
		});
	});
	it('hears a call of ours, in which the person is the one who was called', () => {
		expect(at('?m=abc', outbound)).toEqual({
			is: 'call',
			call: { ...call, direction: 'outbound', turn: 0, heard: { kind: 'answered' }, ours: 'abc' },
		});
	});
	it.each(['', 'anonymous', 'Anonymous', 'Restricted', 'unknown', '+266696687', '+7378742833', '+464'])(
		'takes "%s" for a withheld number, not for somebody',
		(from) => {
			expect(at('?turn=1', { From: from, Caller: from })).toMatchObject({ is: 'call', call: { from: '' } });
		},
	);
	it.each([
		['completed', 'completed', 'completed'],
		['busy', 'dropped', 'unreached'],
		['no-answer', 'dropped', 'unreached'],
		['canceled', 'dropped', 'unreached'],
		['failed', 'failed', 'failed'],
		['evaporated', 'unknown', 'unknown'],
	])('knows the end %s of a call to us and of ours', (word, inbound, ours) => {
		const { Digits: _digits, ...ended }: Fields = {
			...turn,
			CallStatus: word,
			CallDuration: '41',
			CallbackSource: 'call-progress-events',
		};
		expect(handlers.voice.parse(signed(voiceTarget, ended), route)).toEqual({
			is: 'session-end',
			end: { sessionId: callSid, from: person, status: inbound, seconds: 41 },
		});
		expect(handlers.voice.parse(signed(`${voiceTarget}?m=x`, { ...ended, ...outbound }), route)).toEqual({
			is: 'session-end',
			end: { sessionId: callSid, from: person, status: ours, seconds: 41, ours: 'x' },
		});
	});
	it('keeps what was said when somebody hung up while speaking', () => {
		const gone = { CallStatus: 'completed', RecordingUrl: url, RecordingDuration: '9', Digits: 'hangup' };
		expect(at('?turn=4', gone)).toEqual({
			is: 'session-end',
			end: { sessionId: callSid, from: person, status: 'completed', recording: { url, seconds: 9 } },
		});
	});
	it('hears a call by its own id, not by that of the call it came from', () => {
		const parent = { ParentCallSid: `CA${'9'.repeat(32)}`, ParentCallStatus: 'completed' };
		expect(at('?turn=1', parent)).toMatchObject({ is: 'call', call: { callId: callSid } });
	});
	it('does nothing about the progress of a call', () => {
		expect(at('', { CallStatus: 'ringing', CallbackSource: 'call-progress-events' })).toEqual({ is: 'nothing' });
	});
	it.each([
		['?turn=x', {}, 'turn-implausible'],
		['?turn=12345', {}, 'turn-implausible'],
		['?turn=1&turn=2', {}, 'query-repeated'],
		['?turn=1', { CallSid: 'CA1' }, 'call-id-implausible'],
		['?turn=1', { To: '+233209999999' }, 'service-code-not-ours'],
		['?turn=1', { Direction: 'sideways' }, 'direction-missing'],
		['?turn=1', { Digits: '1A' }, 'digits-implausible'],
		['?turn=1', { From: '12345' }, 'from-implausible'],
		['?turn=1', { CallStatus: '' }, 'status-missing'],
	])('finds %s with %j odd', (query, fields, reason) => {
		expect(at(query, fields)).toEqual({ is: 'odd', reason });
	});
});
