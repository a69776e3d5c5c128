import { medianOf, reached, row } from '../../../scripts/bench/row.ts';
import { ghanaianRoute, refuseSpooled } from '../../../scripts/bench/servers.ts';
import { table } from '../../../scripts/bench/table.ts';

describe('a figure', () => {
	it.each([
		[[3, 1, 2], 2],
		[[4, 1, 2, 3], 2.5],
		[[7], 7],
	])('is the median of its runs %j', (runs, median) => {
		expect(row('turn', 'ms', runs).figure).toBe(median);
	});

	it('of no runs is a mistake of ours', () => {
		expect(() => medianOf([])).toThrow(RangeError);
	});

	it.each([
		[0.69, { atLeast: 0.7 }, false],
		[0.7, { atLeast: 0.7 }, true],
		[1.31, { atMost: 1.3 }, false],
		[1.3, { atMost: 1.3 }, true],
	])('of %d against %j: reached is %s', (figure, target, is) => {
		expect(reached(row('ours', '×', [figure], { target }))).toBe(is);
	});

	it('stands in the table with its target and its verdict, and says when it is missed', () => {
		const text = table([
			row('ours', 'turns/s', [7312.4, 7400, 7000]),
			row('ours against Express', '×', [0.65], { target: { atLeast: 0.7 }, note: 'aim 1' }),
		]);
		expect(text.split('\n')).toEqual([
			'what                  figure         target               runs',
			'ours                  7,312 turns/s                       7,312 · 7,400 · 7,000',
			'ours against Express  0.65 ×         ≥ 0.7   NOT reached  0.65 (aim 1)',
		]);
	});
});

describe('the route that the service prints', () => {
	it.each([
		[
			'Ghana          *384*1234#  http://127.0.0.1:3000/channels/africastalking/ussd/a1_B2-c3',
			'/channels/africastalking/ussd/a1_B2-c3',
		],
		['GH *920*44# POST /channels/africastalking/ussd/secret', '/channels/africastalking/ussd/secret'],
		["Côte d'Ivoire *144*1# /channels/africastalking/ussd/secret", undefined],
		['Console: http://127.0.0.1:3000/console', undefined],
	])('is found in %j', (line, path) => {
		expect(ghanaianRoute(line)?.path).toBe(path);
	});
});

describe('a service under load', () => {
	const committed = 'kasakuma_turns_total{route="gh-ussd",flow="home",outcome="committed"} 2732';
	const spooled = 'kasakuma_turns_total{route="gh-ussd",flow="home",outcome="spooled"} 3';

	it('is measured when all its turns went into the store', () => {
		expect(() => refuseSpooled(`# HELP kasakuma_turns_total Turns\n${committed}\n`)).not.toThrow();
	});

	it.each([
		['some went into the spool', `${committed}\n${spooled}\n`, /outcome="spooled"/],
		['none was counted', 'kasakuma_store_used 1\n', /no turn was counted/],
	])('is refused when %s, since it was not the store that was measured', (_, metrics, why) => {
		expect(() => refuseSpooled(metrics)).toThrow(why);
	});
});
