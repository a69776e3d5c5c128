import type { ProgrammeAnswers, QuestionName } from './answers.ts';
import { ENTRY_KINDS, type EntryKind } from './entry.ts';
import { indexEntries, type Topic } from './entry-index.ts';
import { isOpen, isOver, refOf, type Version } from './lifecycle.ts';
import { type Match, matchesIn } from './match.ts';
import { nextQuestion } from './questions.ts';

/**
 * What people can be told of, in memory, as it was when it was read: it never changes, so that a turn sees one catalogue from its
 * beginning to its end. Days are local days (ISO dates), which are UTC days in both countries.
 */
export interface Catalogue {
	/** Kinds of which something is open somewhere in a country on that day, in the order of `ENTRY_KINDS`. */
	readonly kinds: (where: Pick<Topic, 'country' | 'day'>) => readonly EntryKind[];
	/** What is for somebody, best first, at most `most`; of an entry only its newest version that has begun. */
	readonly find: (topic: Topic, answers: ProgrammeAnswers, most: number) => readonly Match[];
	/** The question to ask before showing them; `undefined`: show them. `asked`: answered or passed over. */
	readonly question: (
		topic: Topic,
		answers: ProgrammeAnswers,
		asked: readonly QuestionName[],
	) => QuestionName | undefined;
	/** The version that a session saw, by `refOf`, though a newer one was published since. Never one that is over or was withdrawn. */
	readonly pinned: (ref: string, day: string) => Version | undefined;
	/** Any version in it, whatever the day; for its texts. */
	readonly version: (ref: string) => Version | undefined;
	/** All that is published, in no order. */
	readonly published: readonly Version[];
}

/** Made of all versions; only those that are published count, and of an entry as many as are. */
export function createCatalogue(versions: readonly Version[]): Catalogue {
	const published = versions.filter(({ state }) => state === 'published');
	const byRef = new Map(published.map((version) => [refOf(version), version]));
	const index = indexEntries(published);
	return {
		kinds: openKinds(published),
		find: (topic, answers, most) => matchesIn(index(topic), answers, most),
		question: (topic, answers, asked) => {
			const rules = index(topic).map((group) => ({ rule: group.rule, count: group.versions.length }));
			return nextQuestion({ rules, answers, asked });
		},
		pinned: (ref, day) => {
			const version = byRef.get(ref);
			return version === undefined || isOver(version.entry, day) ? undefined : version;
		},
		version: (ref) => byRef.get(ref),
		published,
	};
}

/** Looked through once a day and country, since everybody who asks begins here. */
function openKinds(published: readonly Version[]): Catalogue['kinds'] {
	let today = '';
	let known = new Map<string, readonly EntryKind[]>();
	return ({ country, day }) => {
		if (day !== today) [today, known] = [day, new Map()];
		let kinds = known.get(country);
		if (kinds === undefined) {
			const open = new Set(
				published.filter(({ entry }) => entry.country === country && isOpen(entry, day)).map(({ entry }) => entry.kind),
			);
			kinds = ENTRY_KINDS.filter((kind) => open.has(kind));
			known.set(country, kinds);
		}
		return kinds;
	};
}
