import { createHash } from 'node:crypto';
import type { HeardMark } from './hear.ts';

/** How long a text is remembered, in milliseconds: longer than any list is looked through. */
const REMEMBERED_MS = 26 * 3_600_000;
/** Texts of one person that are remembered at the most. */
const REMEMBERED_MOST = 32;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Short digest of a text's words; it lies sealed, beside the conversation that holds what was made of them. */
export const saidIn = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 8);

/** What is remembered once a text was heard. */
export function remember(before: readonly HeardMark[], mark: HeardMark, now: number): readonly HeardMark[] {
	const recent = before.filter(({ at }) => at > now - REMEMBERED_MS);
	return [...recent, mark].toSorted((one, other) => one.at - other.at).slice(-REMEMBERED_MOST);
}

/**
 * Whether two times may be of one text: within a minute, and by whatever whole hours a date without a zone is off.
 */
export function isNear(one: number, other: number): boolean {
	const apart = Math.abs(one - other) % HOUR_MS;
	return Math.min(apart, HOUR_MS - apart) <= MINUTE_MS;
}

/**
 * Which of the texts in a list were not heard: a person may send the same words twice, and as often as they are listed they must
 * have been heard. Each one heard accounts for one listed: those of the same moment first, then those near it.
 * @param listed times of one person's texts with the same words.
 * @param heard the same of those that were heard.
 * @returns places in `listed`.
 */
export function missedAmong(listed: readonly number[], heard: readonly number[]): ReadonlySet<number> {
	const missed = new Set(listed.keys());
	const left = [...heard];
	for (const isSame of [(one: number, other: number) => one === other, isNear]) {
		for (const place of [...missed]) {
			const found = left.findIndex((at) => isSame(at, listed[place] ?? Number.NaN));
			if (found < 0) continue;
			left.splice(found, 1);
			missed.delete(place);
		}
	}
	return missed;
}

/** Whether so many are remembered that one from then may be among those forgotten. */
export function mayBeForgotten(marks: readonly HeardMark[], at: number): boolean {
	return marks.length >= REMEMBERED_MOST && at <= (marks[0]?.at ?? 0);
}
