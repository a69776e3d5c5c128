import type { IncomingCall, SessionEnd } from '../channel.ts';
import { type CallForm, recordingIn, secondsIn } from './call-form.ts';
import { tableOf } from './words.ts';

type Status = SessionEnd['status'];

/** `hangupCause`: names of FreeSWITCH. A word that is not here is kept as `unknown`. */
const statusOf = tableOf<Status>([
	['NORMAL_CLEARING', 'completed'],
	['ORIGINATOR_CANCEL', 'dropped'],
	['LOSE_RACE', 'dropped'],
	['CALL_REJECTED', 'unreached'],
	['USER_BUSY', 'unreached'],
	['NO_ANSWER', 'unreached'],
	['NO_USER_RESPONSE', 'unreached'],
	['SUBSCRIBER_ABSENT', 'unreached'],
	['USER_NOT_REGISTERED', 'unreached'],
	['RECOVERY_ON_TIMER_EXPIRE', 'failed'],
	['NORMAL_TEMPORARY_FAILURE', 'failed'],
	['SERVICE_UNAVAILABLE', 'failed'],
	['UNALLOCATED_NUMBER', 'failed'],
	['UNSPECIFIED', 'unknown'],
]);

/** How a call ended, by its last request. */
export function endingOf(
	form: CallForm,
	direction: IncomingCall['direction'],
): Pick<SessionEnd, 'status' | 'recording' | 'seconds'> {
	const recording = recordingIn(form);
	const seconds = secondsIn(form);
	return {
		status: statusIn(form, direction),
		...(recording === undefined ? {} : { recording }),
		...(seconds === undefined ? {} : { seconds }),
	};
}

/** Somebody who calls us cannot be unreached: such a call failed. Without a cause, the call's own state is all that is known. */
function statusIn(form: CallForm, direction: IncomingCall['direction']): Status {
	const cause = form.hangupCause ?? '';
	if (cause === '') return form.callSessionState?.toLowerCase() === 'completed' ? 'completed' : 'unknown';
	const status = statusOf(cause) ?? 'unknown';
	return status === 'unreached' && direction === 'inbound' ? 'failed' : status;
}
