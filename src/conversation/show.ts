import { dayOf } from '../shared/clock.ts';
import type { Conversation, Reply, Utterance } from './conversation.ts';
import { type Facts, type Flow, type Flows, flowsOn, metaOf } from './define-flow.ts';
import { overlayScreen } from './overlays.ts';
import { type Layout, layOut, type Page, renderPage } from './render/lay-out.ts';
import type { RouteFacts } from './route.ts';
import type { Screen, TextRef } from './screen.ts';
import { languagesOn } from './voices.ts';
import type { Words } from './words.ts';

/** What a turn is handled with: all of it read-only and the same for every turn of a route. */
export interface Setting {
	readonly flows: Flows;
	readonly words: Words;
	readonly route: RouteFacts;
	/** By language. */
	readonly facts: ReadonlyMap<string, Facts>;
}

const settings = new WeakMap<Words, Map<string, Omit<Setting, 'flows'>>>();

/** The setting of a route; made once a route. */
export function settingOf(flows: Flows, words: Words, routeId: string): Setting {
	let known = settings.get(words);
	if (known === undefined) {
		known = new Map();
		settings.set(words, known);
	}
	let setting = known.get(routeId);
	if (setting === undefined) {
		const route = words.route(routeId);
		setting = { words, route, facts: factsOf(words, route) };
		known.set(routeId, setting);
	}
	return { flows: flowsOn(flows, setting.route), ...setting };
}

/** By language, since the programme has a name in each. One object a language, so that what is made of it can be kept. */
function factsOf(words: Words, route: RouteFacts): ReadonlyMap<string, Facts> {
	const hotlines = words.hotlines(route.country);
	const languages = languagesOn(route);
	return new Map(
		languages.map((language) => [
			language,
			{
				country: route.country,
				languages,
				programme: route.programme[language] ?? '',
				places: words.places,
				hotlines,
				knowledge: words.knowledge,
				texts: route.textsBy !== undefined,
				calls: route.channel !== 'voice' && route.callsBy !== undefined,
			},
		]),
	);
}

/** The person's language, or the route's first until one is chosen; on a call the first that can be heard. */
export function languageOf(conversation: Pick<Conversation, 'answers'>, route: RouteFacts): string {
	const chosen = conversation.answers['language'];
	const languages = languagesOn(route);
	return typeof chosen === 'string' && languages.includes(chosen) ? chosen : languages[0];
}

/** The flow in which a conversation stands, in its own version; `undefined` when that, or its state, is gone. */
export function flowOf(conversation: Conversation, flows: Flows): Flow | undefined {
	const flow = flows.pinned(conversation.flow, conversation.version);
	return flow !== undefined && metaOf(flow, conversation.state) !== undefined ? flow : undefined;
}

/** The screen on which a conversation stands. @throws {Error} when its state shows none. */
export function screenOf(conversation: Conversation, setting: Setting): Screen {
	const told = setting.facts.get(languageOf(conversation, setting.route));
	if (told === undefined) throw new Error(`route ${setting.route.id} has no facts in its own language`);
	if (conversation.overlay !== undefined) return overlayScreen(conversation.overlay, told);
	const flow = flowOf(conversation, setting.flows);
	const meta = flow === undefined ? undefined : metaOf(flow, conversation.state);
	if (meta === undefined || !('screen' in meta)) {
		throw new Error(`flow ${conversation.flow}@${conversation.version}, state ${conversation.state} shows no screen`);
	}
	const screen =
		typeof meta.screen === 'function' ? meta.screen(conversation.answers, told, dayOf(conversation.at)) : meta.screen;
	return simplified(screen, Math.max(conversation.mistakes, conversation.silences ?? 0));
}

/** After two mistakes, or silences, the question is put in simpler words. */
function simplified(screen: Screen, troubles: number): Screen {
	return troubles >= 2 && 'simpler' in screen && screen.simpler !== undefined
		? { ...screen, ask: screen.simpler }
		: screen;
}

export function layoutOf(conversation: Conversation, setting: Setting): Layout {
	const { notice } = conversation;
	return layOut({
		words: setting.words,
		language: languageOf(conversation, setting.route),
		route: setting.route,
		screen: screenOf(conversation, setting),
		showBack: false,
		...(notice === undefined ? {} : { notice: { key: notice } }),
	});
}

/** The page that is shown, or was spoken, last. */
export function pageOf(layout: Layout, page: number): Page | undefined {
	return layout.pages[page] ?? layout.pages.at(-1);
}

/** What the person sees or hears now. */
export function show(conversation: Conversation, setting: Setting): Reply {
	const layout = layoutOf(conversation, setting);
	const reply = { text: renderPage(layout, conversation.page), end: conversation.ended };
	return { ...reply, ...spokenOn(pageOf(layout, conversation.page)) };
}

/** How a page is spoken; nothing off a call. */
function spokenOn(page: Page | undefined): { readonly spoken?: Utterance } {
	if (page?.spoken === undefined) return {};
	const { voice, listen } = page.spoken;
	return { spoken: { voice, listen } };
}

/** Whether what is said aloud would answer the question on which the conversation stands. */
export function listensForSpeech(conversation: Conversation, setting: Setting): boolean {
	if (conversation.ended || conversation.overlay !== undefined) return false;
	if (flowOf(conversation, setting.flows) === undefined) return false;
	return pageOf(layoutOf(conversation, setting), conversation.page)?.spoken?.listen.for === 'recording';
}

/** A last screen outside any flow, such as the goodbye. It ends the session. */
export function ending(screen: Screen, language: string, setting: Pick<Setting, 'words' | 'route'>): Reply {
	const { words, route } = setting;
	const layout = layOut({ words, language, route, screen, showBack: false });
	return { text: renderPage(layout, 0), end: true, ...spokenOn(layout.pages[0]) };
}

/** A text outside any flow and for nobody in particular, in the route's first language. It ends the session. */
export function lastSaid(words: Words, routeId: string, say: TextRef): Reply {
	const route = words.route(routeId);
	return ending({ kind: 'end', say }, languagesOn(route)[0], { words, route });
}
