import { TAKE_BYTES_MOST, TAKE_RECORD, TAKE_SOUND_RECORD, takeSoundRow } from '../prompts/take.ts';
import { dayOf } from '../shared/clock.ts';
import { formatOf } from '../vault/recording.ts';
import { asked } from './ask-provider.ts';
import type { Kept, Work } from './fetch-recording.ts';

/**
 * What a speaker recorded by phone: fetched and kept beside its take, unless that was done before. What they did not keep is only
 * deleted at the provider; `left`: they did, and whoever fetches it deletes it.
 */
export async function keepTake(work: Work, take: 'kept' | 'unkept'): Promise<Kept> {
	const row = await work.parts.store.records.get(TAKE_RECORD, work.remote.recordingId);
	// Of one that was kept the record may still be on its way.
	if (take === 'kept') return row?.state === 'rejected' ? 'kept' : fetchSound(work);
	return row === undefined ? 'kept' : 'left';
}

async function fetchSound({ remote, route, parts }: Work): Promise<Kept> {
	const at = parts.step ?? (() => {});
	const { records } = parts.store;
	const { recordingId: id, url } = remote;
	const isKept = async () => (await records.get(TAKE_SOUND_RECORD, id)) !== undefined;
	if (await isKept()) return 'kept';
	await at('before-fetch');
	const fetched = await asked((signal) => route.calls.fetchRecording(url, signal), parts.deadlineMs);
	// Somebody who was quicker may have kept it and deleted it there.
	if ('failed' in fetched) return (await isKept()) ? 'kept' : fetched;
	const sound = fetched.value;
	if (sound.length === 0) return { failed: 'recording-empty' };
	if (sound.length > TAKE_BYTES_MOST) return { failed: 'recording-too-large' };
	await at('fetched');
	await at('before-keeping');
	// A conflict means that somebody else kept it.
	const put = await records.put(takeSoundRow(parts.vault, id, sound, dayOf(parts.clock.now())));
	await at('kept');
	if (put === 'kept' && formatOf(sound) === 'unknown') parts.alarm('recording-not-sound', route.id);
	return 'kept';
}
