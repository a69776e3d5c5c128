import { mayTry, withTry } from '../cases/tries.ts';
import { type Ask, type RouteFacts, type Told, wordedIn } from '../conversation/index.ts';
import { nextPrompt, type Prompts, sameText } from '../prompts/prompts.ts';
import { isActive, readSpeaker, SPEAKER_RECORD, speakerRowId } from '../prompts/speaker.ts';
import { readTake, TAKE_RECORD } from '../prompts/take.ts';
import type { Store } from '../store/store.ts';
import type { Vault } from '../vault/vault.ts';
import type { Found } from './look-up.ts';

/** Tries at PINs over all numbers: no hour has more than both together. */
const ALL_TRIES = { burst: 10, anHour: 10 } as const;
const HOUR_SECONDS = 3_600;
const A_PAGE = 500;

const NO_SPEAKER: Told = { told: 'no-speaker' };

/** Who calls, on which route. */
export interface Caller {
	/** E.164, '' where it is withheld: all of those count as one. */
	readonly number: string;
	readonly route: RouteFacts;
}

interface SpeakerParts {
	readonly store: Pick<Store, 'tries' | 'rates' | 'records'>;
	readonly vault: Vault;
	readonly prompts: Prompts;
	readonly caller: Caller;
}

/** Answers what the flow of a line for recording asks. @throws {StoreUnavailable} */
export async function lookUpSpeaker(
	ask: Extract<Ask, { ask: 'speaker' | 'prompt' }>,
	at: number,
	parts: SpeakerParts,
): Promise<Found> {
	return ask.ask === 'speaker' ? findSpeaker(ask.pin, at, parts) : { told: await findPrompt(ask, parts) };
}

/**
 * The speaker who has a PIN. A wrong one, a removed speaker and a try too many are told the same. Tries are counted under the number
 * that calls, and over all numbers, since a PIN names its speaker: each try is one at everybody's.
 */
async function findSpeaker(pin: string, at: number, { store, vault, prompts, caller }: SpeakerParts): Promise<Found> {
	const triesId = vault.index('code', `speaker|${caller.number}`);
	const [row, found] = await Promise.all([
		store.tries.get(triesId),
		store.records.get(SPEAKER_RECORD, speakerRowId(vault, pin)),
	]);
	if (!mayTry(row, at)) return { told: NO_SPEAKER };
	const perSecond = ALL_TRIES.anHour / HOUR_SECONDS;
	const granted = await store.rates.take({
		name: 'speaker-pins',
		now: at,
		perSecond,
		burst: ALL_TRIES.burst,
		wanted: 1,
	});
	const tries = withTry(row, triesId, at);
	if (granted === 0 || found === undefined || !isActive(found)) return { told: NO_SPEAKER, tries };
	const { id: speaker, languages } = readSpeaker(vault, found);
	const there = languages.filter((language) => prompts.of(language).length > 0);
	if (there.length === 0) return { told: NO_SPEAKER, tries };
	return { told: { told: 'speaker', speaker, languages: there.join(' ') }, tries };
}

async function findPrompt(
	{ language, after }: Extract<Ask, { ask: 'prompt' }>,
	{ store, prompts, caller }: SpeakerParts,
): Promise<Told> {
	const all = prompts.of(language);
	const taken = await takenIn(language, store.records);
	const next = nextPrompt(all, after, ({ key, textHash }) => taken.has(`${key} ${textHash}`));
	if (next === undefined) return { told: 'no-prompt' };
	const { key, text, textHash } = next.prompt;
	const worded = wordedIn(language, caller.route);
	return {
		told: 'prompt',
		key,
		textHash,
		place: next.place,
		of: all.length,
		text: worded === language ? text : sameText(prompts.of(worded), key),
		language: worded,
	};
}

/** Texts of a language that somebody has recorded and kept, by key and hash; a few hundred takes in all. */
async function takenIn(language: string, records: Store['records']): Promise<ReadonlySet<string>> {
	const taken = new Set<string>();
	for (let after = ''; ; ) {
		const page = await records.list({ kind: TAKE_RECORD, ...(after === '' ? {} : { after }), most: A_PAGE });
		for (const take of page.map(readTake))
			if (take.language === language && take.state !== 'rejected') taken.add(`${take.key} ${take.textHash}`);
		const last = page.at(-1);
		if (last === undefined) return taken;
		after = last.id;
	}
}
