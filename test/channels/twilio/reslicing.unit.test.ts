import fc from 'fast-check';
import type { GatewayHandler } from '../../../src/channels/channel.ts';
import {
	type Fields,
	handlers,
	line,
	person,
	publicOrigin,
	request,
	route,
	signatureOf,
	signed,
	sms,
	smsTarget,
	status,
	statusTarget,
	turn,
	voiceTarget,
} from './requests.ts';

/** Cuts all that was signed into a target and fields anew, at places that are likely to be believed. */
function cutAnew(
	all: string,
	targetEnd: number,
	cuts: readonly number[],
): { target: string; fields: [string, string][] } {
	const target = all.slice(0, targetEnd);
	const marks = [
		...new Set([targetEnd, ...cuts.filter((cut) => cut > targetEnd && cut < all.length), all.length]),
	].sort((a, b) => a - b);
	const fields: [string, string][] = [];
	for (let at = 0; at + 1 < marks.length; at += 2)
		fields.push([all.slice(marks[at], marks[at + 1]), all.slice(marks[at + 1], marks[at + 2] ?? all.length)]);
	return { target, fields };
}

function placesOf(all: string, words: readonly string[]): number[] {
	const places = new Set<number>();
	for (const word of words)
		for (let at = all.indexOf(word); at !== -1; at = all.indexOf(word, at + 1)) {
			places.add(at);
			places.add(at + word.length);
		}
	return [...places];
}

const isSorted = (fields: readonly (readonly [string, string])[]): boolean =>
	fields.every(([name], at) => at === 0 || (fields[at - 1]?.[0] ?? '') < name);

const hostile: Fields = {
	...sms,
	Body: `ok From+2250700000001FromZzBody1To${line}OptOutTypeSTOPMessageSidSM${'a'.repeat(32)}NumMedia0 Chat Demain Estelle`,
};
const cases: readonly { name: string; handler: GatewayHandler; target: string; fields: Fields }[] = [
	{ name: 'sms', handler: handlers.sms, target: smsTarget, fields: sms },
	{ name: 'an sms that imitates fields', handler: handlers.sms, target: smsTarget, fields: hostile },
	{ name: 'status', handler: handlers.smsStatus, target: statusTarget, fields: status },
	{ name: 'a turn', handler: handlers.voice, target: `${voiceTarget}?turn=12`, fields: turn },
	{
		name: 'a turn of our call',
		handler: handlers.voice,
		target: `${voiceTarget}?turn=1&m=abcA`,
		fields: { ...turn, Direction: 'outbound-api', From: line, To: person, Called: person, Caller: line },
	},
];

describe('a signed request that was cut into other fields', () => {
	it.each(cases)('is odd, forged, or means exactly the same: $name', ({ handler, target, fields }) => {
		const text = Object.keys(fields)
			.sort()
			.reduce((all, name) => all + name + (fields[name] ?? ''), '');
		const all = target + text;
		const original = handler.parse(signed(target, fields), route);
		const signature = signatureOf(target, fields);
		const likely = placesOf(all, [
			...Object.keys(fields),
			'OptOutType',
			'Body',
			'Chat',
			'Demain',
			'Estelle',
			'FromZz',
			'Digits',
			'turn=',
			'turn=1',
			'm=',
			'm=abc',
			'?',
			...Object.values(fields).filter((value) => value !== ''),
		]);
		const cut = fc.oneof(
			{ arbitrary: fc.constantFrom(...likely), weight: 5 },
			{ arbitrary: fc.nat(all.length), weight: 1 },
		);
		const seen = { cut: 0, signed: 0, same: 0 };
		fc.assert(
			fc.property(
				fc.oneof({ arbitrary: fc.constant(target.length), weight: 4 }, { arbitrary: cut, weight: 1 }),
				/** The true cuts with some taken away and some put in, or cuts at random. */
				fc.tuple(fc.subarray(trueCuts(target.length, fields)), fc.array(cut, { maxLength: 6 }), fc.boolean()),
				(targetEnd, [some, others, keepMost]) => {
					const base = keepMost
						? trueCuts(target.length, fields).filter((place) => !some.slice(0, 3).includes(place))
						: some;
					const anew = cutAnew(all, targetEnd, [...base, ...others]);
					seen.cut += 1;
					if (!isSorted(anew.fields)) return;
					const parsed = handler.parse(request(anew.target, anew.fields, signature), route);
					if (parsed.is === 'forged') return;
					seen.signed += 1;
					if (parsed.is === 'odd') return;
					seen.same += 1;
					expect(parsed).toEqual(original);
				},
			),
			{ numRuns: 6_000 },
		);
		/** Or the test would prove nothing. */
		expect(seen.signed).toBeGreaterThan(100);
	});

	/** Every single field name in place, one border at a time moved or one name hidden, with all else as it was. */
	it.each(cases)(
		'is odd or means the same when one field is hidden in the one before it: $name',
		({ handler, target, fields }) => {
			const original = handler.parse(signed(target, fields), route);
			const names = Object.keys(fields).sort();
			const signature = signatureOf(target, fields);
			let believed = 0;
			for (const [at, name] of names.entries()) {
				const before = names[at - 1];
				if (before === undefined) continue;
				const anew = new Map(Object.entries(fields));
				anew.delete(name);
				anew.set(before, (fields[before] ?? '') + name + (fields[name] ?? ''));
				const parsed = handler.parse(request(target, anew, signature), route);
				expect(parsed.is).not.toBe('forged');
				if (parsed.is === 'odd') continue;
				believed += 1;
				expect(parsed).toEqual(original);
			}
			expect(believed).toBeLessThan(names.length);
		},
	);

	it('does not lose the end of a text to a field that nobody listed', () => {
		const anew: Fields = { ...sms, Body: "L'enfant est à ", Daloa: ' From the Farm' };
		expect(signatureOf(smsTarget, anew)).toBe(signatureOf(smsTarget, sms));
		expect(handlers.sms.parse(signed(smsTarget, anew), route)).toEqual({ is: 'odd', reason: 'text-ambiguous' });
	});
	it('does not let the writer of a text pass for somebody else', () => {
		const written = { ...sms, Body: 'ok From+2250700000001FromZ' };
		const anew: Fields = {
			...sms,
			Body: 'ok ',
			From: '+2250700000001',
			FromZ: `From${person}FromCityABIDJANFromCountryCIFromStateFromZip`,
		};
		for (const name of ['FromCity', 'FromCountry', 'FromState', 'FromZip'])
			delete (anew as Record<string, string>)[name];
		expect(signatureOf(smsTarget, anew)).toBe(signatureOf(smsTarget, written));
		expect(handlers.sms.parse(signed(smsTarget, anew), route).is).toBe('odd');
	});
	it('does not let a turn become another one by a digit that leaves the query', () => {
		const target = `${voiceTarget}?turn=12`;
		const anew = [
			...Object.entries(turn).filter(([name]) => name !== 'AccountSid'),
			[`2AccountSid`, turn['AccountSid'] ?? ''],
		] as [string, string][];
		expect(handlers.voice.parse(request(`${voiceTarget}?turn=1`, anew, signatureOf(target, turn)), route).is).toBe(
			'odd',
		);
		const stripped = [...Object.entries(turn), ['?turn=12', '']] as [string, string][];
		expect(handlers.voice.parse(request(voiceTarget, stripped, signatureOf(target, turn)), route).is).toBe('odd');
	});
	it('does not let our own id lose its last letter to a field', () => {
		const target = `${statusTarget}A`;
		const anew = [...Object.entries(status), ['A', '']] as [string, string][];
		expect(handlers.smsStatus.parse(request(statusTarget, anew, signatureOf(target, status)), route)).toEqual({
			is: 'odd',
			reason: 'query-ambiguous',
		});
	});
	it('was signed for the public origin', () => {
		expect(publicOrigin).toBe('https://line.example.org');
	});
});

/** Where names and values begin in the form as it was. */
function trueCuts(targetLength: number, fields: Fields): number[] {
	const cuts: number[] = [];
	let at = targetLength;
	for (const name of Object.keys(fields).sort()) {
		cuts.push(at, at + name.length);
		at += name.length + (fields[name] ?? '').length;
	}
	return cuts;
}
