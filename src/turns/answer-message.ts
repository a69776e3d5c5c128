import type { IncomingMessage } from '../channels/channel.ts';
import type { Answers, Reply } from '../conversation/index.ts';
import { dayOf } from '../shared/clock.ts';
import { lanes, type Message, messagePlace } from '../store/message.ts';
import type { Commit, OutboxRow } from '../store/store.ts';
import type { Vault } from '../vault/vault.ts';

/** How long an answer to a text is of use, in milliseconds: whoever waits longer has written again or given up. */
const USEFUL_MS = 12 * 3_600_000;

/** A text that was heard, as far as its records need it. */
export interface HeardText {
	readonly message: Pick<IncomingMessage, 'from' | 'text'>;
	readonly routeId: string;
	readonly turnId: string;
	readonly at: number;
	/** When an answer began to be waited for: before `at` where the text was found late. */
	readonly waitsSince: number;
}

/** The answer to a text, on its way: to the number that wrote it, by the route on which it wrote. */
export function answerRow(
	vault: Vault,
	{ message, routeId, turnId, at, waitsSince }: HeardText,
	reply: Reply,
	answers: Answers,
): OutboxRow {
	const id = vault.index('turn', `${turnId}|answer`);
	const body: Message = {
		class: 'reply',
		to: message.from,
		text: reply.text,
		textId: '',
		expiresAt: Math.min(at, waitsSince) + USEFUL_MS,
	};
	return {
		id,
		kind: 'message',
		route: routeId,
		lane: answers['dangerNow'] === true ? lanes.danger : lanes.reply,
		due: 0,
		caseId: '',
		sealed: vault.sealFor('outbox', messagePlace(id), JSON.stringify(body)),
		day: dayOf(at),
	};
}

/**
 * A text that nothing was asked before, even a blank one, is a contact of its own: people look at it, whether or not its writer
 * goes on to report (design §4, rule 5).
 */
export function contactRow(
	vault: Vault,
	{ message, routeId, turnId, at }: Omit<HeardText, 'waitsSince'>,
	reason: 'text-out-of-the-blue' | 'text-overtaken' = 'text-out-of-the-blue',
): NonNullable<Commit['quarantine']>[number] {
	const id = vault.index('turn', `${turnId}|contact`);
	const place = { collection: 'quarantine', field: 'sealed', id };
	const said = JSON.stringify({ from: message.from, text: message.text, at });
	const sealed = vault.sealFor('quarantine', place, Buffer.from(said).toString('base64'));
	return { id, route: routeId, reason, sealed, day: dayOf(at) };
}
