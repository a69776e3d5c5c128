import { dayOf } from '../shared/clock.ts';
import type { OutboxClaim, OutboxEnding } from '../store/coordination.ts';
import { messagePlace, type RemoteRecordingRow, remoteRecordingSchema } from '../store/message.ts';
import type { OutboxRow } from '../store/store.ts';
import { formatOf, RECORDING_BYTES_MOST, sealRecording } from '../vault/recording.ts';
import type { Vault } from '../vault/vault.ts';
import { type Asked, asked, reasonOf } from './ask-provider.ts';
import type { FetchParts, RecordingAlarm, RecordingRoute } from './fetch-parts.ts';
import { keepForRequest } from './keep-for-request.ts';
import { keepTake } from './keep-take.ts';
import { isGivenUp, waitAfter } from './recording-waits.ts';

export {
	type FetchParts,
	type FetchStep,
	fetchSteps,
	type RecordingAlarm,
	type RecordingRoute,
} from './fetch-parts.ts';

/** A recording under way. */
export interface Work {
	readonly claim: OutboxClaim;
	readonly remote: RemoteRecordingRow;
	readonly route: RecordingRoute;
	readonly parts: FetchParts;
}

/** How far it came: kept and deleted; deleted since its case is erased; or not all of it, and why. */
type Outcome =
	| { readonly is: 'moved' }
	| { readonly is: 'erased'; readonly alarm?: RecordingAlarm }
	| { readonly is: 'not-yet'; readonly reason: string; readonly alarm: RecordingAlarm };

/**
 * One claimed recording, up to the end of the claim: its attempt recorded, fetched, sealed under its case's key, kept, deleted at
 * the provider, and how it ended recorded. Every step may be done again: a process that dies in here leaves it to be fetched once
 * more under the same id, and it is deleted nowhere before it is kept here. What fails is tried again for 48 hours at least.
 *
 * It ends as `accepted`: the ending that a claim has after an attempt that went well; `delivered` is said by reports alone.
 * @throws {StoreUnavailable}
 */
export async function fetchOne(claim: OutboxClaim, route: RecordingRoute, parts: FetchParts): Promise<void> {
	const { row, fence } = claim;
	const at = parts.step ?? (() => {});
	await at('claimed');
	const remote = openRemote(row, parts.vault);
	await at('opened');
	if (remote === undefined) {
		const ending = { state: 'suppressed', reason: 'unreadable', at: parts.clock.now() } as const;
		return conclude(claim, ending, route, parts, 'unreadable');
	}
	const work = { claim, remote, route, parts };
	const holder = row.caseId === '' ? undefined : await parts.store.cases.byId(row.caseId);
	await at('before-attempt');
	if (!(await parts.store.outbox.attempt(row.id, fence, parts.clock.now()))) return;
	await at('attempted');
	const outcome = await remove(work, await keepWhereItBelongs(work, holder?.wrappedKey));
	const ending = endingOf(outcome, claim, parts.clock.now());
	const alarm = 'alarm' in outcome && ending.state === 'failed' ? outcome.alarm : undefined;
	await conclude(claim, ending, route, parts, alarm);
}

/** With the request or the take that it is of, else with its case. */
function keepWhereItBelongs(work: Work, wrappedKey: Uint8Array | undefined): Promise<Kept> {
	const { request, take } = work.remote;
	if (take !== undefined) return keepTake(work, take);
	return request === undefined ? keep(work, wrappedKey) : keepForRequest(work, request);
}

/** Where the recording lies; `undefined` where no key opens it any more, or it is of no known shape. */
function openRemote(row: OutboxRow, vault: Vault): RemoteRecordingRow | undefined {
	try {
		const parsed = remoteRecordingSchema.safeParse(
			JSON.parse(vault.openFor('outbox', messagePlace(row.id), row.sealed)),
		);
		return parsed.success ? parsed.data : undefined;
	} catch {
		return undefined;
	}
}

/** What became of it here. `erased`: it belongs to nobody any more. */
export type Kept = 'kept' | 'left' | 'erased' | { readonly failed: string };

/** Fetches and keeps it, unless that was done by an attempt before this one, or by another instance meanwhile. */
async function keep(work: Work, wrappedKey: Uint8Array | undefined): Promise<Kept> {
	const { claim, remote, route, parts } = work;
	const at = parts.step ?? (() => {});
	if (wrappedKey === undefined) return { failed: 'no-case' };
	if (wrappedKey.length === 0) return 'erased';
	if (await isKept(work)) return 'kept';
	await at('before-fetch');
	const fetched = await asked((signal) => route.calls.fetchRecording(remote.url, signal), parts.deadlineMs);
	// Somebody who was quicker may have kept it and deleted it there.
	if ('failed' in fetched) return (await isKept(work)) ? 'kept' : fetched;
	const sound = fetched.value;
	if (sound.length === 0) return { failed: 'recording-empty' };
	if (sound.length > RECORDING_BYTES_MOST) return { failed: 'recording-too-large' };
	await at('fetched');
	const { caseId } = claim.row;
	const id = remote.recordingId;
	const sealed = sealFor(caseId, wrappedKey, parts.vault, { id, sound });
	if ('failed' in sealed) return sealed;
	await at('before-keeping');
	const { seconds } = remote;
	const day = dayOf(parts.clock.now());
	const put = await parts.store.recordings.put({ id, caseId, seconds, day, sealed: sealed.value });
	await at('kept');
	if (put === 'kept' && formatOf(sound) === 'unknown') parts.alarm('recording-not-sound', route.id);
	return put === 'no-case' ? 'erased' : 'kept';
}

function sealFor(
	caseId: string,
	wrappedKey: Uint8Array,
	vault: Vault,
	{ id, sound }: { readonly id: string; readonly sound: Uint8Array },
): Asked<Uint8Array> {
	try {
		const key = vault.openKey({ collection: 'cases', id: caseId }, wrappedKey);
		return { value: sealRecording(vault, key, id, sound) };
	} catch (error) {
		return { failed: reasonOf(error) };
	}
}

async function isKept({ claim, remote, parts }: Work): Promise<boolean> {
	const kept = await parts.store.recordings.of(claim.row.caseId);
	return kept.some(({ id }) => id === remote.recordingId);
}

/** Deletes it at the provider, where that can be done, once nobody needs it there any more. */
async function remove({ remote, route, parts }: Work, kept: Kept): Promise<Outcome> {
	const at = parts.step ?? (() => {});
	if (typeof kept !== 'string') return { is: 'not-yet', reason: kept.failed, alarm: 'recording-lost' };
	if (kept === 'left') return { is: 'moved' };
	const { deleteRecording } = route.calls;
	if (deleteRecording === undefined)
		return kept === 'kept' ? { is: 'moved' } : { is: 'erased', alarm: 'recording-left' };
	await at('before-deletion');
	const deleted = await asked((signal) => deleteRecording(remote.url, signal), parts.deadlineMs);
	if ('failed' in deleted) return { is: 'not-yet', reason: deleted.failed, alarm: 'recording-left' };
	await at('deleted');
	return { is: kept === 'kept' ? 'moved' : 'erased' };
}

function endingOf(outcome: Outcome, { row, attempts }: OutboxClaim, now: number): OutboxEnding {
	if (outcome.is === 'moved') return { state: 'accepted', ref: `recording:${row.id}`, at: now };
	if (outcome.is === 'erased') return { state: 'failed', reason: 'case-erased', at: now };
	const { reason } = outcome;
	if (isGivenUp(row, now)) return { state: 'failed', reason, at: now };
	return { state: 'queued', due: now + waitAfter(attempts + 1), reason };
}

async function conclude(
	{ row, fence }: OutboxClaim,
	ending: OutboxEnding,
	route: RecordingRoute,
	parts: FetchParts,
	alarm?: RecordingAlarm,
): Promise<void> {
	const at = parts.step ?? (() => {});
	await at('before-conclusion');
	if (await parts.store.outbox.conclude(row.id, fence, ending)) {
		parts.ended(route.id, ending.state, 'reason' in ending ? ending.reason : '');
		if (alarm !== undefined) parts.alarm(alarm, route.id);
	}
	await at('concluded');
}
