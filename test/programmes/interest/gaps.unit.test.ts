import fc from 'fast-check';
import { gapsOf } from '../../../src/programmes/interest/gaps.ts';
import type { InterestCell } from '../../../src/programmes/interest/interest-record.ts';
import { published } from '../catalogue/make.ts';

const regions = [
	{ pcode: 'GH01', districts: ['GH0101', 'GH0102'] },
	{ pcode: 'GH02', districts: ['GH0201'] },
];
const ask = { country: 'GH', day: '2026-06-15', least: 10, languages: ['en', 'fr'], regions } as const;

const count = fc.nat(25);
const cells: fc.Arbitrary<readonly InterestCell[]> = fc.uniqueArray(
	fc.record({
		topic: fc.constantFrom('school', 'money'),
		area: fc.constantFrom('', 'GH0101', 'GH0102', 'GH0201'),
		language: fc.constantFrom('en', 'fr', 'tw'),
		counts: fc.record({ asked: count, found: count, nothing: count, question: count }),
	}),
	{ selector: ({ topic, area, language }) => `${topic} ${area} ${language}` },
);

describe('the gaps', () => {
	it('tell no count below the bound, and nothing of counts that are all below it in one or two places', () => {
		fc.assert(
			fc.property(cells, (some) => {
				expect(gapsOf(some, [], ask).askings.filter((row) => row.count < ask.least)).toEqual([]);
			}),
		);
		fc.assert(
			fc.property(fc.tuple(fc.nat(9), fc.nat(9)), ([one, other]) => {
				const counts = { asked: one + other, found: 0, question: 0 };
				const two: readonly InterestCell[] = [
					{ topic: 'school', area: 'GH0101', language: 'en', counts: { ...counts, nothing: one } },
					{ topic: 'school', area: 'GH0201', language: 'en', counts: { ...counts, nothing: other } },
				];
				expect(gapsOf(two, [], ask).askings.filter(({ ending }) => ending === 'nothing')).toEqual([]);
			}),
		);
	});

	it('tell where nothing is open on a topic: the country, a region, or its districts', () => {
		const school = (areas: readonly string[]) => published({ kind: 'school', areas });
		const without = (areas: readonly string[]) =>
			gapsOf([], [school(areas)], ask).without.find(({ topic }) => topic === 'school')?.areas;
		expect(without([])).toBeUndefined();
		expect(without(['GH01'])).toEqual(['GH02']);
		expect(without(['GH0101'])).toEqual(['GH0102', 'GH02']);
		expect(gapsOf([], [], ask).without.map(({ areas }) => areas)).toEqual(Array.from({ length: 5 }, () => ['*']));
	});

	it('count as open only what is published, has begun and is not over', () => {
		const { entry } = published({ kind: 'school', areas: [] });
		const versions = [
			{ entry, version: 1, state: 'draft', author: 'ama' } as const,
			published({ ...entry, validFrom: '2026-07-01' }, 2),
			published({ ...entry, id: 'over', validUntil: '2026-06-14' }),
		];
		expect(gapsOf([], versions, ask).without[0]).toEqual({ topic: 'school', areas: ['*'] });
	});

	it('tell what is overdue and which language is missing, of what is not over and in that country alone', () => {
		const { en } = published({}).entry.wording;
		if (en === undefined) throw new Error('the example speaks English');
		const versions = [
			published({ id: 'due', reviewBy: '2026-06-14' }),
			published({ id: 'english', wording: { en } }),
			published({ id: 'over', wording: { en }, validUntil: '2026-06-14' }),
			published({ id: 'elsewhere', country: 'CI', wording: { en }, reviewBy: '2026-06-14' }),
		];
		const { overdue, languages } = gapsOf([], versions, ask);
		expect(overdue).toEqual([{ ref: 'due@1', reviewBy: '2026-06-14', owner: 'District social welfare desk' }]);
		expect(languages).toEqual([{ ref: 'english@1', missing: ['fr'] }]);
	});
});
