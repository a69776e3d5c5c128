import { Caller, phoneNumberOf } from '../../../scripts/bench/caller.ts';
import type { LoadPlan } from '../../../scripts/bench/load-plan.ts';

const plan: LoadPlan = {
	port: 1,
	path: '/ussd',
	serviceCode: '*384*1234#',
	country: 'GH',
	connections: 1,
	answers: ['1', '2', '3'],
	callers: { first: 100, count: 10, stride: 3 },
	run: 'feed',
	warmUpSeconds: 0,
	seconds: 1,
};

function caller(): Caller {
	let sessions = 0;
	return new Caller(plan, () => sessions++);
}

const fieldsOf = (body: string): Record<string, string> => Object.fromEntries(new URLSearchParams(body));

describe('a caller of the load', () => {
	it('dials, then gives each answer after all earlier ones, as the gateway accumulates them', () => {
		const anybody = caller();
		const texts = Array.from({ length: 5 }, () => fieldsOf(anybody.next())['text']);
		expect(texts).toEqual(['', '1', '1*2', '1*2*3', '']);
	});

	it('speaks the form of Africa’s Talking', () => {
		expect(fieldsOf(caller().next())).toEqual({
			sessionId: 'ATUid_feed000000000000',
			phoneNumber: '+233240000100',
			networkCode: '62001',
			serviceCode: '*384*1234#',
			text: '',
		});
	});

	it('is another person in another session each time, so that no turn is a repeat', () => {
		const anybody = caller();
		const bodies = Array.from({ length: 12 }, () => fieldsOf(anybody.next()));
		expect(new Set(bodies.map(({ sessionId }) => sessionId)).size).toBe(3);
		expect([...new Set(bodies.map(({ phoneNumber }) => phoneNumber))]).toEqual([
			'+233240000100',
			'+233240000103',
			'+233240000106',
		]);
	});

	it('begins anew when the service ends the session, and says whether answers were still to come', () => {
		const anybody = caller();
		anybody.next();
		expect(anybody.ended()).toBe(true);
		expect(fieldsOf(anybody.next())['text']).toBe('');
		for (const _ of plan.answers) anybody.next();
		expect(anybody.ended()).toBe(false);
	});

	it('has a phone number of real shape for every index, and none for an index beyond them', () => {
		expect(phoneNumberOf('GH', 10_000_001)).toBe('+233540000001');
		expect(phoneNumberOf('CI', 42)).toBe('+2250700000042');
		expect(() => phoneNumberOf('GH', 40_000_000)).toThrow(RangeError);
	});
});
