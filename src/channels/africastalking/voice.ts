import type { Reply } from '../../conversation/index.ts';
import type { Addresses, GatewayAnswer, GatewayHandler, GatewayRequest, HeardOnCall, Parsed } from '../channel.ts';
import { endingOf } from './call-ending.ts';
import { type CallForm, readCall, recordingIn, whoIn } from './call-form.ts';
import { speechOf } from './speech.ts';
import { isId, isVisibleAscii } from './words.ts';

const xml = 'application/xml; charset=utf-8';
/** More turns than any call has. */
const mostTurns = 9_999;

/**
 * Africa's Talking voice: https://developers.africastalking.com/docs/voice/handle_calls. One form POST a turn, answered with what
 * is spoken next; the request with `isActive=0` says that the call is over. No field counts the turns: the address does.
 */
export const africastalkingVoice = {
	path: 'africastalking/voice',
	channel: 'voice',
	parse,
	answer: (reply: Reply, addresses: Addresses): GatewayAnswer => ({
		contentType: xml,
		body: speechOf(reply, addresses),
	}),
	/** https://developers.africastalking.com/docs/voice/actions/reject */
	reject: { contentType: xml, body: '<?xml version="1.0" encoding="UTF-8"?><Response><Reject/></Response>' },
	/** Says nothing and ends the call, if there still is one. */
	acknowledge: { contentType: xml, body: '<?xml version="1.0" encoding="UTF-8"?><Response/>' },
} satisfies GatewayHandler;

function parse(request: GatewayRequest, route: { readonly serviceCode: string }): Parsed {
	const form = readCall(request);
	if (typeof form === 'string') return odd(form);
	const { sessionId, isActive } = form;
	if (sessionId === undefined) return odd('session-id-missing');
	if (!isVisibleAscii(sessionId)) return odd(sessionId === '' ? 'session-id-empty' : 'session-id-implausible');
	if (isActive !== '0' && isActive !== '1')
		return odd(isActive === undefined ? 'active-missing' : 'active-implausible');
	const who = whoIn(form, route.serviceCode);
	if (typeof who === 'string') return odd(who);
	const ours = oursIn(form);
	if (isActive === '0') {
		return { is: 'session-end', end: { sessionId, from: who.from, ...endingOf(form, who.direction), ...ours } };
	}
	const turn = turnOf(request.target ?? '');
	if (turn === undefined) return odd('turn-implausible');
	const heard = heardIn(form, turn);
	if (typeof heard === 'string') return odd(heard);
	return { is: 'call', call: { callId: sessionId, ...who, to: route.serviceCode, turn, heard, ...ours } };
}

function odd(reason: string): Parsed {
	return { is: 'odd', reason };
}

/** The id that we gave to a call of ours. The SDK hands over the word `undefined` for calls of others that had none. */
function oursIn({ clientRequestId }: CallForm): { readonly ours?: string } {
	return clientRequestId !== undefined && isId(clientRequestId) ? { ours: clientRequestId } : {};
}

/** `turn` in the address to which it was posted; 0 where it has none. */
function turnOf(target: string): number | undefined {
	const query = target.indexOf('?');
	if (query === -1) return 0;
	const [turn, ...more] = new URLSearchParams(target.slice(query + 1)).getAll('turn');
	if (turn === undefined) return 0;
	return more.length === 0 && /^\d{1,4}$/.test(turn) && Number(turn) <= mostTurns ? Number(turn) : undefined;
}

/** A recording comes first: the key that ended it is sent along with it. */
function heardIn(form: CallForm, turn: number): HeardOnCall | string {
	if ((form.recordingUrl ?? '') !== '') {
		const recording = recordingIn(form);
		return recording === undefined ? 'recording-url-implausible' : { kind: 'recording', recording };
	}
	const digits = keysOf(form.dtmfDigits ?? '');
	if (digits === undefined) return 'digits-implausible';
	if (digits !== '') return { kind: 'keys', digits };
	return turn === 0 ? { kind: 'answered' } : { kind: 'silence' };
}

/** Keys without the one that ended them, which the provider was seen to send. `undefined` where something is no key. */
function keysOf(sent: string): string | undefined {
	return /^[0-9*#]*$/.test(sent) ? sent.replace(/#$/, '') : undefined;
}
