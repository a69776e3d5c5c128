import { randomBytes, randomInt } from 'node:crypto';

/** The one door to chance and ids. Tests hand in one that repeats itself. */
export interface Chance {
	/** 128 random bits, base64url (22 characters). */
	readonly id: () => string;
	/** Decimal digits, each as likely as any other. The first may be 0. */
	readonly digits: (count: number) => string;
	readonly bytes: (count: number) => Uint8Array;
}

export const systemChance: Chance = {
	id: () => randomBytes(16).toString('base64url'),
	digits: (count) => Array.from({ length: count }, () => randomInt(10)).join(''),
	bytes: (count) => randomBytes(count),
};
