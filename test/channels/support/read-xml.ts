/** What XML 1.0 has no place for, escaped or not: https://www.w3.org/TR/xml/#charsets. */
const unwritable = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;
const name = '[A-Za-z_][A-Za-z0-9_.-]*';
const reference = '&(?:amp|lt|gt|quot|apos|#\\d+|#x[0-9A-Fa-f]+);';
const value = `"(?:[^<&"]|${reference})*"|'(?:[^<&']|${reference})*'`;
const declaration = /^<\?xml version="1\.0"(?: encoding="UTF-8")?\?>\s*/;
const token = new RegExp(
	`<(?<end>/?)(?<name>${name})(?<attributes>(?:\\s+${name}\\s*=\\s*(?:${value}))*)\\s*(?<empty>/?)>|(?<text>(?:[^<&]|${reference})+)`,
	'uy',
);

/**
 * Checks that a document is well-formed, as strictly as the strictest reader of a provider may: no comments, no CDATA, no document
 * type and no entity but the five of XML.
 *
 * @returns the names of its elements in the order in which they begin, or in words what is wrong.
 */
export function readXml(document: string): readonly string[] | string {
	if (unwritable.test(document)) return 'a character that XML cannot hold';
	const elements: string[] = [];
	const open: string[] = [];
	const start = declaration.exec(document)?.[0].length ?? 0;
	for (let at = start; at < document.length; ) {
		token.lastIndex = at;
		const found = token.exec(document);
		if (found === null) return `no markup and no text at ${at}`;
		const fault = take(found.groups ?? {}, elements, open);
		if (fault !== undefined) return `${fault} at ${at}`;
		at = token.lastIndex;
	}
	if (open.length > 0) return 'an element without its end';
	return elements.length === 0 ? 'no element' : elements;
}

function take(
	groups: Readonly<Record<string, string | undefined>>,
	elements: string[],
	open: string[],
): string | undefined {
	const { end = '', name: element = '', attributes = '', empty = '', text } = groups;
	if (text !== undefined) return open.length === 0 && text.trim() !== '' ? 'text outside of the root' : undefined;
	if (end !== '') {
		if (attributes !== '' || empty !== '') return 'an end with more than a name';
		return open.pop() === element ? undefined : 'the end of another element';
	}
	if (open.length === 0 && elements.length > 0) return 'a second root';
	const names = [...attributes.matchAll(new RegExp(`(${name})\\s*=\\s*(?:${value})`, 'gu'))].map((found) => found[1]);
	if (new Set(names).size < names.length) return 'an attribute twice';
	elements.push(element);
	if (empty === '') open.push(element);
	return undefined;
}
