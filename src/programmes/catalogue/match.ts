import type { ProgrammeAnswers } from './answers.ts';
import { byFreshness, type RuleGroup } from './entry-index.ts';
import type { Version } from './lifecycle.ts';
import { decide } from './rules.ts';

/** An entry for somebody. */
export interface Match {
	readonly version: Version;
	/** The answers say so; else one that was not given may still say otherwise. */
	readonly sure: boolean;
}

interface Rank {
	readonly nearness: number;
	readonly met: number;
	readonly sure: boolean;
}

interface Ranked extends Rank {
	readonly group: RuleGroup;
}

/** What is for somebody, best first: what is nearer, then what meets more of the answers, what is sure, and what is fresher. At most `most`. */
export function matchesIn(groups: readonly RuleGroup[], answers: ProgrammeAnswers, most: number): readonly Match[] {
	const ranked = groups.flatMap((group): Ranked[] => {
		const { verdict, met } = decide(group.rule, answers);
		return verdict === 'no' ? [] : [{ group, met, sure: verdict === 'yes', nearness: group.nearness }];
	});
	ranked.sort(byRank);
	const matches: Match[] = [];
	const seen = new Set<string>();
	for (let index = 0; index < ranked.length && matches.length < most; ) {
		const end = endOfRank(ranked, index);
		for (const { version, sure } of freshest(ranked.slice(index, end), most, seen)) {
			if (matches.length === most) break;
			seen.add(version.entry.id);
			matches.push({ version, sure });
		}
		index = end;
	}
	return matches;
}

function byRank(one: Rank, other: Rank): number {
	return other.nearness - one.nearness || other.met - one.met || Number(other.sure) - Number(one.sure);
}

function endOfRank(ranked: readonly Ranked[], from: number): number {
	const first = ranked[from];
	const end = ranked.findIndex((one, index) => index > from && first !== undefined && byRank(first, one) !== 0);
	return end === -1 ? ranked.length : end;
}

/** Of groups of one rank, in order of freshness, without what was taken before in a nearer area. */
function freshest(ranked: readonly Ranked[], most: number, seen: ReadonlySet<string>): readonly Match[] {
	return ranked
		.flatMap(({ group, sure }) => firstUnseen(group.versions, most, seen).map((version) => ({ version, sure })))
		.sort((one, other) => byFreshness(one.version, other.version));
}

/** No more of a group than are wanted at all: what lies behind them costs nothing. */
function firstUnseen(versions: readonly Version[], most: number, seen: ReadonlySet<string>): readonly Version[] {
	const taken: Version[] = [];
	for (const version of versions) {
		if (taken.length === most) break;
		if (!seen.has(version.entry.id)) taken.push(version);
	}
	return taken;
}
