import type { Chance } from '../../shared/chance.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Place, Vault } from '../../vault/vault.ts';
import type { Link } from './link.ts';
import type { SpoolTrouble } from './spool.ts';

/** What the parts of a spool share. */
export interface SpoolDoors {
	readonly link: Link;
	readonly vault: Pick<Vault, 'sealFor' | 'openFor'>;
	readonly clock: Clock;
	readonly chance: Pick<Chance, 'id'>;
	/** Milliseconds after which an append is rejected. */
	readonly timeoutMs: number;
	readonly onTrouble: (trouble: SpoolTrouble) => void;
}

/** Where a record stands; sealed into it, so that it opens nowhere else. */
export function placeOf(segment: string, sequence: number): Place {
	return { collection: 'spool', field: 'record', id: `${segment}/${sequence}` };
}
