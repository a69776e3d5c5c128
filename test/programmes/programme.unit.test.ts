import { parseProgramme } from '../../src/programmes/programme.ts';
import { demonstration, places } from './reference.ts';

const route = {
	id: 'ci-ussd',
	provider: 'africastalking',
	channel: 'ussd',
	country: 'CI',
	serviceCode: '*789*55#',
	languages: ['fr', 'en'],
	profile: { units: 160, alphabet: 'gsm-7' },
	secret: { from: 'file' },
};
const community = { district: 'CI2604', code: '260401', name: 'Konankro' };
const programme = {
	id: 'nawa',
	demonstration: false,
	names: { fr: 'Ligne Cacao', en: 'Cocoa Line' },
	operator: { name: 'Operator', email: 'operator@example.org' },
	countries: ['CI'],
	routes: [route],
	communities: [community],
};

const parse = (raw: unknown) => parseProgramme(raw, ['fr', 'en']);

describe('the demonstration programme', () => {
	it('says that it is one', () => {
		expect(demonstration.demonstration).toBe(true);
		expect(Object.values(demonstration.names).join()).toMatch(/demo/i);
	});

	it('has a route for dialling, one for texts and one for calls in each country, each with a code of its own', () => {
		expect(demonstration.routes.map(({ id, country, languages }) => [id, country, languages[0]])).toEqual([
			['ci-ussd', 'CI', 'fr'],
			['gh-ussd', 'GH', 'en'],
			['ci-sms', 'CI', 'fr'],
			['gh-sms', 'GH', 'en'],
			['ci-voice', 'CI', 'fr'],
			['gh-voice', 'GH', 'en'],
		]);
		expect(new Set(demonstration.routes.map(({ serviceCode }) => serviceCode)).size).toBe(demonstration.routes.length);
	});

	it.each(['CI', 'GH'] as const)(
		'has 12 to 20 communities in 4 to 5 districts of %s, and names that two of them share',
		(country) => {
			const there = demonstration.communities.filter(({ district }) => district.startsWith(country));
			expect(there.length).toBeGreaterThanOrEqual(12);
			expect(there.length).toBeLessThanOrEqual(20);
			const districts = new Set(there.map(({ district }) => district));
			expect(districts.size).toBeGreaterThanOrEqual(4);
			expect(districts.size).toBeLessThanOrEqual(5);
			expect(new Set(there.map(({ name }) => name)).size).toBeLessThan(there.length);
		},
	);

	it('has community codes that begin with their district’s digits, so that a code can be guessed at from another', () => {
		for (const { district, code } of demonstration.communities) {
			expect(code).toMatch(new RegExp(`^${district.slice(2)}\\d{2}$`));
			expect(places.byCode(district.startsWith('CI') ? 'CI' : 'GH', code)?.district).toBe(district);
		}
	});
});

describe('a programme’s file', () => {
	it('lets a route be called back by the first route for calls of its country, and by none of another', () => {
		const voice = (id: string, country: string, serviceCode: string) => ({
			...{ id, provider: 'africastalking', channel: 'voice', country, serviceCode },
			...{ languages: route.languages, secret: route.secret, incoming: 'call-back' },
		});
		const calls = [
			voice('gh-voice', 'GH', '+233300000000'),
			voice('ci-voice', 'CI', '+2252700000000'),
			voice('ci-other', 'CI', '+2252700000001'),
		];
		const callsBy = (routes: readonly object[]) =>
			parse({ ...programme, countries: ['CI', 'GH'], routes }).routes.map((one) => one.callsBy);
		expect(callsBy([route, ...calls])).toEqual(['ci-voice', 'gh-voice', 'ci-voice', 'ci-other']);
		expect(callsBy([route, calls[0] ?? {}])).toEqual([undefined, 'gh-voice']);
		expect(() => callsBy([{ ...calls[0], incoming: 'refuse' }])).toThrow('incoming');
		expect(() => callsBy([{ ...route, incoming: 'call-back' }])).toThrow('incoming');
	});
	it('calls nobody by a line for recording, and lets none of those turn its callers away', () => {
		const line = {
			...{ id: 'ci-record', provider: 'twilio', channel: 'voice', country: 'CI', serviceCode: '+2252700000009' },
			...{ languages: route.languages, secret: route.secret, for: 'recording' },
		};
		const callsBy = (routes: readonly object[]) => parse({ ...programme, routes }).routes.map((one) => one.callsBy);
		expect(callsBy([line, route])).toEqual([undefined, undefined]);
		const people = { ...line, id: 'ci-voice', serviceCode: '+2252700000008', for: 'people' };
		expect(callsBy([line, route, people])).toEqual([undefined, 'ci-voice', 'ci-voice']);
		expect(() => callsBy([{ ...line, incoming: 'call-back' }])).toThrow('answers its calls');
		expect(() => callsBy([{ ...line, for: 'staff' }])).toThrow('for');
	});
	it('lets the line write to people of a route by the first route for texts of their country, or by their own', () => {
		const sms = (id: string, country: string, serviceCode: string) => ({
			...{ ...route, id, channel: 'sms', country, serviceCode, profile: { units: 160, alphabet: 'gsm-7' } },
			sending: { perSecond: 1 },
		});
		const texts = [sms('ci-sms', 'CI', '36001'), sms('ci-other', 'CI', '36002'), sms('gh-sms', 'GH', '20856')];
		const textsBy = (routes: readonly object[]) =>
			parse({ ...programme, countries: ['CI', 'GH'], routes }).routes.map((one) => one.textsBy);
		expect(textsBy([route, ...texts])).toEqual(['ci-sms', 'ci-sms', 'ci-other', 'gh-sms']);
		expect(textsBy([route, texts[2] ?? {}])).toEqual([undefined, 'gh-sms']);
	});
	it('gives a route for calls a number and no profile: all calls carry the same', () => {
		const { profile: _, ...rest } = route;
		const calls = { ...rest, id: 'ci-voice', channel: 'voice', serviceCode: '+2252700000000' };
		const [parsed] = parse({ ...programme, routes: [calls] }).routes;
		expect(parsed).toEqual({
			...calls,
			profile: { units: 600, alphabet: 'ucs-2' },
			programme: programme.names,
			callsBy: 'ci-voice',
		});
		expect(() => parse({ ...programme, routes: [{ ...calls, profile: route.profile }] })).toThrow('profile');
		expect(() => parse({ ...programme, routes: [{ ...calls, serviceCode: '*789*55#' }] })).toThrow('number to call');
	});

	it('gives each route the programme’s names, as the core shows them', () => {
		expect(parse(programme).routes).toEqual([{ ...route, programme: programme.names }]);
	});

	it.each([
		[
			'a language without words',
			{ routes: [{ ...route, languages: ['fr', 'tw'] }] },
			'routes[0].languages[1]: no such language: tw',
		],
		[
			'a name in a language without words',
			{ names: { ...programme.names, tw: 'Kookoo' } },
			'names.tw: no such language',
		],
		[
			'a route language without a name',
			{ names: { fr: 'Ligne Cacao' } },
			'routes[0].languages[1]: the programme has no name in en',
		],
		[
			'a language twice',
			{ routes: [{ ...route, languages: ['fr', 'fr'] }] },
			'routes[0].languages[1]: fr is there twice',
		],
		['no language', { routes: [{ ...route, languages: [] }] }, 'routes[0].languages'],
		['a country that we do not serve', { countries: ['TG'] }, 'countries[0]'],
		[
			'a route in a country of others',
			{ routes: [{ ...route, country: 'GH' }] },
			'routes[0].country: is no country of the programme',
		],
		[
			'a community in a country of others',
			{ communities: [{ ...community, district: 'GH1606' }] },
			'communities[0].district: is in no country',
		],
		[
			'a route id twice',
			{ routes: [route, { ...route, serviceCode: '*789*56#' }] },
			'routes[1].id: ci-ussd is there twice',
		],
		['a service code twice on one path', { routes: [route, { ...route, id: 'other' }] }, 'routes[1].serviceCode'],
		['a route id that is no file name', { routes: [{ ...route, id: '../keys' }] }, 'routes[0].id'],
		['a service code that nobody can dial', { routes: [{ ...route, serviceCode: '789' }] }, 'routes[0].serviceCode'],
		[
			'a provider that we do not speak to',
			{ routes: [{ ...route, provider: 'carrier-pigeon' }] },
			'routes[0].provider',
		],
		['a secret in the file', { routes: [{ ...route, secret: 'hunter2' }] }, 'routes[0].secret'],
		[
			'183 septets',
			{ routes: [{ ...route, profile: { units: 183, alphabet: 'gsm-7' } }] },
			'routes[0].profile.units: at most 182 in gsm-7',
		],
		[
			'183 characters of ASCII',
			{ routes: [{ ...route, profile: { units: 183, alphabet: 'ascii' } }] },
			'routes[0].profile.units: at most 182 in ascii',
		],
		[
			'81 UCS-2 units',
			{ routes: [{ ...route, profile: { units: 81, alphabet: 'ucs-2' } }] },
			'routes[0].profile.units: at most 80 in ucs-2',
		],
		['no units', { routes: [{ ...route, profile: { units: 0, alphabet: 'gsm-7' } }] }, 'routes[0].profile.units'],
		[
			'an alphabet that no phone has',
			{ routes: [{ ...route, profile: { units: 99, alphabet: 'morse' } }] },
			'routes[0].profile.alphabet',
		],
		['a name of 25 characters', { names: { ...programme.names, fr: 'L'.repeat(25) } }, 'names.fr'],
		[
			'a community code that could be a district',
			{ communities: [{ ...community, code: '2604' }] },
			'communities[0].code',
		],
		[
			'a community code twice',
			{ communities: [community, { ...community, name: 'Yaokro' }] },
			'communities[1].code: CI 260401',
		],
		['an operator whom nobody can write to', { operator: { name: 'Operator', email: 'nobody' } }, 'operator.email'],
		['a field that nobody reads', { colour: 'brown' }, '(whole): '],
	])('is refused for %s, and the fault is found by its path', (_, change, fault) => {
		expect(() => parse({ ...programme, ...change })).toThrow(fault);
	});

	it('allows the widest screens that USSD carries', () => {
		for (const [alphabet, units] of [
			['gsm-7', 182],
			['ascii', 182],
			['ucs-2', 80],
		])
			expect(
				parse({ ...programme, routes: [{ ...route, profile: { units, alphabet } }] }).routes[0]?.profile.units,
			).toBe(units);
	});

	it('names every fault at once, since an operator mends a file once', () => {
		const routes = [{ ...route, country: 'GH', languages: ['tw'] }];
		expect(() => parse({ ...programme, routes })).toThrow(/languages\[0\].*country/);
	});

	it.each([[undefined], [null], [[]], ['{}'], [7]])('is refused when it is %j', (raw) => {
		expect(() => parse(raw)).toThrow('programme: (whole)');
	});
});
