import {
	type ClipManifest,
	clipManifest,
	isNameKey,
	type Locale,
	type ManifestClip,
	textOfClip,
} from '../../src/conversation/index.ts';
import { sha256Of, textHashOf } from '../../src/service/load-clips.ts';
import { ServiceError } from '../../src/shared/errors.ts';
import { type ClipFormat, formats } from './chain.ts';

/**
 * What a clip of a key must say.
 * @param says what is said of a name from data, whose key begins with `name.`.
 * @throws {ServiceError} `no-text`; `text-with-blanks`: it is recorded in pieces; `no-name`: nobody said what the name is.
 */
export function spokenText({ language, texts }: Locale, key: string, says?: string): string {
	const text = textOfClip(texts, key, says);
	if (text !== undefined) return text;
	if (isNameKey(key)) {
		throw new ServiceError('no-name', 'no name to say', `What does ${key} say? A name from data needs --says "…".`);
	}
	if (!texts.has(key)) {
		throw new ServiceError('no-text', 'no such text', `There is no text ${key} in locales/${language.key}.`);
	}
	throw new ServiceError(
		'text-with-blanks',
		'a text with blanks is no single clip',
		`The text ${key} has blanks such as {{code}} that are filled in when it is spoken: record its pieces, ${key}#1 and so on.`,
	);
}

/** A name that changes with the content, so that an address may be kept by a provider for ever. */
export const fileNameOf = (key: string, format: ClipFormat, bytes: Uint8Array): string =>
	`${key.toLowerCase().replaceAll(/[^a-z0-9.-]/g, '.')}.${sha256Of(bytes).slice(0, 12)}.${format}`;

/** The entry of a new clip, as `audio.json` holds it; a draft until a second speaker has heard it. */
export function entryOf(
	key: string,
	text: string,
	bytes: Readonly<Record<ClipFormat, Uint8Array>>,
	about: Pick<ManifestClip, 'seconds' | 'speaker' | 'consent'>,
): ClipManifest {
	const [mp3, wav] = formats.map((format) => ({
		name: fileNameOf(key, format, bytes[format]),
		sha256: sha256Of(bytes[format]),
	}));
	const says = isNameKey(key) ? { says: text } : {};
	const entry = { textHash: textHashOf(text), ...says, files: { mp3, wav }, ...about, state: 'draft' };
	return clipManifest.parse({ [key]: entry });
}
