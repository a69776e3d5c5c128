import fc from 'fast-check';
import { type SmallCell, shownOf, TOGETHER } from '../../../src/programmes/interest/shown.ts';

/** Every table over these areas and languages with counts from 0 up to `most`. */
function* tablesOf(areas: number, languages: number, most: number): Iterable<readonly SmallCell[]> {
	const size = areas * languages;
	for (let number = 0; number < (most + 1) ** size; number += 1) {
		yield Array.from({ length: size }, (_, at) => ({
			area: `A${Math.floor(at / languages)}`,
			language: `l${at % languages}`,
			count: Math.floor(number / (most + 1) ** at) % (most + 1),
		}));
	}
}

const areas = fc.constantFrom('', 'GH01', 'GH0101', 'GH0102', 'GH0201');
const languages = fc.constantFrom('en', 'fr', 'tw');
const table = fc.uniqueArray(fc.record({ area: areas, language: languages, count: fc.nat(40) }), {
	selector: ({ area, language }) => `${area} ${language}`,
});

describe('what is shown of counts', () => {
	it.each([
		{ areas: 2, languages: 2, least: 5, most: 6 },
		{ areas: 1, languages: 4, least: 5, most: 6 },
		{ areas: 5, languages: 1, least: 5, most: 5 },
		{ areas: 2, languages: 3, least: 5, most: 5 },
		{ areas: 6, languages: 1, least: 5, most: 4 },
		{ areas: 2, languages: 2, least: 10, most: 10 },
	])(
		'never lets a small count be solved: of each there are two that look the same ($areas x $languages, $least)',
		(of) => {
			const seen = new Map<string, Set<number>[]>();
			for (const cells of tablesOf(of.areas, of.languages, of.most)) {
				const shown = JSON.stringify(shownOf(cells, of.least));
				const values = seen.get(shown) ?? cells.map(() => new Set<number>());
				seen.set(shown, values);
				for (const [at, { count }] of cells.entries()) values[at]?.add(count);
			}
			const solved = [...seen].filter(([, values]) =>
				values.some((one) => one.size === 1 && [...one].every((count) => count < of.least)),
			);
			expect(seen.size).toBeGreaterThan(5);
			expect(solved.map(([shown]) => shown)).toEqual([]);
		},
	);

	it('has no row below the bound, nothing twice, and never more than there was', () => {
		fc.assert(
			fc.property(table, fc.integer({ min: 5, max: 20 }), (cells, least) => {
				const shown = shownOf(cells, least);
				expect(shown.filter(({ count }) => count < least)).toEqual([]);
				expect(new Set(shown.map(({ area, language }) => `${area} ${language}`)).size).toBe(shown.length);
				const sumOf = (some: readonly SmallCell[]) => some.reduce((sum, { count }) => sum + count, 0);
				expect(sumOf(shown)).toBeLessThanOrEqual(sumOf(cells));
				for (const row of shown.filter(({ language }) => language !== TOGETHER)) expect(cells).toContainEqual(row);
			}),
		);
	});

	it('shows an area as a whole where no language is large enough, and the country as a whole where no area is', () => {
		const cell = (area: string, language: string, count: number): SmallCell => ({ area, language, count });
		expect(
			shownOf(
				[
					cell('GH0101', 'en', 12),
					cell('GH0102', 'en', 6),
					cell('GH0102', 'fr', 5),
					cell('GH0102', 'tw', 4),
					...['GH0201', 'GH0202', 'GH0203'].map((area) => cell(area, 'en', 4)),
					cell('GH0301', 'en', 0),
				],
				10,
			),
		).toEqual([cell('GH0102', TOGETHER, 15), cell(TOGETHER, TOGETHER, 12), cell('GH0101', 'en', 12)]);
	});
});
