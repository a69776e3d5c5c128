import type { Country } from '../../conversation/index.ts';
import type { EntryKind } from './entry.ts';
import { isOpen, type Version } from './lifecycle.ts';
import type { Rule } from './rule-schema.ts';

/** Where a person looks. */
export interface Topic {
	readonly country: Country;
	/** Kinds that stand together in the menu. */
	readonly kinds: readonly EntryKind[];
	/**
	 * P-code of their department, district or region, as `Place.district` has it. Absent when it is not known: then only what holds
	 * for the whole country.
	 */
	readonly area?: string;
	/** Local day, ISO date. */
	readonly day: string;
}

/** Entries of one area with one rule, freshest first, which are decided together. */
export interface RuleGroup {
	readonly rule: Rule;
	/** 0 for the whole country, then more for what is nearer: length of the p-code. */
	readonly nearness: number;
	readonly versions: readonly Version[];
}

/** What is open on a topic, by area and rule. */
export type EntryIndex = (topic: Topic) => readonly RuleGroup[];

/**
 * Sorts published versions into country, kind and area once. What is open on a day is sorted out when an area is first asked for on that day,
 * so that a turn costs what there is in its place, not what there is altogether.
 */
export function indexEntries(published: readonly Version[]): EntryIndex {
	const byArea = new Map<string, Version[]>();
	for (const version of published)
		for (const area of new Set([...version.entry.areas, ...(version.entry.areas.length === 0 ? [''] : [])]))
			put(byArea, `${version.entry.country} ${version.entry.kind} ${area}`, version);
	const newest = newestBegun(published);
	let today = '';
	let groups = new Map<string, readonly RuleGroup[]>();
	const groupsOf = (key: string, nearness: number, day: string): readonly RuleGroup[] => {
		if (day !== today) [today, groups] = [day, new Map()];
		const known = groups.get(key);
		if (known !== undefined) return known;
		const open = (byArea.get(key) ?? []).filter(
			(version) => isOpen(version.entry, day) && newest(version.entry.id, day) === version,
		);
		const made = groupByRule(open, nearness);
		groups.set(key, made);
		return made;
	};
	return ({ country, kinds, area, day }) =>
		chainOf(country, area).flatMap((one) =>
			kinds.flatMap((kind) => groupsOf(`${country} ${kind} ${one}`, one.length, day)),
		);
}

/** The area and those around it, nearest first; the whole country is ''. */
function chainOf(country: Country, area: string | undefined): readonly string[] {
	if (area?.startsWith(country) !== true) return [''];
	const region = area.slice(0, 4);
	return area === region ? [region, ''] : [area, region, ''];
}

/** Of several published versions of an entry, the newest that has begun holds; one for next month does not end today's. */
function newestBegun(published: readonly Version[]): (id: string, day: string) => Version | undefined {
	const byId = new Map<string, Version[]>();
	for (const version of published) put(byId, version.entry.id, version);
	for (const versions of byId.values()) versions.sort((one, other) => other.version - one.version);
	return (id, day) => byId.get(id)?.find(({ entry }) => entry.validFrom !== undefined && entry.validFrom <= day);
}

function groupByRule(versions: readonly Version[], nearness: number): readonly RuleGroup[] {
	const byRule = new Map<string, Version[]>();
	for (const version of versions) put(byRule, JSON.stringify(version.entry.who), version);
	return [...byRule.values()].map((group) => ({
		rule: group[0]?.entry.who ?? true,
		nearness,
		versions: group.sort(byFreshness),
	}));
}

/** Facts of later days first, then by id, so that the order is always the same. */
export function byFreshness({ entry: one }: Version, { entry: other }: Version): number {
	const [asOf, otherAsOf] = [one.asOf ?? '', other.asOf ?? ''];
	if (asOf !== otherAsOf) return asOf < otherAsOf ? 1 : -1;
	return one.id < other.id ? -1 : 1;
}

function put<Value>(lists: Map<string, Value[]>, key: string, value: Value): void {
	const list = lists.get(key);
	if (list === undefined) lists.set(key, [value]);
	else list.push(value);
}
