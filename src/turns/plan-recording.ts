import type { RemoteRecording } from '../channels/channel.ts';
import type { Effect, RouteFacts } from '../conversation/index.ts';
import { dayOf } from '../shared/clock.ts';
import { lanes, messagePlace, type RemoteRecordingRow } from '../store/message.ts';
import type { OutboxRow } from '../store/store.ts';
import type { Vault } from '../vault/vault.ts';
import { derivedId } from './derived-id.ts';

/** Id under which what was said in a turn is kept. */
export const recordingIdOf = (vault: Vault, turnId: string): string => derivedId({ vault, turnId }, 'recording', 0);

/**
 * Has what was said in a turn, and went into a case with its effects, fetched from the provider and deleted there. `undefined`
 * where no case took it.
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
	if (caseId === undefined) return undefined;
	const id = derivedId({ vault, turnId }, 'outbox', count);
	const body: RemoteRecordingRow = { recordingId, url, seconds };
	const sealed = vault.sealFor('outbox', messagePlace(id), JSON.stringify(body));
	return { id, kind: 'recording', route: route.id, lane: lanes.reply, due: 0, caseId, sealed, day: dayOf(at) };
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
