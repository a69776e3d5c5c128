import { parseWorkRules } from '../../../src/programmes/work/work-rules.ts';
import { reference } from '../reference.ts';

const shipped = reference.work.GH;
const [first, ...others] = shipped.tasks;
const withFirst = (change: object): unknown => ({ ...shipped, tasks: [{ ...first, ...change }, ...others] });

describe('a file of work rules', () => {
	it('is read as it stands', () => {
		expect(parseWorkRules(shipped, 'GH')).toEqual(shipped);
	});

	it.each([
		['the rules of the other country', { ...shipped, country: 'CI' }, 'country: is not GH'],
		['a task twice', { ...shipped, tasks: [first, first] }, 'tasks[1].id: cutlass is there twice'],
		['a bar that nobody vouches for', withFirst({ barred: { ...first?.barred, source: 'hearsay' } }), 'hearsay is not'],
		['light work that nobody vouches for', withFirst({ light: 'hearsay' }), 'tasks[0].light: hearsay is not'],
		['a source without a page', { ...shipped, sources: [{ id: 'a', date: '1998' }] }, 'sources[0].url'],
		['a source without a date', { ...shipped, sources: [{ id: 'a', url: 'https://example.org' }] }, 'sources[0].date'],
		['a load in kilograms, which no source gives', withFirst({ kilograms: 10 }), 'tasks[0]'],
		[
			'an age of work below that of light work',
			{ ...shipped, stages: { ...shipped.stages, work: { ...shipped.stages.work, from: 12 } } },
			'stages: light work, work and adult age are not in order',
		],
	])('refuses %s', (_, raw, fault) => {
		expect(() => parseWorkRules(raw, 'GH')).toThrow(fault);
		expect(() => parseWorkRules(raw, 'GH')).toThrow('work/gh.json');
	});
});
