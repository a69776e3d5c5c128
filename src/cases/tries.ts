import type { TriesRow } from './case-store.ts';

/** Tries at one reference code, whoever calls and whether or not a case has it (`reliability.md` §4.6). */
export const TRIES_AN_HOUR = 5;
export const TRIES_A_DAY = 10;

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Whether one more try is allowed at a time. Fails closed: a clock that went back does not free tries. */
export function mayTry(row: TriesRow | undefined, at: number): boolean {
	const times = row?.at ?? [];
	const since = (age: number) => times.filter((time) => time > at - age).length;
	return since(HOUR_MS) < TRIES_AN_HOUR && since(DAY_MS) < TRIES_A_DAY;
}

/** The row with one more try; what is older than a day is forgotten. */
export function withTry(row: TriesRow | undefined, id: string, at: number): TriesRow {
	const kept = (row?.at ?? []).filter((time) => time > at - DAY_MS);
	return { id, revision: (row?.revision ?? 0) + 1, at: [...kept, at] };
}
