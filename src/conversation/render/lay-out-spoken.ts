import type { Listening } from '../conversation.ts';
import type { Option, PagesScreen, Screen, TextRef } from '../screen.ts';
import type { SpokenText } from '../words.ts';
import type { LayOutInput, Layout, Page } from './layout.ts';
import { utter } from './utter.ts';

/** Options spoken in one go: more are not remembered, and each has a key beside those that mean the same everywhere. */
const optionsMost = 4;
/** Characters of content on one page of a screen to listen to, about half a minute. */
const contentMost = 350;
/** Most digits of a place's code. */
const placeDigits = 8;

/** Seconds without a key that are silence: after a question, and where several digits are looked up and typed. */
const seconds = { key: 7, digits: 15 } as const;
/** Most seconds of a recording. */
const recorded = { place: 15, words: 60 } as const;

/** A page before it is put into words. */
interface Draft {
	readonly said: readonly TextRef[];
	readonly options: readonly Option[];
	readonly listen: Listening;
	/** Said after the options. */
	readonly ways: readonly TextRef[];
}

const oneKey: Listening = { for: 'keys', most: 1, seconds: seconds.key };
const text = (key: string): TextRef => ({ key });

/**
 * A screen as it is spoken, page by page: what went wrong, the question, each option before its key, 1 to 4 on each page, and what
 * else can be pressed. A place or words of one's own can be said as well: on a page of its own, which listens for that alone.
 * @throws {MissingText} when the language lacks a text.
 */
export function layOutSpoken(input: LayOutInput): Layout {
	const drafts = draftsOf(input);
	const pages = drafts.map((draft, at) => played(pageOf(draft, at, drafts.length, input), input));
	return { pages, choices: pages[0]?.spoken?.choices ?? new Map(), faults: [] };
}

/** Something recorded, instead of the page after it: whoever presses nothing afterwards hears that. */
function played(page: Page, { screen, notice }: LayOutInput): Page {
	const id = screen.kind === 'choice' && notice === undefined ? screen.plays : undefined;
	if (id === undefined || page.spoken === undefined) return page;
	return { ...page, spoken: { ...page.spoken, voice: { by: 'recording', id } } };
}

function draftsOf(input: LayOutInput): readonly Draft[] {
	const { screen } = input;
	switch (screen.kind) {
		case 'end':
			return [{ said: [screen.say], options: [], listen: { for: 'nothing' }, ways: [] }];
		case 'choice':
			return withOptions([screen.ask], screen.options);
		case 'pages':
			return contentDrafts(screen, input);
		case 'number':
			return [typedDraft(screen, screen.digits, [])];
		case 'count':
			return [typedDraft(screen, String(screen.most).length, [])];
		case 'place':
			return [typedDraft(screen, placeDigits, [text('voice.say-place')]), saying('voice.speak-place', recorded.place)];
		case 'recording':
			return [{ said: [screen.ask], options: [], listen: { for: 'recording', most: screen.most }, ways: [] }];
		case 'text':
			return [
				{ said: [screen.ask], options: screen.options ?? [], listen: oneKey, ways: [text('voice.say-words')] },
				saying('voice.speak-words', recorded.words),
			];
	}
}

/** What is said before the first options, and as many pages as they take. */
function withOptions(before: readonly TextRef[], options: readonly Option[]): readonly Draft[] {
	const drafts: Draft[] = [];
	for (let first = 0; first === 0 || first < options.length; first += optionsMost) {
		const said = first === 0 ? before : [];
		drafts.push({ said, options: options.slice(first, first + optionsMost), listen: oneKey, ways: [] });
	}
	return drafts;
}

/** Whole items, as many on a page as are not too long to listen to; the options after the last. */
function contentDrafts({ items, options = [] }: PagesScreen, { words, language }: LayOutInput): readonly Draft[] {
	const pages: TextRef[][] = [[]];
	let length = 0;
	for (const item of items) {
		const { length: added } = words.speak(language, item);
		if (length > 0 && length + added > contentMost) {
			pages.push([]);
			length = 0;
		}
		pages.at(-1)?.push(item);
		length += added;
	}
	return pages.flatMap((said, at) => withOptions(said, at === pages.length - 1 ? options : []));
}

function typedDraft(
	{ ask, options = [] }: Extract<Screen, { kind: 'number' | 'count' | 'place' }>,
	most: number,
	ways: readonly TextRef[],
): Draft {
	return { said: [ask], options, listen: { for: 'keys', most, seconds: seconds.digits }, ways };
}

const saying = (key: string, most: number): Draft => ({
	said: [text(key)],
	options: [],
	listen: { for: 'recording', most },
	ways: [],
});

function pageOf(draft: Draft, at: number, count: number, input: LayOutInput): Page {
	const { said, options, listen, ways } = draft;
	const { notice } = input;
	const parts: readonly SpokenText[] = [
		...(notice === undefined ? [] : [notice]),
		...said,
		...options.map((option, index) => optionOf(option, index + 1, listen)),
		...ways,
		...(listen.for === 'keys' ? navigation(listen, { at, count, input, ways }).map(text) : []),
	];
	const choices = new Map(options.map(({ value }, index) => [String(index + 1), value]));
	const { text: letters, voice } = utter(parts, input);
	return { text: letters, options: options.map((_, index) => index + 1), spoken: { voice, listen, choices } };
}

function optionOf({ label, group }: Option, key: number, listen: Listening): SpokenText {
	const said = group === undefined ? [label] : [group, label];
	return { key: isTyped(listen) ? 'voice.option-hash' : 'voice.option', values: { label: said, key } };
}

/** Where several digits may come, one alone is ended by `#`. */
const isTyped = (listen: Listening): boolean => listen.for === 'keys' && listen.most > 1;

/** Keys that mean the same everywhere, those that are of use here: all of them work on every page that listens for keys. */
function navigation(
	listen: Listening,
	{ at, count, input, ways }: { at: number; count: number; input: LayOutInput; ways: readonly TextRef[] },
): readonly string[] {
	return [
		...(at < count - 1 && ways.length === 0 ? ['voice.more'] : []),
		...(at > 0 ? ['voice.back'] : []),
		...(input.notice === undefined ? [] : [isTyped(listen) ? 'voice.again-hash' : 'voice.again']),
		isTyped(listen) ? 'voice.keys-hash' : 'voice.keys',
	];
}
