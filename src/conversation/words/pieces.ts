import { placeholder } from './placeholders.ts';

/** A part of a text as it is recorded: words with a clip of their own, or a blank that a value fills. */
export type Piece = { readonly clip: string; readonly text: string } | { readonly value: string };

const hasWords = /[\p{L}\p{N}]/u;
/** What is left of the sentence before a blank: nobody reads it aloud. */
const danglingStop = /^[\s.,;:!?)]+/u;

/**
 * What a text is recorded in, in order. Without blanks it is one clip, under its own key. With blanks it is what stands between
 * them, `key#1`, `key#2` …; a piece that is punctuation alone is not recorded.
 * @param spoken the text in its spelling to be spoken.
 */
export function piecesOf(key: string, spoken: string): readonly Piece[] {
	const parts = spoken.split(placeholder);
	if (parts.length === 1) return [{ clip: key, text: spoken }];
	const pieces: Piece[] = [];
	let recorded = 0;
	for (const [index, part] of parts.entries()) {
		if (index % 2 === 1) pieces.push({ value: part });
		else if (hasWords.test(part)) pieces.push({ clip: `${key}#${++recorded}`, text: tidied(part) });
	}
	return pieces;
}

const tidied = (part: string): string => part.replace(danglingStop, '').trimEnd();
