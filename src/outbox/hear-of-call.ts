import type { SessionEnd } from '../channels/channel.ts';
import { dayOf } from '../shared/clock.ts';
import type { OutboxReport, OutboxState } from '../store/coordination.ts';
import { type AskedCall, messagePlace } from '../store/message.ts';
import type { OutboxRow } from '../store/store.ts';
import { openCall, type Waiting, waitsNoMore } from './asked-call.ts';
import type { CallParts } from './call-parts.ts';

/** How long after a call that nobody took the second one is made, in milliseconds; there is no third. */
const AGAIN_MS = 5 * 60_000;

/** What a provider tells of a call that we made. */
export interface CallNews {
	/** Our id of it. */
	readonly ours: string;
	/** The provider's, with the provider's name. */
	readonly ref: string;
	/** `answered`: it goes on. */
	readonly became: 'answered' | SessionEnd['status'];
}

type HearingParts = Pick<CallParts, 'store' | 'vault' | 'clock'>;

const FINAL: ReadonlySet<OutboxState> = new Set(['delivered', 'failed', 'expired', 'suppressed']);

/**
 * What becomes of a call of ours, told by the call itself: taken up, or not. It ends a doubt about it. One that nobody took is made once
 * more, if it is of use by then; the second is a row of its own, committed before the first is ended, under an id that a repeat finds.
 * @returns `unknown`: it is none of ours. `stale`: what became of it was known before.
 * @throws {StoreUnavailable}
 */
export async function hearOfCall(news: CallNews, parts: HearingParts): Promise<'moved' | 'stale' | 'unknown'> {
	const { store, vault, clock } = parts;
	const standing = await store.outbox.standing(news.ours);
	if (standing === undefined || standing.row.kind !== 'call') return 'unknown';
	if (FINAL.has(standing.state)) return 'stale';
	const { row } = standing;
	const call = openCall(row, vault);
	const at = clock.now();
	const again = call !== undefined && news.became === 'unreached' ? secondOf({ row, call }, at, vault) : undefined;
	if (again !== undefined) await store.commit({ outbox: [again] });
	const told = await store.outbox.reportedOn(row.id, news.ref, reportOf(news, at));
	if (call !== undefined && again === undefined) await waitsNoMore({ row, call }, at, parts);
	return told;
}

/** A call that went on was taken up, even if the news of that was lost. */
function reportOf({ became }: CallNews, at: number): OutboxReport {
	return became === 'answered' || became === 'completed'
		? { state: 'delivered', reason: '', at }
		: { state: 'failed', reason: became, at };
}

function secondOf({ row, call }: Waiting, now: number, vault: HearingParts['vault']): OutboxRow | undefined {
	const due = now + AGAIN_MS;
	if (call.first !== undefined || due >= call.expiresAt) return undefined;
	const id = vault.index('turn', `${row.id}|again`);
	const second: AskedCall = { ...call, first: row.id };
	const sealed = vault.sealFor('outbox', messagePlace(id), JSON.stringify(second));
	return { ...row, id, due, sealed, day: dayOf(now) };
}
