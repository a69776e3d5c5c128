import { createSecretKey } from 'node:crypto';
import { systemChance } from '../../src/shared/chance.ts';
import type { KeyKind, KeyRing, RingKey } from '../../src/vault/key-ring.ts';

/** A ring without files. `add` is what an operator does to the directory; `lose` is what befalls it. */
export interface MemoryRing extends KeyRing {
	readonly add: (kind: KeyKind) => string;
	readonly lose: (id: string) => void;
}

/** A ring with one random key of each kind that is asked for. */
export function memoryRing(): MemoryRing {
	const keys = new Map<string, RingKey>();
	const find = (kind: KeyKind, number: number): RingKey | undefined => keys.get(`${kind}-${number}`);
	const add = (kind: KeyKind): string => {
		let number = 1;
		while (find(kind, number) !== undefined) number += 1;
		const id = `${kind}-${number}`;
		keys.set(id, { id, number, key: createSecretKey(systemChance.bytes(32)) });
		return id;
	};
	return {
		add,
		find,
		lose: (id) => void keys.delete(id),
		newest: (kind) => {
			for (;;) {
				const newest = [...keys.values()].findLast(({ id, number }) => id === `${kind}-${number}`);
				if (newest !== undefined) return newest;
				add(kind);
			}
		},
		ids: () => [...keys.keys()],
	};
}
