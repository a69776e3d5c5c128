import type { RemoteRecording } from '../channels/channel.ts';
import type { Effect, RouteFacts } from '../conversation/index.ts';
import { type Take, takeRow } from '../prompts/take.ts';
import { dayOf } from '../shared/clock.ts';
import { lanes, messagePlace, type RemoteRecordingRow } from '../store/message.ts';
import type { RecordRow } from '../store/records.ts';
import type { OutboxRow } from '../store/store.ts';
import { derivedId } from './derived-id.ts';
import type { Planning } from './plan.ts';
import { recordingIdOf } from './plan-recording.ts';
import type { Said } from './remembered.ts';

/** Longer than anybody thinks about what they have recorded, in milliseconds. */
const UNKEPT_AFTER_MS = 3_600_000;

type Plans = Pick<Planning, 'vault' | 'route' | 'turnId' | 'at'>;

/** On a line for recording: what was said in this turn, else what was said last on the call. */
export function saidOn(
	route: Pick<RouteFacts, 'for'>,
	recording: RemoteRecording | undefined,
	before: Said | undefined,
	turn: Pick<Planning, 'vault' | 'turnId'>,
): Said | undefined {
	if (route.for !== 'recording') return undefined;
	return recording === undefined ? before : { recordingId: recordingIdOf(turn.vault, turn.turnId), ...recording };
}

/** What a speaker keeps: that they did, and that its sound is to be fetched. `undefined`: it was not recorded on this call. */
export function keptTake(
	{ recording, speaker, language, key, textHash }: Extract<Effect, { type: 'prompt.keep' }>,
	said: Said | undefined,
	planning: Plans & { readonly count: number },
): { readonly record: RecordRow; readonly row: OutboxRow } | undefined {
	if (said?.recordingId !== recording) return undefined;
	const { seconds } = said;
	const take = { id: recording, speaker, language, key, textHash, seconds, day: dayOf(planning.at) };
	const kept: Take = { ...take, state: 'new' };
	return { record: takeRow(kept), row: rowOf({ ...said, take: 'kept' }, 0, planning) };
}

/**
 * Has what a speaker said deleted at the provider, unless they kept it by then. Planned as soon as it is recorded, since whoever
 * hangs up says nothing more.
 */
export function sweptTake(
	{ url, seconds }: RemoteRecording,
	recordingId: string,
	planning: Plans & { readonly count: number },
): OutboxRow {
	return rowOf({ recordingId, url, seconds, take: 'unkept' }, planning.at + UNKEPT_AFTER_MS, planning);
}

function rowOf(
	body: RemoteRecordingRow,
	due: number,
	{ vault, route, turnId, at, count }: Plans & { readonly count: number },
): OutboxRow {
	const id = derivedId({ vault, turnId }, 'outbox', count);
	const sealed = vault.sealFor('outbox', messagePlace(id), JSON.stringify(body));
	return { id, kind: 'recording', route: route.id, lane: lanes.reply, due, caseId: '', sealed, day: dayOf(at) };
}
