import { phoneNumberOf } from '../phone-number.ts';
import type { CallMaker, OutgoingCall, Sent } from '../sending.ts';
import { createApi } from './api.ts';
import { notAccepted, refused, reportsUrl, withOurs } from './outcome.ts';
import { deleteRecording, fetchRecording, type RecordingOptions } from './recording.ts';

export interface TwilioCallerOptions extends RecordingOptions {
	/** Seconds for which a phone may ring, 5 to 600. Some 30 are before a mailbox of the operator takes the call. */
	readonly ringSeconds: number;
}

const refShape = /^CA[0-9a-f]{32}$/;

/** Makes calls by Twilio: https://www.twilio.com/docs/voice/api/call-resource#create-a-call-resource. */
export function createTwilioCaller(options: TwilioCallerOptions): CallMaker {
	const api = createApi(options);
	return {
		call: async (call, signal) => {
			if (phoneNumberOf(call.to) === undefined) return refused('invalid-phone-number', 'never');
			const asked = newCall(call, options.ringSeconds);
			const ran = await api.run((client) => client.calls.create(asked), signal);
			return ran.is === 'done' ? acceptedOf(ran.value.sid) : notAccepted(ran);
		},
		fetchRecording: (url, signal) => fetchRecording(options, url, signal),
		deleteRecording: (url, signal) => deleteRecording(options, url, signal),
	};
}

/** The fallback is the same address: whatever was in the way may have passed, and a turn that comes twice is known as one. */
function newCall(call: OutgoingCall, ringSeconds: number) {
	const url = withOurs(call.answersTo, call.id);
	return {
		to: call.to,
		from: call.from,
		url,
		method: 'POST',
		fallbackUrl: url,
		fallbackMethod: 'POST',
		timeout: Math.min(600, Math.max(5, Math.floor(ringSeconds))),
		...(call.reportsTo === ''
			? {}
			: { statusCallback: reportsUrl(call.reportsTo, call.id), statusCallbackMethod: 'POST' }),
	};
}

function acceptedOf(ref: unknown): Sent {
	return typeof ref === 'string' && refShape.test(ref)
		? { outcome: 'accepted', ref }
		: { outcome: 'unknown', reason: 'answer-implausible' };
}
