import type { TriesRow } from '../../src/cases/case-store.ts';
import { mayTry, withTry } from '../../src/cases/tries.ts';

const HOUR = 3_600_000;

/** Tries every `every` milliseconds for a while; returns how many were allowed. */
function attack(every: number, duration: number): number {
	let row: TriesRow | undefined;
	let allowed = 0;
	for (let at = HOUR * 1000; at < HOUR * 1000 + duration; at += every) {
		if (!mayTry(row, at)) continue;
		row = withTry(row, 'code', at);
		allowed++;
	}
	return allowed;
}

it('allows five tries an hour at one code', () => {
	expect(attack(1_000, HOUR)).toBe(5);
});

it('allows ten tries a day at one code, so that a year of guessing makes 3,650', () => {
	expect(attack(60_000, 24 * HOUR)).toBe(10);
	expect(attack(600_000, 48 * HOUR)).toBe(20);
});

it('does not free tries when the clock goes back', () => {
	let row: TriesRow | undefined;
	for (let n = 0; n < 5; n++) row = withTry(row, 'code', 10 * HOUR + n);
	expect(mayTry(row, 9 * HOUR)).toBe(false);
});

it('counts its revisions, so that two tries at once cannot both be the fifth', () => {
	const first = withTry(undefined, 'code', 1);
	expect(first.revision).toBe(1);
	expect(withTry(first, 'code', 2).revision).toBe(2);
});
