import type { ListedMessage } from '../channels/sending.ts';
import type { OutboxStanding } from '../store/coordination.ts';
import type { Message } from '../store/message.ts';
import { StoreUnavailable } from '../store/unavailable.ts';
import { openMessage } from './open-message.ts';
import { permissionFor } from './permission.ts';
import { promises } from './promises.ts';
import type { SendingRoute, SendParts } from './send-parts.ts';

export interface ReconcileParts extends SendParts {
	/** After so many milliseconds nobody can be waiting for a provider's answer any more. */
	readonly abandonedMs: number;
	/** How long reports and lists may end a doubt, in milliseconds; then it is ended by class, or shown to staff. */
	readonly doubtMs: number;
	/** When each doubt is looked after next; the same from one run to the next. */
	readonly looks: Looks;
}

/** Milliseconds since the epoch, by message and attempt. In memory: after a start every doubt is looked after once. */
export type Looks = Map<string, number>;

/** The first pause between two looks at one doubt; each is as long as the doubt has lasted, up to an hour. */
const FIRST_PAUSE_MS = 15_000;
const LONGEST_PAUSE_MS = 3_600_000;
/** After a day the provider is asked no more: staff see the message (`npm run outbox`), and a report may still end it. */
const ASKED_FOR_MS = 86_400_000;

const PAGE = 100;
const CLOCKS_DIFFER_MS = 5_000;

/**
 * Looks after attempts whose outcome nobody knows: reports and the provider's own list may tell for ten minutes. What is found there
 * was accepted. What is not, and of which a second copy does no harm, is sent once more; all else stays in doubt, for staff to see
 * (design §4, rule 13).
 * @throws the first error that a single message met, after all the others were looked after; {StoreUnavailable} at once.
 */
export async function reconcile(routes: readonly SendingRoute[], parts: ReconcileParts): Promise<void> {
	const { outbox } = parts.store;
	const troubles: unknown[] = [];
	await outbox.doubt(parts.clock.now() - parts.abandonedMs);
	const next: Looks = new Map();
	for (let after = ''; ; ) {
		const page = await outbox.inState('in-doubt', { after, most: PAGE });
		for (const doubted of page) {
			const route = routes.find(({ id }) => id === doubted.row.route);
			const doubt = `${doubted.row.id} ${doubted.attempts}`;
			const due = parts.looks.get(doubt) ?? 0;
			const now = parts.clock.now();
			next.set(doubt, due > now ? due : nextLook(doubted.attemptingAt, now, parts.doubtMs));
			if (route === undefined || due > now) continue;
			await settle(doubted, route, parts).catch((error: unknown) => {
				if (error instanceof StoreUnavailable) throw error;
				troubles.push(error);
			});
		}
		const last = page.at(-1);
		if (last === undefined) break;
		after = last.row.id;
	}
	// Only what is still in doubt is remembered.
	parts.looks.clear();
	for (const [id, due] of next) parts.looks.set(id, due);
	if (troubles.length > 0) throw troubles[0];
}

/** Also at the moment at which the doubt is to be ended. */
function nextLook(since: number, now: number, doubtMs: number): number {
	const lasted = now - since;
	if (lasted >= ASKED_FOR_MS) return Number.POSITIVE_INFINITY;
	const due = now + Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, lasted));
	return lasted < doubtMs ? Math.min(due, since + doubtMs) : due;
}

async function settle(doubted: OutboxStanding, route: SendingRoute, parts: ReconcileParts): Promise<void> {
	const { row, attemptingAt } = doubted;
	const { outbox } = parts.store;
	const message = openMessage(row, parts.vault);
	if (message === undefined) return;
	const permission = await permissionFor(row, message, parts);
	const to = 'to' in permission ? permission.to : message.to;
	const found = await listed(to, message.text, attemptingAt, route, parts);
	if (found !== undefined) {
		const { report } = found;
		const ref = `${route.provider}:${found.ref}`;
		const told = { state: report.state ?? 'accepted', reason: report.reason ?? '', at: parts.clock.now() };
		// A reference that a message has by now is that message's: this one is not in the list.
		if ((await outbox.reported(ref, told)) === 'early') {
			await outbox.reportedOn(row.id, ref, told);
			return;
		}
	}
	const now = parts.clock.now();
	if (now - attemptingAt < parts.doubtMs || !(await maySendAgain(doubted, message, parts))) return;
	await outbox.resolve(row.id, { state: 'queued', due: now, reason: 'sent-again' });
}

/** Once, whatever attempts a provider refused before and since: the attempt after which it is sent again is kept for ever. */
async function maySendAgain(
	{ row, attempts }: OutboxStanding,
	message: Message,
	{ store }: SendParts,
): Promise<boolean> {
	if (!promises[message.class].again) return false;
	return (await store.marks.keep(`sent-again.${row.id}`, String(attempts))) === String(attempts);
}

/** The message in the provider's list, if it has one and tells it apart from every other. */
async function listed(
	to: string,
	text: string,
	since: number,
	{ sender }: SendingRoute,
	{ deadlineMs, clock }: ReconcileParts,
): Promise<ListedMessage | undefined> {
	if (sender.sentTo === undefined || to === '' || clock.now() - since >= ASKED_FOR_MS) return undefined;
	const all = await sender.sentTo(to, since - CLOCKS_DIFFER_MS, AbortSignal.timeout(deadlineMs)).catch(() => []);
	const same = all.filter((one) => one.text === text);
	return same.length === 1 ? same[0] : undefined;
}
