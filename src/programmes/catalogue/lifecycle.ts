import { type Entry, PARTS } from './entry.ts';

/** Where a version stands. Only what is published is shown, and of that only what its dates allow. */
export const ENTRY_STATES = ['draft', 'published', 'withdrawn', 'expired'] as const;
export type EntryState = (typeof ENTRY_STATES)[number];

/** One version of an entry. */
export interface Version {
	readonly entry: Entry;
	/** Counts from 1. */
	readonly version: number;
	readonly state: EntryState;
	/** Who wrote it, as they are called on this installation. */
	readonly author: string;
	/** Who published it. */
	readonly publisher?: string;
}

/** What a version is called: `gh-leap@3`. A session in progress keeps it. */
export function refOf({ entry, version }: Pick<Version, 'entry' | 'version'>): string {
	return `${entry.id}@${version}`;
}

/** Over: its last day is before `day` (ISO date). It is never shown again. */
export function isOver({ validUntil }: Entry, day: string): boolean {
	return validUntil !== undefined && validUntil < day;
}

/** Begun, and not over. What has no first day never begins. */
export function isOpen(entry: Entry, day: string): boolean {
	return entry.validFrom !== undefined && entry.validFrom <= day && !isOver(entry, day);
}

/** Its owner should have looked at it again: shown with the day of its facts, and listed for the owner. */
export function isOverdue({ reviewBy }: Entry, day: string): boolean {
	return reviewBy !== undefined && reviewBy < day;
}

/** What an entry lacks before it may be published, a sentence each; empty when nothing. */
export function completeness(entry: Entry, languages: readonly string[]): readonly string[] {
	const faults: string[] = [];
	if (entry.disputed !== undefined) faults.push(`disputed: ${entry.disputed}`);
	if (entry.sources.length === 0) faults.push('sources: none');
	for (const name of ['owner', 'validFrom', 'asOf', 'reviewBy'] as const)
		if (entry[name] === undefined) faults.push(`${name}: missing`);
	const spoken = PARTS.filter((part) => Object.values(entry.wording).some((wording) => wording[part] !== undefined));
	for (const language of languages) {
		const wording = entry.wording[language];
		if (wording === undefined) {
			faults.push(`wording.${language}: missing`);
			continue;
		}
		for (const part of spoken)
			if (wording[part] === undefined) faults.push(`wording.${language}.${part}: another language has it`);
	}
	return faults;
}

export interface PublishAsk {
	readonly by: string;
	/** Day on which it is to be published. */
	readonly day: string;
	/** Languages that the deployment offers in the entry's country. */
	readonly languages: readonly string[];
	/** The deployment wants somebody else than the author to publish. */
	readonly byAnother: boolean;
}

/** Why a version may not be published, a sentence each; empty when it may. */
export function publishingFaults({ entry, state, author }: Version, ask: PublishAsk): readonly string[] {
	const faults: string[] = [];
	if (state !== 'draft') faults.push(`state: is ${state}; a draft is published`);
	if (ask.byAnother && ask.by === author) faults.push('by: its author may not publish it; another must read it first');
	if (isOver(entry, ask.day)) faults.push(`validUntil: ${entry.validUntil} is past`);
	return [...faults, ...completeness(entry, ask.languages)];
}
