import { z } from 'zod';
import type { CallMaker, OutgoingCall, Sent } from '../sending.ts';
import { fetchRecording, type RecordingOptions } from './fetch-recording.ts';
import { type AfricastalkingOptions, type Guard, openGuard } from './guard.ts';
import { isId, machineWordOf, tableOf } from './words.ts';

const answer = z.object({
	entries: z.array(z.object({ status: z.string(), sessionId: z.string().catch('') })).catch([]),
	errorMessage: z.string().catch(''),
});

/** `status` of an entry. A word that is not here leaves the call in doubt. */
const meaningOf = tableOf<'accepted' | 'never' | 'later'>([
	['Queued', 'accepted'],
	['InvalidPhoneNumber', 'never'],
	['DestinationNotSupported', 'never'],
	['InsufficientCredit', 'later'],
]);

/**
 * Makes calls by africastalking 0.8.3 (`POST /call`), with our id as `clientRequestId`, which the callbacks of the call hand back.
 * What is spoken is asked from the address that the dashboard holds for our number: `answersTo` and `reportsTo` stay here.
 * The provider offers no way to delete a recording.
 *
 * @throws {ServiceError} as `openGuard`.
 */
export async function createAfricastalkingCaller(
	options: AfricastalkingOptions & RecordingOptions,
): Promise<CallMaker> {
	const guard = await openGuard(options);
	return {
		call: (call, signal) => make(guard, call, signal),
		fetchRecording: (url, signal) => fetchRecording(url, options, signal),
	};
}

async function make(guard: Guard, { id, to, from }: OutgoingCall, signal: AbortSignal): Promise<Sent> {
	const attempted = await guard((sdk) => sdk.VOICE.call({ callFrom: from, callTo: [to], clientRequestId: id }), signal);
	return 'missed' in attempted ? attempted.missed : sentOf(attempted.answer);
}

/** `{entries: [{phoneNumber, status, sessionId}], errorMessage: "None"}`. The message may quote a number: it is never passed on. */
function sentOf(body: unknown): Sent {
	const read = answer.safeParse(body);
	if (!read.success) return { outcome: 'unknown', reason: 'bad-answer' };
	const { entries, errorMessage } = read.data;
	const [only, ...others] = entries;
	if (only === undefined) return withoutEntry(errorMessage);
	const meaning = meaningOf(only.status);
	if (others.length > 0 || meaning === undefined) return { outcome: 'unknown', reason: machineWordOf(only.status) };
	if (meaning !== 'accepted') return { outcome: 'refused', reason: machineWordOf(only.status), retry: meaning };
	if (!isId(only.sessionId)) return { outcome: 'unknown', reason: 'no-session-id' };
	return { outcome: 'accepted', ref: only.sessionId };
}

function withoutEntry(errorMessage: string): Sent {
	if (errorMessage === '' || errorMessage === 'None') return { outcome: 'unknown', reason: 'no-entry' };
	const isCallerId = errorMessage.toLowerCase().startsWith('invalid callerid');
	return { outcome: 'refused', reason: isCallerId ? 'invalid-caller-id' : 'unlisted', retry: 'never' };
}
