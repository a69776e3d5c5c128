import { dayOf } from '../shared/clock.ts';
import { type AskedCall, lanes, messagePlace } from '../store/message.ts';
import type { OutboxRow } from '../store/store.ts';
import { derivedId } from './derived-id.ts';
import type { Planning } from './plan.ts';

/** How long a call that was asked for is of use, in milliseconds: later whoever asked is elsewhere, or has asked again. */
const USEFUL_MS = 30 * 60_000;

/**
 * A call that the line is to make, on its way to the number that asked for it. `undefined` where that is withheld, or no route can
 * call it.
 */
export function askedCallRow(
	planning: Pick<Planning, 'vault' | 'route' | 'turnId' | 'at' | 'number'> & { readonly count: number },
): OutboxRow | undefined {
	const { vault, route, at, number, count } = planning;
	if (number === '' || route.callsBy === undefined) return undefined;
	const id = derivedId(planning, 'outbox', count);
	const call: AskedCall = { to: number, expiresAt: at + USEFUL_MS };
	const sealed = vault.sealFor('outbox', messagePlace(id), JSON.stringify(call));
	return { id, kind: 'call', route: route.callsBy, lane: lanes.reply, due: 0, caseId: '', sealed, day: dayOf(at) };
}
