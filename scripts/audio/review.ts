import { type ClipManifest, type Locale, textOfClip } from '../../src/conversation/index.ts';
import { textHashOf } from '../../src/service/load-clips.ts';
import { ServiceError } from '../../src/shared/errors.ts';

const folded = (name: string): string => name.normalize('NFC').trim().toLowerCase();

/**
 * The manifest with one clip signed for by a second speaker.
 * @throws {ServiceError} `no-clip`; `clip-stale`: its text has changed since; `reviewed-by-speaker`: nobody signs for themselves.
 */
export function reviewed(manifest: ClipManifest, { texts }: Locale, key: string, by: string): ClipManifest {
	const clip = manifest[key];
	if (clip === undefined) throw refused('no-clip', `There is no clip ${key} in audio.json.`);
	const text = textOfClip(texts, key, clip.says);
	if (text === undefined || textHashOf(text) !== clip.textHash)
		throw refused('clip-stale', `The text ${key} has changed since its clip was recorded: record it anew.`);
	if (folded(by) === '' || folded(by) === folded(clip.speaker))
		throw refused('reviewed-by-speaker', 'A clip is signed for by a second speaker: --by names somebody else.');
	return { ...manifest, [key]: { ...clip, state: 'reviewed', by: by.trim() } };
}

const refused = (code: string, forStaff: string): ServiceError => new ServiceError(code, code, forStaff);
