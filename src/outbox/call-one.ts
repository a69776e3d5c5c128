import type { OutboxClaim, OutboxEnding } from '../store/coordination.ts';
import type { AskedCall } from '../store/message.ts';
import { openCall, waitsFor, waitsNoMore } from './asked-call.ts';
import type { CallingRoute, CallParts } from './call-parts.ts';
import { callCapMet } from './caps.ts';
import { conclude, endingOf } from './ending.ts';
import { RATE_AGAIN_MS, withinRate } from './ready-for.ts';

export { type CallingRoute, type CallParts, type CallStep, callSteps } from './call-parts.ts';

/**
 * One claimed call, up to the end of the claim: checked, counted, its attempt recorded, made, and how that ended recorded. A process
 * that dies in here leaves it queued (before the attempt) or in doubt (after it); nobody is called twice for it by itself. What became
 * of a call that the provider took is told by the call: see `hear-of-call.ts`.
 */
export async function callOne(claim: OutboxClaim, route: CallingRoute, parts: CallParts): Promise<void> {
	const { row, fence } = claim;
	const at = parts.step ?? (() => {});
	await at('claimed');
	const call = openCall(row, parts.vault);
	await at('opened');
	if (call === undefined) {
		parts.alarm('unreadable', route.id);
		return conclude(claim, { state: 'suppressed', reason: 'unreadable', at: parts.clock.now() }, route.id, parts);
	}
	const before = await readyFor(claim, call, route, parts);
	if (before !== undefined) return conclude(claim, before, route.id, parts);
	await at('before-attempt');
	if (!(await parts.store.outbox.attempt(row.id, fence, parts.clock.now()))) return;
	await at('attempted');
	const ending = await make(claim, call, route, parts);
	await conclude(claim, ending, route.id, parts);
	if (ending.state === 'failed') await waitsNoMore({ row, call }, parts.clock.now(), parts);
}

/**
 * Why a call is not made now; `undefined`: it is. Somebody asked for it, so that neither quiet hours nor a wish for no texts stand
 * against it.
 * @throws {StoreUnavailable} when that cannot be known: nobody may be called then.
 */
async function readyFor(
	{ row, attempts }: OutboxClaim,
	call: AskedCall,
	route: CallingRoute,
	parts: CallParts,
): Promise<OutboxEnding | undefined> {
	const at = parts.step ?? (() => {});
	const now = parts.clock.now();
	if (now >= call.expiresAt) return { state: 'expired', reason: 'too-old', at: now };
	if (call.to === '') return { state: 'suppressed', reason: 'no-number', at: now };
	await at('permitted');
	if (!(await withinRate(route, now, parts))) return { state: 'queued', due: now + RATE_AGAIN_MS, reason: 'rate' };
	await at('rated');
	if (!(await waitsFor({ row, call }, now, parts))) return { state: 'suppressed', reason: 'call-waits', at: now };
	await at('alone');
	// What a provider did not take rang nowhere.
	if (attempts === 0 && (await callCapMet(call.to, now, parts))) {
		await waitsNoMore({ row, call }, now, parts);
		return { state: 'suppressed', reason: 'person-cap', at: now };
	}
	await at('counted');
	return undefined;
}

/** The only way to a provider. */
async function make(
	claim: OutboxClaim,
	{ to, expiresAt }: AskedCall,
	{ provider, from, answersTo, calls }: CallingRoute,
	parts: CallParts,
): Promise<OutboxEnding> {
	const at = parts.step ?? (() => {});
	await at('before-provider');
	const made = await calls.call(
		{ id: claim.row.id, to, from, answersTo, reportsTo: answersTo },
		AbortSignal.timeout(parts.deadlineMs),
	);
	await at('after-provider');
	return endingOf(made, claim, { provider, expiresAt, now: parts.clock.now() });
}
