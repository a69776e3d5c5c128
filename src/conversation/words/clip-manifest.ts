import { z } from 'zod';
import type { Text } from './locale.ts';
import { piecesOf } from './pieces.ts';
import { spellingFor } from './templates.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'is not a SHA-256');
const named = z.string().trim().min(1);

const file = z.strictObject({ name: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/, 'is not the name of a clip'), sha256 });

/** A clip: what it speaks, where it lies, and who stands for it. */
const clip = z.strictObject({
	/** Of what it speaks, as it was then; another text by now makes it stale. */
	textHash: sha256,
	/** Of a name from data, which no locale file holds: what is said. */
	says: named.normalize('NFC').exactOptional(),
	files: z.strictObject({ mp3: file, wav: file }),
	seconds: z.number().positive(),
	speaker: named,
	/** How and when the speaker agreed to it. */
	consent: named,
	/** `reviewed`: a second speaker heard it and signs for it with `by`. */
	state: z.enum(['draft', 'reviewed']),
	by: named.exactOptional(),
});

/** `locales/<lang>/audio.json`: clips by the key of their text, `key#1` of a piece of it, or `name.…` of a name from data. */
export const clipManifest = z.record(z.string(), clip);
export type ClipManifest = z.infer<typeof clipManifest>;
export type ManifestClip = ClipManifest[string];

const NAMES = 'name.';

/** Whether a key of the manifest is that of a name from data. */
export const isNameKey = (key: string): boolean => key.startsWith(NAMES);

/**
 * What the clip of a key must say today, by the texts of its language. `undefined`: there is no such text or piece.
 * @param says what is said of a name from data.
 */
export function textOfClip(texts: ReadonlyMap<string, Text>, key: string, says?: string): string | undefined {
	if (isNameKey(key)) return says;
	const [textKey = ''] = key.split('#', 1);
	const text = texts.get(textKey);
	if (text === undefined) return undefined;
	return clipTexts(textKey, text).find((one) => one.clip === key)?.text;
}

/** Every clip that a text is recorded in, with what it says. */
export function clipTexts(key: string, text: Text): readonly { readonly clip: string; readonly text: string }[] {
	return piecesOf(key, spellingFor(text, 'spoken')).filter((piece) => 'clip' in piece);
}
