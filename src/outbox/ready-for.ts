import { segmentsOf } from '../conversation/index.ts';
import type { OutboxClaim, OutboxEnding } from '../store/coordination.ts';
import type { Message } from '../store/message.ts';
import type { Store } from '../store/store.ts';
import { capMet } from './caps.ts';
import { nextAllowed } from './hours.ts';
import { permissionFor } from './permission.ts';
import { promises } from './promises.ts';
import type { SendingRoute, SendParts } from './send-parts.ts';

/** A route's rate is asked again after so many milliseconds. */
export const RATE_AGAIN_MS = 250;

/**
 * Why a message does not go now; `undefined`: it goes. A message is counted against the caps once, before its first attempt: what
 * a provider did not take has not reached anybody, and must not use up what a person may get.
 * @throws {StoreUnavailable} when that cannot be known: nothing may be sent then.
 */
export async function readyFor(
	{ row, attempts }: OutboxClaim,
	message: Message,
	route: SendingRoute,
	parts: SendParts,
): Promise<OutboxEnding | undefined> {
	const at = parts.step ?? (() => {});
	const now = parts.clock.now();
	if (now >= message.expiresAt) return { state: 'expired', reason: 'too-old', at: now };
	const permission = await permissionFor(row, message, parts);
	if ('refused' in permission) return { state: 'suppressed', reason: permission.refused, at: now };
	await at('permitted');
	if (promises[message.class].waitsForHours) {
		const due = nextAllowed(now, route.country, parts.hours);
		if (due > now) return { state: 'queued', due, reason: 'quiet-hours' };
	}
	if (!(await withinRate(route, now, parts))) return { state: 'queued', due: now + RATE_AGAIN_MS, reason: 'rate' };
	await at('rated');
	const cap = attempts > 0 ? undefined : await counted(message, permission.to, route, now, parts);
	if (cap !== undefined) {
		// What a person may get in a day is nobody's mistake; the others are.
		if (cap !== 'person-cap') parts.alarm(cap, route.id);
		// A budget is no reason to leave somebody without an answer.
		const goes = cap === 'spending-cap' && promises[message.class].answersOwnText;
		if (!goes) return { state: 'suppressed', reason: cap, at: now };
	}
	await at('counted');
	return undefined;
}

/** Takes one of what a route may send or call now, for all instances together. @throws {StoreUnavailable} */
export async function withinRate(
	{ id, perSecond }: Pick<SendingRoute, 'id' | 'perSecond'>,
	now: number,
	{ store }: { readonly store: Pick<Store, 'rates'> },
): Promise<boolean> {
	const ask = { name: `route.${id}`, now, perSecond, burst: Math.ceil(perSecond), wanted: 1 };
	return (await store.rates.take(ask)) === 1;
}

function counted(message: Message, to: string, route: SendingRoute, now: number, parts: SendParts) {
	const { segments } = segmentsOf(message.text, route.alphabet);
	const spending = { segments, segmentsADay: route.segmentsADay };
	return capMet({ routeId: route.id, to, message, now }, spending, parts);
}
