/** Shorter text is never taken for base64: a word of four letters is valid base64 too. */
const shortest = 60;
const base64Shape = /^[A-Za-z0-9+/]+={0,2}$/;
/** All but tab and line breaks. */
const controls = /[^\P{Cc}\t\n\r]/u;
const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Some carriers hand on a text of several parts as base64. It is read as such only when it is long, and is nothing but base64,
 * and holds words: valid UTF-8 with blanks and without control characters.
 */
export function joinedText(text: string): string {
	if (text.length < shortest || text.length % 4 !== 0 || !base64Shape.test(text)) return text;
	try {
		const decoded = decoder.decode(Buffer.from(text, 'base64'));
		return /\s/.test(decoded) && !controls.test(decoded) ? decoded : text;
	} catch {
		return text;
	}
}
