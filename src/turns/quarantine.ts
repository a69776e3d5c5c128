import type { Chance } from '../shared/chance.ts';
import { type Clock, dayOf } from '../shared/clock.ts';
import type { Commit } from '../store/store.ts';
import type { Vault } from '../vault/vault.ts';
import { type Kept, keep } from './keep.ts';

/** A callback that could not be understood, as it came. */
export interface OddCallback {
	/** Id of the route on which it came. */
	readonly route: string;
	/** Machine word of what is odd about it. */
	readonly reason: string;
	readonly body: Uint8Array;
}

/**
 * Keeps what cannot be understood instead of refusing it (design §4, rule 5): sealed, byte for byte, for people to look at.
 * @throws {ServiceError} when neither store nor spool can be written.
 */
export function quarantine(
	odd: OddCallback,
	parts: { readonly vault: Vault; readonly clock: Clock; readonly chance: Chance } & Parameters<typeof keep>[1],
): Promise<Kept> {
	const id = parts.chance.id();
	const place = { collection: 'quarantine', field: 'sealed', id };
	const sealed = parts.vault.sealFor('quarantine', place, Buffer.from(odd.body).toString('base64'));
	const row = { id, route: odd.route, reason: odd.reason, sealed, day: dayOf(parts.clock.now()) };
	const commit: Commit = { quarantine: [row] };
	return keep(commit, parts);
}
