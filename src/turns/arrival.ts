import type { IncomingCall, IncomingMessage, RemoteRecording, SessionEnd } from '../channels/channel.ts';
import { type Flows, listensForSpeech, settingOf, type Words } from '../conversation/index.ts';
import type { Vault } from '../vault/vault.ts';
import type { Hearing } from './hear.ts';
import { hearCall, hearCallEnd, hearMissed, type RecordingId, withheldIdentity } from './hear-call.ts';
import { type Found, hearMessage } from './hear-message.ts';
import { recordingIdOf } from './plan-recording.ts';
import type { Remembered } from './remembered.ts';

/** Something that came from a person, whatever its medium. */
export interface Arrival {
	readonly from: string;
	readonly to: string;
	readonly sessionId?: string;
	/** Who it is, where that is not the number. */
	readonly person?: string;
	/** What was said on a call. */
	readonly recording?: RemoteRecording;
	/** Where it is a text. */
	readonly message?: IncomingMessage;
	/** Milliseconds since the epoch from which on an answer is waited for; absent: it has just come. */
	readonly waitsSince?: number;
	/** What is new in it, given what is remembered; `undefined`: nothing. */
	readonly hear: (before: Remembered, at: number) => Hearing | undefined;
}

interface ArrivalParts {
	readonly flows: Flows;
	readonly words: Words;
	readonly vault: Vault;
}

/** A turn's id: the same words of the same session by the same route are the same turn. */
export const turnIdOf = (vault: Vault, routeId: string, identity: string): string =>
	vault.index('turn', `${routeId}|${identity}`);

/** A text, by its callback or from its provider's list. */
export function messageArrival(
	{ words }: Pick<ArrivalParts, 'words'>,
	routeId: string,
	message: IncomingMessage,
	found: Found,
): Arrival {
	const { from, to, sentAt } = message;
	const commanded = { words: words.commands, calls: words.route(routeId).callsBy !== undefined };
	return {
		from,
		to,
		message,
		...(found === 'called' || sentAt === undefined ? {} : { waitsSince: sentAt }),
		hear: (before, at) => hearMessage({ message, found, commanded }, before, at),
	};
}

/** One turn of a call. */
export function callArrival({ vault }: ArrivalParts, routeId: string, call: IncomingCall): Arrival {
	const { callId, from, to, heard } = call;
	const recordingId = recordingIdsOf(vault, routeId);
	return {
		...callerOf(callId, from),
		to,
		...(heard.kind === 'recording' ? { recording: heard.recording } : {}),
		hear: (before, at) => hearCall(call, before, at, recordingId),
	};
}

/** A call that is not taken. */
export const missedArrival = (call: IncomingCall): Arrival => ({
	...callerOf(call.callId, call.from),
	to: call.to,
	hear: (before, at) => hearMissed(call.callId, before, at),
});

/** What was being said when a call ended; `undefined` where nothing was recorded then. */
export function callEndArrival(
	{ flows, words, vault }: ArrivalParts,
	routeId: string,
	end: SessionEnd,
): Arrival | undefined {
	const { sessionId, from, recording } = end;
	if (recording === undefined) return undefined;
	const recordingId = recordingIdsOf(vault, routeId);
	const setting = settingOf(flows, words, routeId);
	return {
		...callerOf(sessionId, from),
		to: '',
		recording,
		hear: (before, at) => {
			const listens = listensForSpeech(before.conversation, setting);
			return hearCallEnd(end, before, at, { recordingId, listens });
		},
	};
}

const callerOf = (callId: string, from: string): Pick<Arrival, 'from' | 'sessionId' | 'person'> => ({
	from,
	sessionId: callId,
	...(from === '' ? { person: withheldIdentity(callId) } : {}),
});

const recordingIdsOf =
	(vault: Vault, routeId: string): RecordingId =>
	(identity) =>
		recordingIdOf(vault, turnIdOf(vault, routeId, identity));
