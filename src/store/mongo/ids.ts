import { createHash } from 'node:crypto';
import type { Commit } from '../store.ts';
import { CHANNELS, type StoredChannel } from './documents.ts';

/** The person's id and the channel in a conversation's id (`<person>.<channel>`). */
export function partsOf(conversationId: string): { readonly person: string; readonly channel: StoredChannel } {
	const dot = conversationId.lastIndexOf('.');
	const channel = CHANNELS.find((known) => known === conversationId.slice(dot + 1));
	if (dot < 0 || channel === undefined) throw new TypeError('not the id of a conversation');
	return { person: conversationId.slice(0, dot), channel };
}

/** The commit's own name: its turn's id, or, without a turn, one that the same commit has again. */
export function entryIdOf(commit: Commit): string {
	if (commit.turn !== undefined) return commit.turn.id;
	const { cases, caseEvents, outbox, quarantine, caseChanges, tries, conversation, person } = commit;
	const { optOuts = [], records = [] } = commit;
	const named = [
		...[cases, caseEvents, outbox, quarantine].map((rows) => rows?.map(({ id }) => id)),
		...[caseChanges, tries?.id, tries?.revision, conversation?.id, conversation?.revision, person?.id, person?.seenDay],
		...optOuts.map(({ id, wants, day }) => [id, wants, day]),
		...records.map(({ kind, id }) => [kind, id]),
	];
	const hash = createHash('sha256').update(JSON.stringify(named)).digest().subarray(0, 16).toString('base64url');
	return `-${hash}`;
}
