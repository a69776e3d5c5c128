import type { GatewayHandler, HeardOnCall, IncomingCall, Parsed, RemoteRecording, SessionEnd } from '../channel.ts';
import { phoneNumberOf } from '../phone-number.ts';
import { emptyResponse, type HandlerOptions, odd, oursOf, rejectResponse } from './handler.ts';
import { accountShape, compileShapes, isSameCode, type ReadFields, type Shape, toShape } from './read-fields.ts';
import { renderTwiml } from './render-twiml.ts';
import type { Signed } from './signature.ts';

const shapes = {
	accountSid: accountShape,
	callSid: { name: 'CallSid', value: 'CA[0-9a-f]{32}', take: 'first', word: 'call-id' },
	callStatus: { name: 'CallStatus', value: '[a-z][a-z0-9-]*', take: 'first', word: 'status' },
	callDuration: { name: 'CallDuration', value: '\\d{1,6}', take: 'first', word: 'duration' },
	callbackSource: { name: 'CallbackSource', value: '[a-z-]+', take: 'first', word: 'source' },
	/** After a recording: the key that ended it, or that the person hung up. */
	digits: { name: 'Digits', value: '[0-9*#]+|hangup', take: 'last', word: 'digits' },
	direction: { name: 'Direction', value: '[a-z][a-z-]*', take: 'last', word: 'direction' },
	from: {
		name: 'From',
		value: '\\+?\\d{3,15}|[Aa]nonymous|[Rr]estricted|[Bb]locked|[Uu]nknown|[Uu]navailable|[Pp]rivate',
		take: 'last',
		notAfter: 'Forwarded',
		word: 'from',
	},
	recordingDuration: { name: 'RecordingDuration', value: '-?\\d{1,6}', take: 'last', word: 'recording-duration' },
	recordingUrl: {
		name: 'RecordingUrl',
		value: 'https?://[a-z0-9.:-]+/2010-04-01/Accounts/AC[0-9a-f]{32}/Recordings/RE[0-9a-f]{32}',
		take: 'last',
		word: 'recording-url',
	},
	to: toShape,
} as const satisfies Record<string, Shape>;

const read = compileShapes(shapes);
type Values = Extract<ReadFields<typeof shapes>, { ok: true }>['values'];

/** `CallStatus` of a call that goes on: https://www.twilio.com/docs/voice/api/call-resource#call-status-values. */
const going: ReadonlySet<string> = new Set(['queued', 'initiated', 'ringing', 'in-progress', 'answered']);

/** How a call ended, by whether we made it. A word that is in neither table is an end of an unknown kind. */
const endings: ReadonlyMap<string, readonly [inbound: SessionEnd['status'], outbound: SessionEnd['status']]> = new Map([
	['completed', ['completed', 'completed']],
	['busy', ['dropped', 'unreached']],
	['no-answer', ['dropped', 'unreached']],
	['canceled', ['dropped', 'unreached']],
	['failed', ['failed', 'failed']],
] as const);

/** Numbers that spell ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN, UNAVAILABLE and "no caller id" on a keypad, as Twilio sends them. */
const withheld: ReadonlySet<string> = new Set([
	'',
	'+266696687',
	'+7378742833',
	'+2562533',
	'+8656696',
	'+86282452253',
	'+464',
]);

/** Calls: https://www.twilio.com/docs/voice/twiml#request-parameters. Turns and ends come to the same URL. */
export function createVoiceHandler({ accountSid, check }: HandlerOptions): GatewayHandler {
	return {
		path: 'twilio/voice',
		channel: 'voice',
		parse: (request, route) => {
			const verdict = check(request);
			return verdict.is === 'signed' ? callOf(verdict.signed, accountSid, route.serviceCode) : verdict;
		},
		answer: renderTwiml,
		reject: rejectResponse,
		acknowledge: emptyResponse,
	};
}

function callOf(signed: Signed, accountSid: string, serviceCode: string): Parsed {
	const fields = read(signed);
	if (!fields.ok) return odd(fields.reason);
	const { values } = fields;
	if (values.accountSid !== accountSid) return odd('account-not-ours');
	if (values.callSid === '') return odd('call-id-missing');
	if (values.callStatus === '') return odd('status-missing');
	const direction = directionOf(values.direction);
	if (direction === undefined) return odd('direction-missing');
	const [person, line] = direction === 'inbound' ? [values.from, values.to] : [values.to, values.from];
	if (!isSameCode(line, serviceCode)) return odd('service-code-not-ours');
	const from = personOf(person);
	if (from === undefined) return odd('from-implausible');
	const turn = /^\d{0,4}$/.exec(signed.query.get('turn') ?? '');
	if (turn === null) return odd('turn-implausible');
	const ours = oursOf(signed);
	const known = { from, ...(ours === undefined ? {} : { ours }) };
	if (!going.has(values.callStatus)) return { is: 'session-end', end: { ...known, ...endOf(values, direction) } };
	/** Progress of a call, which no TwiML is waited for. */
	if (values.callbackSource !== '') return { is: 'nothing' };
	const call = { callId: values.callSid, to: serviceCode, direction, turn: Number(turn[0]) };
	return { is: 'call', call: { ...known, ...call, heard: heardIn(values, call.turn) } };
}

function directionOf(word: string): IncomingCall['direction'] | undefined {
	if (word === 'inbound') return 'inbound';
	return word.startsWith('outbound') ? 'outbound' : undefined;
}

/** '' where the person's number is withheld. */
function personOf(sent: string): string | undefined {
	return withheld.has(sent) || /^[A-Za-z]/.test(sent) ? '' : phoneNumberOf(sent);
}

function heardIn(values: Values, turn: number): HeardOnCall {
	if (turn === 0) return { kind: 'answered' };
	const recording = recordingOf(values);
	if (recording !== undefined) return { kind: 'recording', recording };
	const digits = values.digits === 'hangup' ? '' : values.digits.replace(/#$/, '');
	return digits === '' ? { kind: 'silence' } : { kind: 'keys', digits };
}

function recordingOf({ recordingUrl, recordingDuration }: Values): RemoteRecording | undefined {
	if (recordingUrl === '') return undefined;
	return { url: recordingUrl, seconds: Math.max(0, Number(recordingDuration)) };
}

function endOf(values: Values, direction: IncomingCall['direction']): Omit<SessionEnd, 'from' | 'ours'> {
	const recording = recordingOf(values);
	return {
		sessionId: values.callSid,
		status: endings.get(values.callStatus)?.[direction === 'inbound' ? 0 : 1] ?? 'unknown',
		...(recording === undefined ? {} : { recording }),
		...(values.callDuration === '' ? {} : { seconds: Number(values.callDuration) }),
	};
}
