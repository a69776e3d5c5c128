import type { Message } from '../store/message.ts';
import type { Store } from '../store/store.ts';
import type { Vault } from '../vault/vault.ts';
import { promises, SAME_TEXT_AN_HOUR } from './promises.ts';

const HOUR_S = 3_600;
const DAY_S = 24 * HOUR_S;

/** Calls that one person gets at the most, whatever they ask for: a phone that rings and rings helps nobody. */
const CALLS_AN_HOUR = 3;
const CALLS_A_DAY = 6;

export interface CapParts {
	readonly store: Pick<Store, 'rates'>;
	readonly vault: Pick<Vault, 'index'>;
}

export interface Spending {
	/** Segments that the message takes. */
	readonly segments: number;
	/** Segments that the route may spend in a day; `undefined`: as many as there are. */
	readonly segmentsADay: number | undefined;
}

export type Cap = 'storm' | 'person-cap' | 'spending-cap';

/**
 * Counts a message against every cap that holds for it, over all instances together. A cap is a bucket that fills steadily: what a day
 * allows may go at once, and comes back over a day.
 * @returns the cap that it met; what was counted before stays counted, since a message too few is safer than one too many.
 */
export async function capMet(
	{
		routeId,
		to,
		message,
		now,
	}: { readonly routeId: string; readonly to: string; readonly message: Message; readonly now: number },
	spending: Spending,
	{ store, vault }: CapParts,
): Promise<Cap | undefined> {
	const take = (name: string, most: number, seconds: number, wanted = 1) =>
		taken({ name, most, seconds, wanted, now }, store);
	const person = vault.index('person', to);
	const text = vault.index('turn', `text|${to}|${message.text}`);
	if (!(await take(`same-text.${text}`, SAME_TEXT_AN_HOUR, HOUR_S))) return 'storm';
	const { mostAPersonADay } = promises[message.class];
	if (mostAPersonADay !== undefined && !(await take(`person.${message.class}.${person}`, mostAPersonADay, DAY_S))) {
		return 'person-cap';
	}
	const { segments, segmentsADay } = spending;
	if (segmentsADay !== undefined && !(await take(`spending.${routeId}`, segmentsADay, DAY_S, segments))) {
		return 'spending-cap';
	}
	return undefined;
}

/**
 * Counts a call against both caps that hold for its person.
 * @returns whether one of them was met.
 */
export async function callCapMet(to: string, now: number, { store, vault }: CapParts): Promise<boolean> {
	const person = vault.index('person', to);
	const take = (span: string, most: number, seconds: number) =>
		taken({ name: `calls.${span}.${person}`, most, seconds, wanted: 1, now }, store);
	return !(await take('hour', CALLS_AN_HOUR, HOUR_S)) || !(await take('day', CALLS_A_DAY, DAY_S));
}

/** Whether a bucket that holds `most`, and fills in so many seconds, had all that was wanted. */
async function taken(
	bucket: {
		readonly name: string;
		readonly most: number;
		readonly seconds: number;
		readonly wanted: number;
		readonly now: number;
	},
	{ rates }: Pick<Store, 'rates'>,
): Promise<boolean> {
	const { name, most, seconds, wanted, now } = bucket;
	return (await rates.take({ name, now, perSecond: most / seconds, burst: most, wanted })) === wanted;
}
