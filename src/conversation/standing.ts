import type { Answers, Conversation, Overlay, Spoken } from './conversation.ts';
import type { Effect } from './effect.ts';
import { type Setting, show } from './show.ts';
import { languagesOn } from './voices.ts';

/** Answers that outlive a report. */
const LASTING = ['language', 'lastPlace'] as const;

/** Most characters kept of what was said with the beginning; as many as a text screen keeps. */
const WORDS_MOST = 1_000;

/** A conversation that has not begun, with what the person's profile remembers. */
export function blank(remembered: Answers, revision = 0): Conversation {
	return {
		flow: '',
		version: 0,
		state: '',
		answers: remembered,
		revision,
		page: 0,
		mistakes: 0,
		past: [],
		at: 0,
		ended: true,
	};
}

export const spoken = (conversation: Conversation, effects: readonly Effect[], reply: Spoken['reply']): Spoken => ({
	conversation,
	effects,
	reply,
});

export const shown = (conversation: Conversation, setting: Setting): Spoken =>
	spoken(conversation, [], show(conversation, setting));

export function over(conversation: Conversation, overlay: Overlay | undefined): Conversation {
	const { overlay: _, notice: __, under: ___, ...rest } = conversation;
	return { ...rest, page: 0, mistakes: 0, ...(overlay === undefined ? {} : { overlay }) };
}

/** What outlives a report. A language that cannot be heard on this call is asked for anew. */
export function lasting(answers: Answers, { route }: Setting): Answers {
	const { language } = answers;
	const heard = route.channel !== 'voice' || languagesOn(route).some((one) => one === language);
	const names: readonly string[] = heard ? LASTING : LASTING.filter((name) => name !== 'language');
	return Object.fromEntries(Object.entries(answers).filter(([name]) => names.includes(name)));
}

/** Whoever does anything is heard again. */
export function spokenUp(conversation: Conversation): Conversation {
	if (conversation.silences === undefined) return conversation;
	const { silences: _, ...rest } = conversation;
	return rest;
}

/** What was said with the beginning goes into the report that follows, unless another one is under way. */
export function withWords(conversation: Conversation, words: string | undefined): Conversation {
	if (words === undefined || words === '' || !conversation.ended) return conversation;
	return { ...conversation, answers: { ...conversation.answers, ownWords: words.slice(0, WORDS_MOST) } };
}
