import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Locale } from '../../src/conversation/index.ts';
import { ServiceError } from '../../src/shared/errors.ts';
import { type ClipFormat, formats } from './chain.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'is not a SHA-256');
const named = z.string().trim().min(1);

const file = z.strictObject({ name: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/, 'is not the name of a clip'), sha256 });

/** A clip: what it speaks, where it lies, and who stands for it. */
const clip = z.strictObject({
	/** Of the text that it speaks, as it was then; another one by now makes it stale. */
	textHash: sha256,
	files: z.strictObject({ mp3: file, wav: file }),
	seconds: z.number().positive(),
	speaker: named,
	/** How and when the speaker agreed to it. */
	consent: named,
	/** `reviewed`: a second speaker heard it and signs for it with `by`. */
	state: z.enum(['draft', 'reviewed']),
	by: named.exactOptional(),
});

/** `locales/<lang>/audio.json`: clips by the key of their text. */
export const manifestSchema = z.record(z.string(), clip);
export type Manifest = z.infer<typeof manifestSchema>;
export type Clip = Manifest[string];

export const sha256Of = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** Of what is spoken: the same for the same letters, however their accents are put together. */
export const textHashOf = (text: string): string => sha256Of(text.normalize('NFC'));

/**
 * What a clip of a key must say.
 * @throws {ServiceError} `no-text`, `text-with-blanks`: a name or a number is never stitched into a sentence.
 */
export function spokenText({ language, texts }: Locale, key: string): string {
	const text = texts.get(key);
	if (text === undefined) {
		throw new ServiceError('no-text', 'no such text', `There is no text ${key} in locales/${language.key}.`);
	}
	const spoken = text.spoken ?? text.text;
	if (!spoken.includes('{{')) return spoken;
	throw new ServiceError(
		'text-with-blanks',
		'a text with blanks is no single clip',
		`The text ${key} has blanks such as {{code}} that are filled in when it is spoken: it cannot be one clip.`,
	);
}

/** A name that changes with the content, so that an address may be kept by a provider for ever. */
export const fileNameOf = (key: string, format: ClipFormat, bytes: Uint8Array): string =>
	`${key}.${sha256Of(bytes).slice(0, 12)}.${format}`;

/** The entry of a new clip, as `audio.json` holds it; a draft until a second speaker has heard it. */
export function entryOf(
	key: string,
	text: string,
	bytes: Readonly<Record<ClipFormat, Uint8Array>>,
	about: Pick<Clip, 'seconds' | 'speaker' | 'consent'>,
): Manifest {
	const [mp3, wav] = formats.map((format) => ({
		name: fileNameOf(key, format, bytes[format]),
		sha256: sha256Of(bytes[format]),
	}));
	return manifestSchema.parse({ [key]: { textHash: textHashOf(text), files: { mp3, wav }, ...about, state: 'draft' } });
}
