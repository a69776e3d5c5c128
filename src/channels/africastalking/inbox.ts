import { z } from 'zod';
import { ServiceError } from '../../shared/errors.ts';
import { phoneNumberOf } from '../phone-number.ts';
import type { Inbox, ReceivedMessage } from '../sending.ts';
import type { Guard } from './guard.ts';
import { isSameNumber } from './sms.ts';
import { timeOf } from './time.ts';

const answer = z.object({
	SMSMessageData: z.object({
		Messages: z.array(
			z.object({
				id: z.coerce.number().int().positive(),
				from: z.string(),
				to: z.string(),
				text: z.string(),
				date: z.string().optional(),
			}),
		),
	}),
});

type Listed = z.infer<typeof answer>['SMSMessageData']['Messages'][number];
/** What came after an id, in the order of ids: a page of it, as long as the provider likes. */
type Page = (after: number, signal: AbortSignal) => Promise<readonly Listed[]>;

/** Most pages of one look: the provider gives a hundred texts a page. */
const PAGES_MOST = 100;
/** First width of the search, and the width at which it ends: about a page. */
const WIDTH = 100;

/**
 * What the account got: https://developers.africastalking.com/docs/sms/fetch_messages. The list is asked for by the id after which
 * it begins, and not by time; ids are numbers that rise, so that the place where a time begins is searched for once, and is known
 * after that. A callback may name the same text by another id.
 */
export function createInbox(guard: Guard): Inbox {
	const page: Page = (after, signal) => pageAfter(guard, after, signal);
	/** All up to this id came before that time. */
	let known = { since: 0, after: 0 };
	return {
		sameIds: false,
		received: async ({ to, since }, signal) => {
			const from = since >= known.since ? known.after : 0;
			known = { since, after: await lastBefore(since, from, (after) => page(after, signal)) };
			const found = await allAfter(known.after, (after) => page(after, signal));
			return found.flatMap((one) => receivedOf(one, to, since));
		},
	};
}

async function pageAfter(guard: Guard, after: number, signal: AbortSignal): Promise<readonly Listed[]> {
	const attempted = await guard((sdk) => sdk.SMS.fetchMessages({ lastReceivedId: String(after) }), signal);
	if ('missed' in attempted) throw noInbox(attempted.missed.reason);
	const read = answer.safeParse(attempted.answer);
	if (!read.success) throw noInbox('bad-answer');
	return read.data.SMSMessageData.Messages.toSorted((one, other) => one.id - other.id);
}

type AskPage = (after: number) => Promise<readonly Listed[]>;

/** An id up to which everything is older, and not much before the first that is not. Doubles its steps, then halves them. */
async function lastBefore(since: number, from: number, page: AskPage): Promise<number> {
	const goesOnOld = async (after: number): Promise<boolean> => {
		const [first] = (await page(after)).flatMap(({ date = '' }) => timeOf(date) ?? []);
		return first !== undefined && first < since;
	};
	if (!(await goesOnOld(from))) return from;
	let [old, width] = [from, WIDTH];
	while (await goesOnOld(old + width)) {
		old += width;
		width *= 2;
	}
	for (; width > WIDTH; width = Math.ceil(width / 2)) {
		const middle = old + Math.ceil(width / 2);
		if (await goesOnOld(middle)) old = middle;
	}
	return old;
}

async function allAfter(first: number, page: AskPage): Promise<readonly Listed[]> {
	const all: Listed[] = [];
	let after = first;
	for (let pages = 0; pages < PAGES_MOST; pages += 1) {
		const found = (await page(after)).filter(({ id }) => id > after);
		all.push(...found);
		const last = found.at(-1);
		if (last === undefined) break;
		after = last.id;
	}
	return all;
}

function receivedOf({ id, from: sent, to: heard, text, date }: Listed, to: string, since: number): ReceivedMessage[] {
	const from = phoneNumberOf(sent);
	const sentAt = timeOf(date ?? '');
	if (from === undefined || sentAt === undefined || sentAt < since || !isSameNumber(heard, to)) return [];
	return [{ messageId: String(id), from, to, text, network: '', sentAt }];
}

function noInbox(reason: string): ServiceError {
	return new ServiceError(
		'africastalking-inbox',
		`the list of received messages cannot be had: ${reason}`,
		"Africa's Talking does not show which messages came in. It is asked again later.",
	);
}
