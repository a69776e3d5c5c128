/** What must not stand in a text or an attribute as it is: https://www.w3.org/TR/xml/#syntax. */
const entities = new Map([
	['&', '&amp;'],
	['<', '&lt;'],
	['>', '&gt;'],
	['"', '&quot;'],
	["'", '&apos;'],
]);

/** Characters that XML 1.0 has no place for, escaped or not: https://www.w3.org/TR/xml/#charsets. Lone surrogates among them. */
const unwritable = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/** A text as it may stand between tags and between quotes. What XML cannot hold, and control characters of Latin-1, are left out. */
export function escapeXml(text: string): string {
	return text
		.replace(unwritable, '')
		.replace(/[\u{7F}-\u{9F}]/gu, '')
		.replace(/[&<>"']/g, (character) => entities.get(character) ?? '');
}
