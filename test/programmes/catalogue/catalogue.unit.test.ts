import { createCatalogue } from '../../../src/programmes/catalogue/catalogue.ts';
import { indexEntries, type Topic } from '../../../src/programmes/catalogue/entry-index.ts';
import type { Version } from '../../../src/programmes/catalogue/lifecycle.ts';
import { dayOf } from '../../../src/shared/clock.ts';
import { published } from './make.ts';

const DAY = '2026-06-15';
const aowin = { country: 'GH', kinds: ['cash-grant'], area: 'GH1601', day: DAY } as const;
const idsOf = (versions: readonly Version[], answers = {}, topic: Topic = aowin) =>
	find(versions, topic, answers).map(({ version }) => version.entry.id);

function find(versions: readonly Version[], topic: Topic, answers = {}) {
	return createCatalogue(versions).find(topic, answers, 8);
}

const everybody = { who: true, areas: [] } as const;

describe('what a person is shown', () => {
	it('is of their country, their topic and the areas around them', () => {
		const versions = [
			published({ ...everybody, id: 'country' }),
			published({ ...everybody, id: 'region', areas: ['GH16'] }),
			published({ ...everybody, id: 'district', areas: ['GH1601'] }),
			published({ ...everybody, id: 'next-district', areas: ['GH1602'] }),
			published({ ...everybody, id: 'next-region', areas: ['GH02'] }),
			published({ ...everybody, id: 'next-country', country: 'CI' }),
			published({ ...everybody, id: 'next-topic', kind: 'school' }),
		];
		expect(idsOf(versions)).toEqual(['district', 'region', 'country']);
	});

	it('is of all kinds that stand together in the menu', () => {
		const versions = [published({ ...everybody, id: 'a' }), published({ ...everybody, id: 'b', kind: 'pension' })];
		expect(idsOf(versions, {}, { ...aowin, kinds: ['cash-grant', 'pension'] })).toEqual(['a', 'b']);
	});

	it('is what holds for the whole country where nobody knows the place', () => {
		const versions = [
			published({ ...everybody, id: 'country' }),
			published({ ...everybody, id: 'a', areas: ['GH16'] }),
		];
		expect(idsOf(versions, {}, { country: 'GH', kinds: ['cash-grant'], day: DAY })).toEqual(['country']);
	});

	it('is best first: nearer, then meant for them, then fresher', () => {
		const versions = [
			published({ ...everybody, id: 'stale', asOf: '2026-01-02' }),
			published({ ...everybody, id: 'fresh', asOf: '2026-05-01' }),
			published({ ...everybody, id: 'for-them', who: { '==': [{ var: 'age' }, '65+'] }, asOf: '2026-01-01' }),
			published({ ...everybody, id: 'near', areas: ['GH1601'], asOf: '2025-01-01' }),
			published({ ...everybody, id: 'for-others', who: { '==': [{ var: 'age' }, '0-5'] } }),
		];
		expect(idsOf(versions, { age: '65+' })).toEqual(['near', 'for-them', 'fresh', 'stale']);
	});

	it('is one entry once, though it is listed for their region and their district', () => {
		expect(idsOf([published({ ...everybody, id: 'once', areas: ['GH16', 'GH1601'] })])).toEqual(['once']);
	});

	it('is not certain as long as an answer is wanting', () => {
		const [match] = find([published({ ...everybody, who: { '==': [{ var: 'age' }, '65+'] } })], aowin);
		expect(match?.sure).toBe(false);
	});

	it.each(['draft', 'withdrawn', 'expired'] as const)('is nothing that is %s', (state) => {
		expect(idsOf([{ ...published(everybody), state }])).toEqual([]);
	});
});

describe('the days of an entry', () => {
	const midnight = Date.UTC(2026, 9, 1);
	const versions = [
		published({ ...everybody, id: 'grant', validFrom: '2026-01-01', validUntil: '2026-12-31' }, 1),
		published({ ...everybody, id: 'grant', validFrom: '2026-10-01', validUntil: '2027-09-30' }, 2),
		published({ ...everybody, id: 'gone', validUntil: '2026-09-30' }, 1),
	];
	const shownAt = (at: number) =>
		createCatalogue(versions)
			.find({ ...aowin, day: dayOf(at) }, {}, 8)
			.map(({ version }) => `${version.entry.id}@${version.version}`);

	it('change at midnight, which is that of UTC in both countries', () => {
		expect(shownAt(midnight - 1)).toEqual(['gone@1', 'grant@1']);
		expect(shownAt(midnight)).toEqual(['grant@2']);
	});

	it('change in one catalogue that goes on over midnight, and back for a clock that is set back', () => {
		const catalogue = createCatalogue(versions);
		const count = (day: string) => catalogue.find({ ...aowin, day }, {}, 8).length;
		expect([count('2026-09-30'), count('2026-10-01'), count('2026-09-30')]).toEqual([2, 1, 2]);
	});

	it('let a session keep the version that it saw, but never one that is over', () => {
		const catalogue = createCatalogue(versions);
		expect(catalogue.pinned('grant@1', '2026-10-01')?.version).toBe(1);
		expect(catalogue.pinned('gone@1', '2026-09-30')?.version).toBe(1);
		expect(catalogue.pinned('gone@1', '2026-10-01')).toBeUndefined();
		expect(catalogue.pinned('grant@3', '2026-10-01')).toBeUndefined();
	});

	it('do not bring an older version back when the newer one is over', () => {
		const twice = [
			published({ ...everybody, validUntil: '2026-12-31' }, 1),
			published({ ...everybody, validUntil: '2026-05-31' }, 2),
		];
		expect(idsOf(twice)).toEqual([]);
	});

	it('open a kind only while something of it is open', () => {
		const catalogue = createCatalogue(versions.filter(({ entry }) => entry.id === 'gone'));
		expect(catalogue.kinds({ country: 'GH', day: '2026-09-30' })).toEqual(['cash-grant']);
		expect(catalogue.kinds({ country: 'GH', day: '2026-10-01' })).toEqual([]);
	});

	it('open a kind also where it is open in one district alone, since the place is asked for afterwards', () => {
		const inOneDistrict = createCatalogue([published({ ...everybody, areas: ['GH0101'] }, 1)]);
		expect(inOneDistrict.kinds({ country: 'GH', day: '2026-09-30' })).toEqual(['cash-grant']);
		expect(inOneDistrict.kinds({ country: 'CI', day: '2026-09-30' })).toEqual([]);
	});
});

describe('10,000 entries', () => {
	const many = (count: number) =>
		indexEntries(
			Array.from({ length: count }, (_, index) =>
				published({
					id: `entry-${index}`,
					areas: [`GH16${String((index % 9) + 1).padStart(2, '0')}`],
					who: index % 2 === 0 ? true : { '==': [{ var: 'age' }, '65+'] },
				}),
			),
		);

	it('are decided together where their rule is the same, so that a turn does not grow with them', () => {
		const groupsOf = (count: number) => many(count)(aowin).length;
		expect(groupsOf(10_000)).toBe(groupsOf(100));
	});
});
