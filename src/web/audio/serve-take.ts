import type { RequestHandler } from 'express';
import { formatOf } from '../../vault/recording.ts';
import { forms } from './sounds.ts';

export const takesPrefix = '/takes/';

/** Path at which something that was just recorded is played. */
export const takePath = (id: string): string => `${takesPrefix}${id}`;

/** Fetches what an id stands for: `unknown` for one that is none of ours or too old, `failed` where the provider did not give it. */
export type FetchTake = (id: string) => Promise<Uint8Array | 'unknown' | 'failed'>;

/** Seconds of silence that are played instead of a sound that cannot be had: an error would end the call. */
const SILENT_SECONDS = 1;

/**
 * Answers `GET` of `/takes/<id>` with what a speaker has just recorded, as the provider keeps it. Public: the provider presents
 * nothing, an id cannot be guessed, and it is good for minutes.
 */
export function serveTake(fetchTake: FetchTake): RequestHandler<{ readonly id: string }> {
	return async function playTake(request, response, next) {
		const sound = await fetchTake(request.params.id);
		if (sound === 'unknown') return next();
		response.set('Cache-Control', 'no-store');
		if (sound === 'failed') {
			const { silent, write, contentType } = forms.wav;
			return void response.type(contentType).send(write([silent(SILENT_SECONDS)]));
		}
		const bytes = Buffer.from(sound.buffer, sound.byteOffset, sound.byteLength);
		response.type(forms[formatOf(sound) === 'mp3' ? 'mp3' : 'wav'].contentType).send(bytes);
	};
}
