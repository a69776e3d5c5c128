import type { IncomingCall, SessionEnd } from '../channels/channel.ts';
import type { Input } from '../conversation/index.ts';
import { type Hearing, inputOf, type SessionMark } from './hear.ts';

/** Gives the id under which a recording of the turn with this identity is kept. */
export type RecordingId = (identity: string) => string;

/** Whose call it is, where the number is withheld: each of such calls is a person's of its own. */
export const withheldIdentity = (callId: string): string => `call|${callId}`;

/**
 * What is new in a turn of a call. A call counts its turns, so that one that comes again is known for certain. A call that is not
 * known yet is a dial, whatever was pressed already.
 * @param before what is remembered of the person's calls.
 */
export function hearCall(
	call: Pick<IncomingCall, 'callId' | 'turn' | 'heard' | 'direction' | 'ours'>,
	before: { readonly session?: SessionMark },
	at: number,
	recordingId: RecordingId,
): Hearing {
	const { callId, turn } = call;
	const identity = `${callId}|${turn}`;
	const mark: SessionMark = { id: callId, heard: '', way: 'unknown', count: turn + 1, at };
	const known = before.session?.id === callId ? before.session : undefined;
	const heard = { identity, otherwise: identity };
	if (known === undefined) return { ...heard, input: begun(call), repeat: 'no', mark };
	const input = inputIn(call.heard, () => recordingId(identity));
	return turn < known.count
		? { ...heard, input, repeat: 'certain', mark: known }
		: { ...heard, input, repeat: 'no', mark };
}

/** Sources differ about the direction of calls that we make; our own id stands on no other. */
function begun({ direction, ours }: Pick<IncomingCall, 'direction' | 'ours'>): Input {
	return direction === 'outbound' || ours !== undefined ? { kind: 'dial', called: true } : { kind: 'dial' };
}

/** A call that is not taken: a wish to be called, once a call. Where a call stands that goes on, it stays. */
export function hearMissed(callId: string, before: { readonly session?: SessionMark }, at: number): Hearing {
	const identity = `${callId}|missed`;
	const mark = before.session ?? { id: callId, heard: '', way: 'unknown', count: 0, at };
	return { input: { kind: 'call-me' }, identity, otherwise: identity, repeat: 'no', mark };
}

function inputIn(heard: IncomingCall['heard'], recordingId: () => string): Input {
	switch (heard.kind) {
		case 'answered':
			return { kind: 'dial' };
		case 'silence':
			return { kind: 'silence' };
		case 'keys':
			return inputOf(heard.digits);
		case 'recording':
			return { kind: 'recording', recording: recordingId(), seconds: heard.recording.seconds };
	}
}

/**
 * What a call's end brings: a recording that somebody ended by hanging up. `undefined` where nothing is to be made of it.
 * @param listens whether the question on which the person stands listens for a recording.
 */
export function hearCallEnd(
	{ sessionId, recording }: SessionEnd,
	before: { readonly session?: SessionMark },
	at: number,
	{ recordingId, listens }: { readonly recordingId: RecordingId; readonly listens: boolean },
): Hearing | undefined {
	const { session } = before;
	if (recording === undefined || session?.id !== sessionId || !listens) return undefined;
	const identity = `${sessionId}|end`;
	return {
		input: { kind: 'recording', recording: recordingId(identity), seconds: recording.seconds },
		identity,
		otherwise: identity,
		repeat: 'no',
		mark: { ...session, at },
	};
}
