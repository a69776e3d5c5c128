import fc from 'fast-check';
import { africastalkingUssd } from '../../src/channels/africastalking/ussd.ts';
import type { Parsed } from '../../src/channels/channel.ts';
import { unitsOf } from '../../src/conversation/index.ts';
import { openLine, type TestLine } from '../support/line.ts';
import { full, seed } from './support/run.ts';

/** Fault test T13, in one process: whatever bytes come, they are a turn, a session's end, or odd, and the line answers them. */

const BODIES = full ? 1_000_000 : 10_000;
const TURNS = full ? 50_000 : 600;
const SERVICE_CODE = '*789*56#';

const parameters = { seed: Number(seed) };

const names = fc.oneof(
	{
		weight: 6,
		arbitrary: fc.constantFrom('sessionId', 'phoneNumber', 'serviceCode', 'networkCode', 'text', 'status', 'date'),
	},
	fc.constantFrom('__proto__', 'constructor', 'toString', 'text[$ne]', 'text[]', 'hasOwnProperty', ''),
	fc.string({ unit: 'binary', maxLength: 12 }),
);
const values = fc.oneof(
	fc.constantFrom('*789*56#', '+233240000001', ' 233240000001', '%2B233240000001', 'ATUid_1', '1*2', 'Success', ''),
	fc.constantFrom('%', '%zz', '%00', '%ED%A0%80', '\u202e', '\u0000', '{"$ne":1}', '1*'.repeat(500)),
	fc.string({ unit: 'binary', maxLength: 40 }),
	fc.string({ unit: 'grapheme', maxLength: 40 }),
);
const written = fc.constantFrom(encodeURIComponent, (text: string) => text, escape);

/** Forms of fields known and unknown, escaped well, badly or not at all. */
const forms = fc
	.array(fc.tuple(names, values, written), { maxLength: 12 })
	.map((fields) =>
		Buffer.from(fields.map(([name, value, write]) => `${safe(write, name)}=${safe(write, value)}`).join('&')),
	);

/** `encodeURIComponent` refuses lone surrogates. */
function safe(write: (text: string) => string, text: string): string {
	return text.isWellFormed() ? write(text) : text;
}

const callback = (text: string, session: number, person: number) =>
	new URLSearchParams({
		sessionId: `ATUid_${session}`,
		phoneNumber: `+23324000000${person}`,
		networkCode: '62001',
		serviceCode: SERVICE_CODE,
		text,
	}).toString();

/** A callback of which some bytes were changed, left out or put in on the way. */
const damaged = fc
	.tuple(
		fc.string({ unit: 'grapheme', maxLength: 30 }),
		fc.array(fc.tuple(fc.nat({ max: 160 }), fc.nat({ max: 3 }), fc.uint8Array({ maxLength: 4 })), { maxLength: 4 }),
	)
	.map(([text, changes]) =>
		changes.reduce(
			(body, [at, gone, put]) => Buffer.concat([body.subarray(0, at), put, body.subarray(at + gone)]),
			Buffer.from(callback(text.isWellFormed() ? text : '', 1, 1)),
		),
	);

const bodies = fc.oneof(
	forms,
	damaged,
	fc.uint8Array({ maxLength: 600 }).map((bytes) => Buffer.from(bytes)),
);
const contentTypes = fc.oneof(
	{ weight: 8, arbitrary: fc.constant('application/x-www-form-urlencoded') },
	fc.constantFrom('application/json', 'multipart/form-data; boundary=x', 'APPLICATION/X-WWW-FORM-URLENCODED;;', ''),
	fc.string({ maxLength: 40 }),
);

const prototypes = () =>
	[Object, Array, String, Function, Map, Promise].map(({ prototype }) => Reflect.ownKeys(prototype).map(String));

describe('any bytes whatever', () => {
	const before = prototypes();

	afterEach(() => expect(prototypes()).toEqual(before));

	it(`are a plausible turn, a session's end, or odd: ${BODIES} bodies`, () => {
		const seen: Partial<Record<Parsed['is'], number>> = {};
		fc.assert(
			fc.property(bodies, contentTypes, (body, contentType) => {
				const parsed = africastalkingUssd.parse({ body, contentType }, { serviceCode: SERVICE_CODE });
				seen[parsed.is] = (seen[parsed.is] ?? 0) + 1;
				expect(['turn', 'session-end', 'odd']).toContain(parsed.is);
				if (parsed.is === 'odd') expect(parsed.reason).toMatch(/^[a-z]+(-[a-z]+)+$/);
				if (parsed.is !== 'turn') return;
				expect(parsed.turn.from).toMatch(/^\+[1-9]\d{6,14}$/);
				expect(parsed.turn.sessionId).toMatch(/^[!-~]{1,128}$/);
				expect(parsed.turn.heard.length).toBeLessThanOrEqual(4_096);
			}),
			{ ...parameters, numRuns: BODIES },
		);
		expect(Math.min(seen.turn ?? 0, seen.odd ?? 0)).toBeGreaterThan(BODIES / 100);
	}, 3_600_000);

	describe('through the whole line', () => {
		let line: TestLine;

		beforeAll(async () => {
			line = await openLine({ inMemory: true });
		});

		afterAll(() => line.close());

		const typed = fc.oneof(
			fc.constantFrom('1', '2', '9', '97', '98', '00', ''),
			fc.string({ unit: 'binary', maxLength: 60 }),
			fc.string({ unit: 'grapheme', maxLength: 60 }),
		);
		const turns = fc
			.tuple(fc.array(typed, { maxLength: 6 }), fc.nat({ max: 40 }), fc.nat({ max: 9 }))
			.map(([texts, session, person]) => Buffer.from(callback(texts.join('*').toWellFormed(), session, person)));

		it(`get a valid screen: ${TURNS} callbacks`, async () => {
			await fc.assert(
				fc.asyncProperty(fc.oneof({ weight: 4, arbitrary: turns }, bodies), async (body) => {
					const answer = await line.post('gh-ussd')(body.toString('latin1'));
					expect(answer).toMatch(/^(CON|END) ./s);
					expect(unitsOf(answer.slice(4), 'gsm-7')).toBeLessThanOrEqual(160);
				}),
				{ ...parameters, numRuns: TURNS },
			);
			const { turns: handled, quarantine } = await line.store.counts();
			expect(Math.min(handled, quarantine)).toBeGreaterThan(TURNS / 100);
		}, 3_600_000);
	});
});
