import { createHash } from 'node:crypto';
import type { Chance } from '../../src/shared/chance.ts';
import type { Clock } from '../../src/shared/clock.ts';

/** Chance that gives the same every time it is made with the same seed. */
export function seededChance(seed: string): Chance {
	let count = 0;
	const bytes = (length: number): Uint8Array => {
		const chunks: Buffer[] = [];
		for (let got = 0; got < length; got += 32) {
			chunks.push(createHash('sha256').update(`${seed}|${count++}`).digest());
		}
		return Buffer.concat(chunks).subarray(0, length);
	};
	return {
		bytes,
		id: () => Buffer.from(bytes(16)).toString('base64url'),
		digits: (length) => Array.from(bytes(length), (byte) => byte % 10).join(''),
	};
}

/** A clock that stands still until it is moved, and never goes back by itself. */
export interface StillClock extends Clock {
	readonly move: (milliseconds: number) => void;
}

export function stillClock(at = Date.UTC(2026, 10, 25, 8)): StillClock {
	let now = at;
	return {
		now: () => now,
		move: (milliseconds) => {
			now += milliseconds;
		},
	};
}
