import type { IncomingCall, RemoteRecording } from '../channel.ts';
import { phoneNumberOf } from '../phone-number.ts';
import { createReader } from './callback.ts';
import { isSameNumber } from './sms.ts';

/** The fields of a voice callback that we read, decoded; absent when the form lacks them. */
export interface CallForm {
	isActive?: string;
	sessionId?: string;
	direction?: string;
	callerNumber?: string;
	destinationNumber?: string;
	dtmfDigits?: string;
	recordingUrl?: string;
	durationInSeconds?: string;
	callSessionState?: string;
	hangupCause?: string;
	clientRequestId?: string;
}

export const readCall = createReader<CallForm>({
	isActive: { word: 'active', longest: 8 },
	sessionId: { word: 'session-id', longest: 128 },
	direction: { word: 'direction', longest: 32 },
	callerNumber: { word: 'caller-number', longest: 64 },
	destinationNumber: { word: 'destination-number', longest: 64 },
	dtmfDigits: { word: 'digits', longest: 64 },
	recordingUrl: { word: 'recording-url', longest: 1_024 },
	durationInSeconds: { word: 'duration', longest: 16 },
	callSessionState: { word: 'state', longest: 64 },
	hangupCause: { word: 'hangup-cause', longest: 64 },
	clientRequestId: { word: 'client-request-id', longest: 128 },
});

/** How networks call a caller who hides the number. */
const withheld = new Set(['', 'anonymous', 'private', 'restricted', 'unavailable', 'unknown', 'withheld']);

/**
 * Who speaks with us. Which of the two numbers is the person's does not hang on `direction`: sources differ about calls that we
 * make, so the one that is not ours is taken.
 *
 * @returns a machine word for why it is odd, where none of them is ours or the other is no number.
 */
export function whoIn(form: CallForm, ours: string): Pick<IncomingCall, 'from' | 'direction'> | string {
	const { callerNumber, destinationNumber } = form;
	if (callerNumber === undefined) return 'caller-number-missing';
	if (destinationNumber === undefined) return 'destination-number-missing';
	const theyCalled = isSameNumber(destinationNumber, ours);
	if (!theyCalled && !isSameNumber(callerNumber, ours)) return 'destination-number-not-ours';
	const sent = theyCalled ? callerNumber : destinationNumber;
	const from = withheld.has(sent.toLowerCase()) ? '' : phoneNumberOf(sent);
	if (from === undefined) return theyCalled ? 'caller-number-implausible' : 'destination-number-implausible';
	return { from, direction: directionOf(form.direction ?? '') ?? (theyCalled ? 'inbound' : 'outbound') };
}

/** In any case, as it varies; `undefined` for a word that is none of the two. */
function directionOf(sent: string): 'inbound' | 'outbound' | undefined {
	const word = sent.toLowerCase();
	return word === 'inbound' || word === 'outbound' ? word : undefined;
}

/** Absent where the form has none, or one that is no address. Which hosts are fetched from is decided at the fetch. */
export function recordingIn(form: CallForm): RemoteRecording | undefined {
	const url = form.recordingUrl ?? '';
	return /^https?:\/\/[!-~]+$/i.test(url) ? { url, seconds: secondsIn(form) ?? 0 } : undefined;
}

/** Whole seconds of the call, or of the recording in the turn that brings one. */
export function secondsIn(form: CallForm): number | undefined {
	const sent = form.durationInSeconds ?? '';
	return /^\d{1,6}$/.test(sent) ? Number(sent) : undefined;
}
