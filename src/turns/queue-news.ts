import { MissingText, type RouteFacts, type Words } from '../conversation/index.ts';
import type { CatalogueStore } from '../programmes/catalogue/catalogue-store.ts';
import { isOpen, refOf, type Version } from '../programmes/catalogue/lifecycle.ts';
import { entryText } from '../programmes/catalogue/wording.ts';
import type { Request } from '../requests/request.ts';
import type { RequestStore } from '../requests/request-store.ts';
import { type Clock, dayOf } from '../shared/clock.ts';
import { codeOf } from '../shared/errors.ts';
import { lanes, type Message, messagePlace } from '../store/message.ts';
import type { OutboxRow, Store } from '../store/store.ts';
import type { Vault } from '../vault/vault.ts';

/** How long news is of use, in milliseconds: a week of closed hours, caps and phones that are off. */
const USEFUL_MS = 7 * 86_400_000;

export interface NewsParts {
	readonly store: Pick<Store, 'commit'>;
	readonly requests: Pick<RequestStore, 'list' | 'act'>;
	readonly catalogue: Pick<CatalogueStore, 'list'>;
	readonly vault: Vault;
	/** Words that say the texts of entries as well. */
	readonly words: Pick<Words, 'say' | 'route'>;
	/** Ids of the routes that are configured now. */
	readonly routes: ReadonlySet<string>;
	readonly clock: Clock;
}

/**
 * Tells whoever asked for it that a programme has changed: a text to each, by which they learn that there is news and not what. Once a
 * person and version, however often this runs and wherever it is killed: the row's id is derived from both, and the request remembers
 * what was told.
 * @returns how many were told.
 * @throws {StoreUnavailable}
 */
export async function queueNews(parts: NewsParts): Promise<number> {
	const { requests, catalogue, clock } = parts;
	const changed = await newestOf(catalogue, dayOf(clock.now()));
	let told = 0;
	for await (const request of requests.list({ kind: 'news' })) {
		if ('closed' in request || request.state === 'done' || request.state === 'declined') continue;
		const ref = changedSince(request, changed);
		if (ref === undefined) continue;
		const row = newsRow(request, ref, parts);
		if (row === undefined) continue;
		await parts.store.commit({ outbox: [row] });
		if (await remember(request, ref, parts)) told += 1;
	}
	return told;
}

/** @returns whether it was; not where its person, or an officer, was quicker: the text has its id, and goes once all the same. */
async function remember({ id }: Request, ref: string, { requests, clock }: NewsParts): Promise<boolean> {
	try {
		await requests.act(id, { type: 'told', at: clock.now(), words: ref });
		return true;
	} catch (error) {
		if (['request-refused', 'request-busy', 'no-request'].includes(codeOf(error))) return false;
		throw error;
	}
}

/** By the id of its entry: the newest version that is published and has begun. */
async function newestOf(catalogue: NewsParts['catalogue'], day: string): Promise<ReadonlyMap<string, Version>> {
	const newest = new Map<string, Version>();
	for await (const version of catalogue.list('published')) {
		const { id } = version.entry;
		if (isOpen(version.entry, day) && version.version > (newest.get(id)?.version ?? 0)) newest.set(id, version);
	}
	return newest;
}

/** The version that a person has not been told of. */
function changedSince({ ref = '', history }: Request, newest: ReadonlyMap<string, Version>): string | undefined {
	const told = history.flatMap(({ type, words }) => (type === 'told' && words !== undefined ? [words] : []));
	const known = Math.max(...[ref, ...told].map((one) => Number(one.split('@')[1] ?? 0)));
	const [id = ''] = ref.split('@');
	const version = newest.get(id);
	return version === undefined || version.version <= known ? undefined : refOf(version);
}

/** `undefined` where no number was kept, no route can write to it any more, or its language lacks words. */
function newsRow(request: Request, ref: string, parts: NewsParts): OutboxRow | undefined {
	const { vault, clock } = parts;
	const { number: to = '' } = request;
	const by = writingRoute(request, parts);
	const text = by === undefined ? undefined : newsText(request.language, ref, by, parts);
	if (to === '' || by === undefined || text === undefined) return undefined;
	const at = clock.now();
	const id = vault.index('turn', `news|${to}|${ref}`);
	const message: Message = { class: 'broadcast', to, text, textId: ref, expiresAt: at + USEFUL_MS };
	const sealed = vault.sealFor('outbox', messagePlace(id), JSON.stringify(message));
	return { id, kind: 'message', route: by.id, lane: lanes.broadcast, due: 0, caseId: '', sealed, day: dayOf(at) };
}

/** Configured routes change; a request stays. */
function writingRoute({ route }: Request, { words, routes }: NewsParts): RouteFacts | undefined {
	const by = routes.has(route) ? words.route(route).textsBy : undefined;
	return by === undefined ? undefined : words.route(by);
}

function newsText(language: string, ref: string, by: RouteFacts, { words }: NewsParts): string | undefined {
	const { alphabet } = by.profile;
	try {
		const name = words.say(language, entryText(ref, 'name'), alphabet);
		const programme = by.programme[language] ?? '';
		return words.say(language, { key: 'request.news', values: { programme, name } }, alphabet);
	} catch (error) {
		// Nobody is told in a language that they did not ask in.
		if (error instanceof MissingText) return undefined;
		throw error;
	}
}
