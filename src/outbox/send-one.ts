import type { Sent } from '../channels/sending.ts';
import type { OutboxClaim, OutboxEnding } from '../store/coordination.ts';
import type { Message } from '../store/message.ts';
import { openMessage } from './open-message.ts';
import { keepOptOut } from './opt-out.ts';
import { permissionFor } from './permission.ts';
import { readyFor } from './ready-for.ts';
import type { SendingRoute, SendParts } from './send-parts.ts';

export { type SendingRoute, type SendParts, type Step, steps } from './send-parts.ts';

/** What was certainly not taken is tried again after 5 s, 25 s, 2 min, 10 min … as long as it is of use. */
const RETRY_MS = 5_000;
const RETRY_FACTOR = 5;
const RETRY_MOST_MS = 1_800_000;

/**
 * One claimed message, up to the end of the claim: checked, counted, its attempt recorded, sent, and how it ended recorded. A process
 * that dies in here leaves it queued (before the attempt) or in doubt (after it), and never sends it twice by itself.
 */
export async function sendOne(claim: OutboxClaim, route: SendingRoute, parts: SendParts): Promise<void> {
	const { row, fence } = claim;
	const at = parts.step ?? (() => {});
	await at('claimed');
	const message = openMessage(row, parts.vault);
	await at('opened');
	if (message === undefined) {
		parts.alarm('unreadable', route.id);
		return conclude(claim, { state: 'suppressed', reason: 'unreadable', at: parts.clock.now() }, route, parts);
	}
	const before = await readyFor(claim, message, route, parts);
	if (before !== undefined) return conclude(claim, before, route, parts);
	await at('before-attempt');
	if (!(await parts.store.outbox.attempt(row.id, fence, parts.clock.now()))) return;
	await at('attempted');
	const sent = await sendGuarded(claim, message, route, parts);
	await conclude(claim, endingOf(sent, claim, message, route, parts.clock.now()), route, parts);
}

async function conclude(
	{ row, fence }: OutboxClaim,
	ending: OutboxEnding,
	route: SendingRoute,
	parts: SendParts,
): Promise<void> {
	const at = parts.step ?? (() => {});
	const { outbox } = parts.store;
	await at('before-conclusion');
	if (await outbox.conclude(row.id, fence, ending)) {
		parts.ended(route.id, ending.state, 'reason' in ending ? ending.reason : '');
	} else if (ending.state === 'accepted') {
		// We were away for so long that it is in doubt by now: nobody else can know that the provider has it.
		await outbox.reportedOn(row.id, ending.ref, { state: 'accepted', reason: '', at: ending.at });
	}
	await at('concluded');
}

/** The only way to a provider: whether the message may go is asked again, at the last moment. */
async function sendGuarded(
	{ row }: OutboxClaim,
	message: Message,
	route: SendingRoute,
	parts: SendParts,
): Promise<Sent> {
	const at = parts.step ?? (() => {});
	const permission = await permissionFor(row, message, parts);
	if ('refused' in permission) return { outcome: 'refused', reason: permission.refused, retry: 'never' };
	await at('permitted-again');
	const { to } = permission;
	const validForSeconds = Math.max(1, Math.ceil((message.expiresAt - parts.clock.now()) / 1_000));
	const { from, reportsTo } = route;
	await at('before-provider');
	const sent = await route.sender.send(
		{ id: row.id, to, from, text: message.text, validForSeconds, reportsTo },
		AbortSignal.timeout(parts.deadlineMs),
	);
	await at('after-provider');
	// The provider knows of a wish that we do not: it is ours from now on.
	if (sent.outcome === 'refused' && sent.optedOut === true) await keepOptOut(to, 'none', parts);
	return sent;
}

function endingOf(
	sent: Sent,
	{ attempts }: OutboxClaim,
	message: Message,
	route: SendingRoute,
	now: number,
): OutboxEnding {
	if (sent.outcome === 'accepted') return { state: 'accepted', ref: `${route.provider}:${sent.ref}`, at: now };
	if (sent.outcome === 'unknown') return { state: 'in-doubt', reason: sent.reason, at: now };
	const due = now + Math.min(RETRY_MOST_MS, RETRY_MS * RETRY_FACTOR ** attempts);
	return sent.retry === 'later' && due < message.expiresAt
		? { state: 'queued', due, reason: sent.reason }
		: { state: 'failed', reason: sent.reason, at: now };
}
