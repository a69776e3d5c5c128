import { z } from 'zod';
import type { Alphabet, Country, Profile, RouteFacts } from '../conversation/index.ts';
import { check, refuseTwice } from './check.ts';
import type { Community } from './places/create-places.ts';

/** Most characters of a programme's name: it stands on a USSD screen beside a sentence. */
const MOST_NAME = 24;

/** Most units a screen, by alphabet: 160 octets of USSD are 182 septets (3GPP TS 23.038 §6.1.2.3) or 80 UCS-2 units. */
const MOST_UNITS: Readonly<Record<Alphabet, number>> = { 'gsm-7': 182, ascii: 182, 'ucs-2': 80 };

/** How texts go out by a route. */
export interface Sending {
	/** Texts a second, over all instances together. */
	readonly perSecond: number;
	/** What one segment costs, in the route's own currency, and what a day may cost at the most; absent: no cap. */
	readonly pricePerSegment?: number;
	readonly spendingCapPerDay?: number;
}

/** A code or number on which people reach a programme. */
export interface ConfiguredRoute extends RouteFacts {
	readonly provider: 'africastalking' | 'twilio';
	/** What people dial, such as `*789*55#`; on SMS and voice the short code or number that they write to or call. */
	readonly serviceCode: string;
	/** Of a route for texts. */
	readonly sending?: Sending;
	/** Of a route for calls; see there. Absent: `answer`. */
	readonly incoming?: 'answer' | 'call-back';
	/** Where the secret of its callback address comes from; `file`: see `routeSecrets`. */
	readonly secret: { readonly from: 'file' };
}

/** Who stands behind a line, where, and how it is reached. */
export interface Programme {
	readonly id: string;
	/** Made-up data, to try the line out; never to be shown to the public. */
	readonly demonstration: boolean;
	/** By language, at most 24 characters each. */
	readonly names: Readonly<Record<string, string>>;
	/** Whom to reach about the line itself. */
	readonly operator: { readonly name: string; readonly email: string };
	readonly countries: readonly Country[];
	readonly routes: readonly ConfiguredRoute[];
	readonly communities: readonly Community[];
	/** Whether recorded clips are played on calls before a second speaker has heard them; absent: they are not. */
	readonly draftClips?: boolean;
}

const country = z.enum(['CI', 'GH']);

const profile = z
	.strictObject({ units: z.int().positive(), alphabet: z.enum(['gsm-7', 'ascii', 'ucs-2']) })
	.superRefine(({ units, alphabet }, context) => {
		const most = MOST_UNITS[alphabet];
		if (units > most) context.addIssue({ code: 'custom', path: ['units'], message: `at most ${most} in ${alphabet}` });
	});

const routeId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'an id is lower-case letters, digits and hyphens');

const ofEveryRoute = {
	id: routeId,
	country,
	languages: z.tuple([z.string()], z.string()),
	secret: z.strictObject({ from: z.literal('file') }),
};

/** Most units of one text: three segments, which few phones fail to join. */
const MOST_TEXT_UNITS: Readonly<Record<Alphabet, number>> = { 'gsm-7': 459, ascii: 459, 'ucs-2': 201 };

const textProfile = z
	.strictObject({ units: z.int().min(60), alphabet: z.enum(['gsm-7', 'ascii', 'ucs-2']) })
	.superRefine(({ units, alphabet }, context) => {
		const most = MOST_TEXT_UNITS[alphabet];
		if (units > most) context.addIssue({ code: 'custom', path: ['units'], message: `at most ${most} in ${alphabet}` });
	});

/** Of every call: all characters, and about as many as anybody listens to in one go. */
const SPOKEN: Profile = { units: 600, alphabet: 'ucs-2' };

const route = z.discriminatedUnion('channel', [
	z.strictObject({
		...ofEveryRoute,
		provider: z.literal('africastalking'),
		channel: z.literal('ussd'),
		serviceCode: z.string().regex(/^\*\d{1,6}(\*\d{1,6}){0,4}#$/, 'a service code is dialled, such as *789*55#'),
		profile,
	}),
	z.strictObject({
		...ofEveryRoute,
		provider: z.enum(['africastalking', 'twilio']),
		channel: z.literal('voice'),
		serviceCode: z.string().regex(/^\+\d{7,15}$/, 'a number to call, such as +233300000000'),
		/** `call-back`: a call is turned away unanswered, so that it costs nothing, and its caller is called. */
		incoming: z.enum(['answer', 'call-back']).exactOptional(),
		/** `recording`: a line for those who record its texts; people who report never come there. */
		for: z.enum(['people', 'recording']).exactOptional(),
	}),
	z.strictObject({
		...ofEveryRoute,
		provider: z.enum(['africastalking', 'twilio']),
		channel: z.literal('sms'),
		serviceCode: z.string().regex(/^(?:\+?\d{3,15})$/, 'a short code or a number such as +233201234567'),
		profile: textProfile,
		sending: z
			.strictObject({
				perSecond: z.number().positive().max(1_000),
				pricePerSegment: z.number().positive().exactOptional(),
				spendingCapPerDay: z.number().positive().exactOptional(),
			})
			.refine(
				({ pricePerSegment, spendingCapPerDay }) => spendingCapPerDay === undefined || pricePerSegment !== undefined,
				'a cap on spending needs the price of a segment',
			),
	}),
]);

const community = z.strictObject({
	district: z.string().regex(/^(CI|GH)\d{4}$/, 'a district has a p-code such as CI2604'),
	code: z.string().regex(/^\d{5,8}$/, 'a code is 5 to 8 digits'),
	name: z.string().trim().min(1).max(60).normalize('NFC'),
});

const programme = z.strictObject({
	id: routeId,
	demonstration: z.boolean(),
	names: z.record(z.string(), z.string().trim().min(1).max(MOST_NAME).normalize('NFC')),
	operator: z.strictObject({ name: z.string().trim().min(1), email: z.email() }),
	countries: z.array(country).min(1),
	routes: z.array(route).min(1),
	communities: z.array(community),
	draftClips: z.boolean().exactOptional(),
});

type Raw = z.output<typeof programme>;
type Fault = (path: (string | number)[], message: string) => void;

/**
 * Reads a programme's file. `languages` are the keys of the languages that the line has words in.
 * @throws {ServiceError} `reference-invalid`, naming each fault by its path: unknown languages and countries, a route id
 * or a service code twice, a code of a community twice in its country, a screen larger than USSD carries.
 */
export function parseProgramme(raw: unknown, languages: readonly string[]): Programme {
	const checked = programme.superRefine((read, context) => {
		const fault: Fault = (path, message) => context.addIssue({ code: 'custom', path, message });
		checkLanguages(read, languages, fault);
		checkCountries(read, fault);
		checkTwice(read, fault);
		checkRecordingLines(read, fault);
	});
	const read = check(checked, raw, 'programme');
	const facts = { programme: read.names };
	return {
		...read,
		routes: read.routes.map((one) => ({
			...(one.channel === 'voice' ? { ...one, profile: SPOKEN } : one),
			...facts,
			...callsBy(one, read.routes),
			...textsBy(one, read.routes),
		})),
	};
}

/** A route for calls calls back itself; the others by the first one of their country. Whether its provider can is known at the start. */
function callsBy(one: Raw['routes'][number], routes: Raw['routes']): Pick<RouteFacts, 'callsBy'> {
	const takesCalls = (route: Raw['routes'][number]) => route.channel === 'voice' && route.for !== 'recording';
	if (one.channel === 'voice' && !takesCalls(one)) return {};
	const by = takesCalls(one) ? one : routes.find((route) => takesCalls(route) && route.country === one.country);
	return by === undefined ? {} : { callsBy: by.id };
}

/** A route for texts writes itself; the others by the first one of their country. Whether its provider can is known at the start. */
function textsBy(one: Raw['routes'][number], routes: Raw['routes']): Pick<RouteFacts, 'textsBy'> {
	const isText = one.channel === 'sms';
	const by = isText ? one : routes.find(({ channel, country: of }) => channel === 'sms' && of === one.country);
	return by === undefined ? {} : { textsBy: by.id };
}

function checkLanguages(read: Raw, languages: readonly string[], fault: Fault): void {
	for (const language of Object.keys(read.names))
		if (!languages.includes(language)) fault(['names', language], 'no such language');
	for (const [at, one] of read.routes.entries()) {
		const path = ['routes', at, 'languages'];
		refuseTwice(one.languages, String, (index, language) => fault([...path, index], `${language} is there twice`));
		for (const [index, language] of one.languages.entries()) {
			if (!languages.includes(language)) fault([...path, index], `no such language: ${language}`);
			else if (read.names[language] === undefined) fault([...path, index], `the programme has no name in ${language}`);
		}
	}
}

function checkCountries(read: Raw, fault: Fault): void {
	const ofTheProgramme = (code: string): boolean => read.countries.some((one) => one === code.slice(0, 2));
	for (const [at, one] of read.routes.entries())
		if (!ofTheProgramme(one.country)) fault(['routes', at, 'country'], 'is no country of the programme');
	for (const [at, one] of read.communities.entries())
		if (!ofTheProgramme(one.district)) fault(['communities', at, 'district'], 'is in no country of the programme');
}

/** Who records is known by a PIN, and not called back. */
function checkRecordingLines(read: Raw, fault: Fault): void {
	for (const [at, one] of read.routes.entries())
		if (one.channel === 'voice' && one.for === 'recording' && one.incoming === 'call-back')
			fault(['routes', at, 'incoming'], 'a line for recording answers its calls');
}

function checkTwice(read: Raw, fault: Fault): void {
	const twice = (list: string, name: string) => (index: number, key: string) =>
		fault([list, index, name], `${key} is there twice`);
	refuseTwice(read.countries, String, (index, key) => fault(['countries', index], `${key} is there twice`));
	refuseTwice(read.routes, (one) => one.id, twice('routes', 'id'));
	refuseTwice(
		read.routes,
		(one) => `${one.provider}/${one.channel} ${one.serviceCode}`,
		twice('routes', 'serviceCode'),
	);
	refuseTwice(read.communities, (one) => `${one.district.slice(0, 2)} ${one.code}`, twice('communities', 'code'));
}
