/** With its name as a group: `split` gives texts and names in turn. */
export const placeholder = /\{\{([a-zA-Z][a-zA-Z0-9]*)\}\}/g;

/** Names of the placeholders of a text, each once, in order of the alphabet. */
export function placeholdersIn(text: string): readonly string[] {
	return [...new Set(Array.from(text.matchAll(placeholder), ([, name = '']) => name))].sort();
}

/** The first thing in a text that looks like a placeholder or a reference to another text and is none of ours. */
export function malformedIn(text: string): string | undefined {
	return text.replaceAll(placeholder, '').match(/\{\{.{0,20}|.{0,20}\}\}|\$t\(/)?.[0];
}
