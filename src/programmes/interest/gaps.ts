import type { Country } from '../../conversation/index.ts';
import { createCatalogue } from '../catalogue/catalogue.ts';
import { isOver, isOverdue, refOf, type Version } from '../catalogue/lifecycle.ts';
import { createProgrammeKnowledge, TOPIC_NAMES } from '../catalogue/programme-knowledge.ts';
import type { InterestCell } from './interest-record.ts';
import { type SmallCell, shownOf, TOGETHER } from './shown.ts';

/** What became of askings: `left` half-way is what was asked and had neither something nor nothing to show. */
export const ENDINGS = ['found', 'nothing', 'question', 'left'] as const;
export type Ending = (typeof ENDINGS)[number];

/** So many askings of a topic ended so. They are askings, not persons. */
export interface GapRow extends SmallCell {
	readonly topic: string;
	readonly ending: Ending;
}

/** What the catalogue lacks, as far as it may be told, for one country. */
export interface Gaps {
	/** Most asked first; see `shownOf` for what is not among them. */
	readonly askings: readonly GapRow[];
	/** What is open there on no topic: p-codes of regions or districts, or `*` for the whole country. */
	readonly without: readonly { readonly topic: string; readonly areas: readonly string[] }[];
	/** Published, and past the day on which its owner was to look at it again. */
	readonly overdue: readonly { readonly ref: string; readonly reviewBy: string; readonly owner: string }[];
	/** Published or a draft, without a language that the line offers there. */
	readonly languages: readonly { readonly ref: string; readonly missing: readonly string[] }[];
}

/** The areas of one country, region by region, by p-code. */
export type RegionCodes = readonly { readonly pcode: string; readonly districts: readonly string[] }[];

export interface GapsAsk {
	readonly country: Country;
	/** Local day, ISO date. */
	readonly day: string;
	/** From which on a count is shown. */
	readonly least: number;
	/** Languages that the line offers there. */
	readonly languages: readonly string[];
	readonly regions: RegionCodes;
}

/** @param versions those that are drafts or published. */
export function gapsOf(cells: readonly InterestCell[], versions: readonly Version[], ask: GapsAsk): Gaps {
	const own = versions.filter(({ entry }) => entry.country === ask.country && !isOver(entry, ask.day));
	const published = own.filter(({ state }) => state === 'published');
	return {
		askings: askingsOf(cells, ask.least),
		without: withoutOf(published, ask),
		overdue: published
			.filter(({ entry }) => isOverdue(entry, ask.day))
			.map((version) => ({
				ref: refOf(version),
				reviewBy: version.entry.reviewBy ?? '',
				owner: version.entry.owner ?? '',
			})),
		languages: own
			.map((version) => ({
				ref: refOf(version),
				missing: ask.languages.filter((language) => version.entry.wording[language] === undefined),
			}))
			.filter(({ missing }) => missing.length > 0),
	};
}

function askingsOf(cells: readonly InterestCell[], least: number): readonly GapRow[] {
	const topics = [...new Set(cells.map(({ topic }) => topic))];
	return topics
		.flatMap((topic) =>
			ENDINGS.flatMap((ending) => {
				const ofTopic = cells.filter((cell) => cell.topic === topic);
				const counted = ending === 'left' ? leftOf(ofTopic) : ofTopic.map((cell) => smallOf(cell, cell.counts[ending]));
				return shownOf(counted, least).map((row): GapRow => ({ topic, ending, ...row }));
			}),
		)
		.toSorted((one, other) => other.count - one.count);
}

const smallOf = ({ area, language }: InterestCell, count: number): SmallCell => ({ area, language, count });

/** By language alone: who leaves before saying where is nowhere. Who looked again after going back may have ended twice. */
function leftOf(cells: readonly InterestCell[]): readonly SmallCell[] {
	return [...new Set(cells.map(({ language }) => language))].map((language) => {
		const counts = cells.filter((cell) => cell.language === language).map((cell) => cell.counts);
		const left = counts.reduce((sum, { asked, found, nothing }) => sum + asked - found - nothing, 0);
		return { area: TOGETHER, language, count: Math.max(0, left) };
	});
}

function withoutOf(published: readonly Version[], { country, day, regions }: GapsAsk): Gaps['without'] {
	const catalogue = createCatalogue(published);
	const { step } = createProgrammeKnowledge(() => catalogue);
	const isOpen = (area: string, topic: string): boolean => {
		const next = step({ country, area, day, topic, answers: {} });
		return next.is === 'question' || next.refs.length > 0;
	};
	const open = (area: string): ReadonlySet<string> => new Set(TOPIC_NAMES.filter((topic) => isOpen(area, topic)));
	const openIn = new Map(regions.flatMap(({ districts }) => districts.map((pcode) => [pcode, open(pcode)] as const)));
	return TOPIC_NAMES.flatMap((topic) => {
		const lacks = (pcode: string) => openIn.get(pcode)?.has(topic) !== true;
		const areas = regions.flatMap(({ pcode, districts }) => {
			const lacking = districts.filter(lacks);
			return lacking.length === districts.length ? [pcode] : lacking;
		});
		if (areas.length === 0) return [];
		const nowhere = regions.every(({ pcode }) => areas.includes(pcode));
		return [{ topic, areas: nowhere ? [TOGETHER] : areas }];
	});
}
