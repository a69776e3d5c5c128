import type { Sent } from '../channels/sending.ts';
import type { OutboxClaim } from '../store/coordination.ts';
import type { Message } from '../store/message.ts';
import { conclude, endingOf } from './ending.ts';
import { openMessage } from './open-message.ts';
import { keepOptOut } from './opt-out.ts';
import { permissionFor } from './permission.ts';
import { readyFor } from './ready-for.ts';
import type { SendingRoute, SendParts } from './send-parts.ts';

export { type SendingRoute, type SendParts, type Step, steps } from './send-parts.ts';

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
		return conclude(claim, { state: 'suppressed', reason: 'unreadable', at: parts.clock.now() }, route.id, parts);
	}
	const before = await readyFor(claim, message, route, parts);
	if (before !== undefined) return conclude(claim, before, route.id, parts);
	await at('before-attempt');
	if (!(await parts.store.outbox.attempt(row.id, fence, parts.clock.now()))) return;
	await at('attempted');
	const sent = await sendGuarded(claim, message, route, parts);
	const { expiresAt } = message;
	const ending = endingOf(sent, claim, { provider: route.provider, expiresAt, now: parts.clock.now() });
	await conclude(claim, ending, route.id, parts);
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
