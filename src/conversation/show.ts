import type { Conversation, Reply } from './conversation.ts';
import { type Facts, type Flow, type Flows, metaOf } from './define-flow.ts';
import { overlayScreen } from './overlays.ts';
import { type Layout, layOut, renderPage } from './render/lay-out.ts';
import type { RouteFacts } from './route.ts';
import type { Screen } from './screen.ts';
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
	return { flows, ...setting };
}

/** By language, since the programme has a name in each. One object a language, so that what is made of it can be kept. */
function factsOf(words: Words, route: RouteFacts): ReadonlyMap<string, Facts> {
	const hotlines = words.hotlines(route.country);
	return new Map(
		route.languages.map((language) => [
			language,
			{
				country: route.country,
				languages: route.languages,
				programme: route.programme[language] ?? '',
				places: words.places,
				hotlines,
			},
		]),
	);
}

/** The person's language, or the route's first until one is chosen. */
export function languageOf(conversation: Conversation, route: RouteFacts): string {
	const chosen = conversation.answers['language'];
	return typeof chosen === 'string' && route.languages.includes(chosen) ? chosen : route.languages[0];
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
	const screen = typeof meta.screen === 'function' ? meta.screen(conversation.answers, told) : meta.screen;
	return simplified(screen, conversation.mistakes);
}

/** After two mistakes the question is put in simpler words. */
function simplified(screen: Screen, mistakes: number): Screen {
	return mistakes >= 2 && 'simpler' in screen && screen.simpler !== undefined
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

/** What the person sees now. */
export function show(conversation: Conversation, setting: Setting): Reply {
	return { text: renderPage(layoutOf(conversation, setting), conversation.page), end: conversation.ended };
}

/** Words of a screen outside any flow, such as the goodbye. */
export function showOnce(screen: Screen, language: string, setting: Setting): string {
	return renderPage(layOut({ words: setting.words, language, route: setting.route, screen, showBack: false }), 0);
}
