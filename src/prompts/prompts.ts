/** A text of the line as it is recorded: whole, or a piece of it. */
export interface Prompt {
	readonly key: string;
	/** What is to be said. */
	readonly text: string;
	readonly textHash: string;
	/** Whether a clip says just that. */
	readonly isFresh: boolean;
}

/** What there is to record. */
export interface Prompts {
	/** Every text of a language, those first without which no call is held; none of a language that has no texts. */
	readonly of: (language: string) => readonly Prompt[];
}

/** What a text says in another language, to be translated by who records it; '' where that has no such piece. */
export function sameText(prompts: readonly Prompt[], key: string): string {
	const [whole = ''] = key.split('#', 1);
	const found = [key, whole, `${whole}#1`].map((one) => prompts.find((prompt) => prompt.key === one));
	return found.find((prompt) => prompt !== undefined)?.text ?? '';
}

/** The first text behind a key ('': of all) that has neither a fresh clip nor a take; its place counts from 1. */
export function nextPrompt(
	prompts: readonly Prompt[],
	after: string,
	isTaken: (prompt: Prompt) => boolean,
): { readonly prompt: Prompt; readonly place: number } | undefined {
	const from = prompts.findIndex(({ key }) => key === after) + 1;
	const at = prompts.findIndex((prompt, index) => index >= from && !prompt.isFresh && !isTaken(prompt));
	const prompt = prompts[at];
	return prompt === undefined ? undefined : { prompt, place: at + 1 };
}
