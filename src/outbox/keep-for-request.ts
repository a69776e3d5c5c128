import { hasRecording, keepRecording } from '../requests/request-recording.ts';
import { formatOf, RECORDING_BYTES_MOST } from '../vault/recording.ts';
import { asked } from './ask-provider.ts';
import type { Kept, Work } from './fetch-recording.ts';

/** Fetches what was said as a question, and keeps it with its request, unless that was done before. */
export async function keepForRequest({ remote, route, parts }: Work, requestId: string): Promise<Kept> {
	const at = parts.step ?? (() => {});
	const { recordingId: id, seconds } = remote;
	const requests = { records: parts.store.records, vault: parts.vault };
	if (await hasRecording(requests, requestId, id)) return 'kept';
	await at('before-fetch');
	const fetched = await asked((signal) => route.calls.fetchRecording(remote.url, signal), parts.deadlineMs);
	// Somebody who was quicker may have kept it and deleted it there.
	if ('failed' in fetched) return (await hasRecording(requests, requestId, id)) ? 'kept' : fetched;
	const sound = fetched.value;
	if (sound.length === 0) return { failed: 'recording-empty' };
	if (sound.length > RECORDING_BYTES_MOST) return { failed: 'recording-too-large' };
	await at('fetched');
	await at('before-keeping');
	const kept = await keepRecording(requests, requestId, { id, seconds, sound }, parts.clock.now());
	await at('kept');
	if (kept === 'no-request') return { failed: kept };
	if (kept === 'kept' && formatOf(sound) === 'unknown') parts.alarm('recording-not-sound', route.id);
	return kept;
}
