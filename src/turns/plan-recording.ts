import type { RemoteRecording } from '../channels/channel.ts';
import type { Effect, RouteFacts } from '../conversation/index.ts';
import { requestIdOf } from '../requests/request-record.ts';
import { dayOf } from '../shared/clock.ts';
import { lanes, messagePlace, type RemoteRecordingRow } from '../store/message.ts';
import type { OutboxRow } from '../store/store.ts';
import type { Vault } from '../vault/vault.ts';
import { derivedId } from './derived-id.ts';

/** Id under which what was said in a turn is kept. */
export const recordingIdOf = (vault: Vault, turnId: string): string => derivedId({ vault, turnId }, 'recording', 0);

/**
 * Has what was said in a turn, and went into a case or a request with its effects, fetched from the provider and deleted there.
 * `undefined` where neither took it.
 */
export function recordingRow(
	{ url, seconds }: RemoteRecording,
	effects: readonly Effect[],
	planning: {
		readonly vault: Vault;
		readonly route: RouteFacts;
		readonly turnId: string;
		readonly at: number;
		/** Outbox rows that the turn has already. */
		readonly count: number;
	},
): OutboxRow | undefined {
	const { vault, route, turnId, at, count } = planning;
	const recordingId = recordingIdOf(vault, turnId);
	const caseId = effects.map((effect) => caseWith(recordingId, effect)).find((found) => found !== undefined);
	const request = effects.map((effect) => requestWith(recordingId, effect, vault)).find((found) => found !== undefined);
	if (caseId === undefined && request === undefined) return undefined;
	const id = derivedId({ vault, turnId }, 'outbox', count);
	const body: RemoteRecordingRow = { recordingId, url, seconds, ...(request === undefined ? {} : { request }) };
	const sealed = vault.sealFor('outbox', messagePlace(id), JSON.stringify(body));
	return {
		id,
		kind: 'recording',
		route: route.id,
		lane: lanes.reply,
		due: 0,
		caseId: caseId ?? '',
		sealed,
		day: dayOf(at),
	};
}

/** The case into which an effect puts a recording. */
function caseWith(recordingId: string, effect: Effect): string | undefined {
	switch (effect.type) {
		case 'case.open':
			return effect.report.place.recording === recordingId ? effect.caseId : undefined;
		case 'case.amend': {
			const { place, ownWordsRecorded } = effect.changes;
			const found = place?.recording === recordingId || ownWordsRecorded?.recording === recordingId;
			return found ? effect.caseId : undefined;
		}
		case 'case.word':
			return effect.recorded?.recording === recordingId ? effect.caseId : undefined;
		default:
			return undefined;
	}
}

/** The request into which an effect puts a recording. */
function requestWith(recordingId: string, effect: Effect, vault: Vault): string | undefined {
	if (effect.type !== 'request.open' || effect.request.recorded?.recording !== recordingId) return undefined;
	return requestIdOf(vault, effect.request);
}
