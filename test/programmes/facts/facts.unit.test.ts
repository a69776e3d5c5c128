import { join } from 'node:path';
import { type Entry, PARTS, parseEntry } from '../../../src/programmes/catalogue/entry.ts';
import { unfitTexts } from '../../../src/programmes/catalogue/fits.ts';
import { publishingFaults } from '../../../src/programmes/catalogue/lifecycle.ts';
import { loadWords } from '../../../src/service/load-words.ts';
import { readJson } from '../../../src/shared/read-json.ts';
import { places } from '../reference.ts';
import { FACTS, UNPUBLISHED } from './facts.ts';

const folder = join(process.cwd(), 'reference', 'catalogue');
const entries: readonly Entry[] = ['ci.json', 'gh.json'].flatMap((file) => {
	const rows = readJson(join(folder, file));
	if (!Array.isArray(rows)) throw new Error(`${file} is no list`);
	return rows.map((row, index) => parseEntry(row, `${file} ${index}`));
});
const languages = ['fr', 'en'];

/** All that an entry says in a language, its name first. */
function said(entry: Entry, language: string): readonly string[] {
	const wording = entry.wording[language];
	const parts = [wording?.name, ...PARTS.map((part) => wording?.[part])].filter((part) => part !== undefined);
	return parts.flatMap(({ text, simple, spoken }) => [text, simple, spoken].filter((one) => one !== undefined));
}

/** Figures of a text without their separators: `36 000` and `36,000` are 36000, `2,5` is 2.5. */
function figuresIn(text: string): readonly string[] {
	const joined = text.replaceAll(/(?<=\d)[ ,](?=\d{3}(?!\d))/g, '').replaceAll(/(?<=\d),(?=\d)/g, '.');
	return joined.match(/\d+(\.\d+)?/g) ?? [];
}

const sorted = (figures: Iterable<string>): readonly string[] => [...new Set(figures)].sort();

describe('the catalogue that is shipped', () => {
	it('has an entry for every fact of the research, and none for anything else', () => {
		expect(sorted(entries.map(({ id }) => id))).toEqual(sorted(FACTS.map(({ entry }) => entry)));
		expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length);
	});

	describe.each(entries.map((entry) => [entry.id, entry] as const))('in %s', (id, entry) => {
		const facts = FACTS.filter((fact) => fact.entry === id);

		it.each(languages)('tells in %s exactly the figures that its sources give', (language) => {
			const figures = said(entry, language).flatMap(figuresIn);
			expect(sorted(figures)).toEqual(sorted(facts.flatMap((fact) => fact.figures)));
		});

		it('counts the money of its facts, and no other', () => {
			const costs = typeof entry.costs === 'string' ? [] : entry.costs;
			const sums = [...entry.gives, ...costs].map(({ amount, scale }) => String(amount / 10 ** scale));
			expect(facts.flatMap((fact) => fact.figures)).toEqual(expect.arrayContaining(sums));
		});

		it('names the page of every fact, and who keeps it up to date', () => {
			expect(entry.sources).toEqual(expect.arrayContaining(facts.map(({ source }) => source)));
			expect(entry.owner).toBeDefined();
			expect(entry.reviewBy).toBeDefined();
		});

		it('is published if its facts are dated, agreed and not over', () => {
			const version = { entry, version: 1, state: 'draft', author: 'desk' } as const;
			const faults = publishingFaults(version, { by: 'reader', day: '2026-11-25', languages, byAnother: true });
			const begins = { disputed: /^disputed: /, undated: /^(validFrom|asOf): /, over: /^validUntil: / };
			const reason = UNPUBLISHED[id];
			if (reason === undefined) expect(faults).toEqual([]);
			else expect(faults).toContainEqual(expect.stringMatching(begins[reason]));
		});

		it('speaks of help and of rights: no threat, no promise, nothing about who works', () => {
			const texts = languages.flatMap((language) => said(entry, language)).join('\n');
			expect(texts).not.toMatch(/prison|amende|sanction|\bfine\b|punish|penalt/i);
			expect(texts).not.toMatch(/you will|vous recevrez|vous aurez|child labou?r|travail des enfants/i);
		});

		it('is for areas that we know', () => {
			for (const area of entry.areas) expect(places.byCode(entry.country, area.slice(2))?.district).toBe(area);
		});
	});

	it('fits every screen of its country in two pages a text, with every letter intact', () => {
		const { words, programme } = loadWords(process.cwd(), '');
		const routes = programme.routes.filter(({ channel }) => channel !== 'voice');
		expect(routes.length).toBeGreaterThan(1);
		const unfit = entries.flatMap((entry) =>
			unfitTexts({ entry, version: 1 }, { words, routes }).map((fault) => ({
				id: entry.id,
				...fault,
			})),
		);
		expect(unfit).toEqual([]);
	});
});
