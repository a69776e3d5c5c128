import fc from 'fast-check';
import {
	type Alphabet,
	createWords,
	type Effect,
	noKnowledge,
	type OpenedRequest,
	type ProgrammeTold,
	type RouteFacts,
	segmentsOf,
	type Text,
	type TextRef,
	type Words,
} from '../../src/conversation/index.ts';
import { openRow } from '../../src/requests/request-record.ts';
import { messagePlace, messageSchema, remoteRecordingSchema } from '../../src/store/message.ts';
import type { Planning } from '../../src/turns/plan.ts';
import { recordingIdOf, recordingRow } from '../../src/turns/plan-recording.ts';
import { openedRequest, programmeRow, programmeText, saidOfRequest } from '../../src/turns/plan-request.ts';
import { createVault } from '../../src/vault/create-vault.ts';
import { seededChance } from '../support/doors.ts';
import { memoryRing } from '../vault/memory-ring.ts';

const AT = Date.UTC(2026, 10, 25, 8);
const NUMBER = '+233241234567';
const vault = createVault(memoryRing(), seededChance('plan'));

const ussd: RouteFacts = {
	id: 'gh-ussd',
	channel: 'ussd',
	country: 'GH',
	languages: ['en'],
	profile: { units: 160, alphabet: 'ascii' },
	textsBy: 'gh-sms',
	programme: { en: 'Kasakuma' },
};
const { textsBy: _textsBy, ...mute } = ussd;
const sms: RouteFacts = { ...ussd, id: 'gh-sms', channel: 'sms', profile: { units: 459, alphabet: 'gsm-7' } };
const plain = (text: string): Text => ({ text, state: 'reviewed' });
const SMS = '{{name}}. {{about}} {{apply}}';

/** Words of a programme of which so much is told: `name`, `about.0` …, `apply.0` …. */
function wordsOf(about: readonly string[], apply: readonly string[], knowing?: Words['knowledge']): Words {
	const said = (part: string) => (text: string, index: number) => [`${part}.${index}`, plain(text)] as const;
	const texts = [
		['learn.sms', plain(SMS)],
		['name', plain('Cash for families')],
	] as const;
	return createWords({
		languages: [{ key: 'en', autonym: 'English', autonymPlain: 'English' }],
		texts: new Map([['en', new Map([...texts, ...about.map(said('about')), ...apply.map(said('apply'))])]]),
		places: { byCode: () => undefined, search: () => [] },
		hotlines: () => [],
		routes: [ussd, sms],
		...(knowing === undefined ? {} : { knowledge: knowing }),
	});
}

const refs = (part: string, texts: readonly string[]): readonly TextRef[] =>
	texts.map((_, index) => ({ key: `${part}.${index}` }));
const toldOf = (about: readonly string[], apply: readonly string[]): ProgrammeTold => ({
	name: { key: 'name' },
	about: refs('about', about),
	apply: refs('apply', apply),
	free: true,
});
const textOf = (about: readonly string[], apply: readonly string[], alphabet: Alphabet = 'gsm-7') =>
	programmeText(toldOf(about, apply), { words: wordsOf(about, apply), language: 'en', alphabet });

const spelled = wordsOf([], []);

describe('the text about a programme', () => {
	const long = (what: string) => `${what} ${'is open to all families of the district. '.repeat(5)}`.trim();
	it('says name, what it gives and how to apply', () => {
		expect(textOf(['320 cedis every two months.', 'It is free.'], ['Ask at the district office.'])).toBe(
			'Cash for families. 320 cedis every two months. It is free. Ask at the district office.',
		);
	});
	it('leaves no gap where there is nothing to say of how to apply', () => {
		expect(textOf(['It is free.'], [])).toBe('Cash for families. It is free.');
	});
	it('leaves out how to apply first, then the last of what is said about it', () => {
		expect(textOf(['It is free.'], [long('This'), long('That'), long('More')])).toBe('Cash for families. It is free.');
		expect(textOf([long('One'), long('Two'), 'Three.'], [long('Apply')])).toBe(
			`Cash for families. ${long('One')} ${long('Two')} Three.`,
		);
		expect(textOf([long('One'), long('Two'), long('Three')], [])).toBe(
			`Cash for families. ${long('One')} ${long('Two')}`,
		);
	});
	it('never takes more than three segments, and ends with a whole word, whatever is to be said on whatever route', () => {
		const word = fc.stringMatching(/^[a-zéɛ€]{1,12}$/).filter((one) => one !== '');
		const sentence = fc.array(word, { minLength: 1, maxLength: 60 }).map((some) => `${some.join(' ')}.`);
		const sentences = fc.array(sentence, { maxLength: 4 });
		fc.assert(
			fc.property(
				sentences,
				sentences,
				fc.constantFrom<Alphabet>('gsm-7', 'ascii', 'ucs-2'),
				(about, apply, alphabet) => {
					const text = textOf(about, apply, alphabet);
					expect(segmentsOf(text, alphabet).segments).toBeLessThanOrEqual(3);
					expect(text.startsWith('Cash for families.')).toBe(true);
					const known = new Set(
						[...about, ...apply]
							.map((one) => spelled.name(one, alphabet))
							.join(' ')
							.split(' '),
					);
					for (const one of text
						.split('\n')
						.slice(1)
						.join(' ')
						.split(' ')
						.filter((some) => some !== ''))
						expect([...known].some((whole) => whole === one || whole === `${one}.`)).toBe(true);
				},
			),
		);
	});
});

const programmes = (told: ProgrammeTold | undefined) => ({
	topics: () => [],
	step: () => ({ is: 'found' as const, refs: [] }),
	told: (ref: string) => (ref === 'gh-leap@1' ? told : undefined),
});

function planning(changes: Partial<Planning> = {}): Planning {
	const about = ['C’est gratuit, dès août.'];
	const words = wordsOf(about, [], { ...noKnowledge, programmes: programmes(toldOf(about, [])) });
	return { vault, words, route: ussd, turnId: 'turn', at: AT, number: NUMBER, language: 'en', ...changes };
}

describe('a programme that somebody wants as a text', () => {
	const send = (ref = 'gh-leap@1') => ({ type: 'programme.send', ref }) as const;
	it('goes to their number as an answer, by the route of their country that sends texts and in its alphabet', () => {
		const row = programmeRow(send(), planning(), 2);
		expect(row).toMatchObject({ kind: 'message', route: 'gh-sms', lane: 1, due: 0, caseId: '', day: '2026-11-25' });
		const sealed = vault.openFor('outbox', messagePlace(row?.id ?? ''), row?.sealed ?? new Uint8Array());
		expect(messageSchema.parse(JSON.parse(sealed))).toEqual({
			class: 'reply',
			to: NUMBER,
			text: "Cash for families. C'est gratuit, dès aout.",
			textId: 'programme',
			expiresAt: AT + 12 * 3_600_000,
		});
	});
	it('has one id a turn and place, so that a repeat adds nothing', () => {
		expect(programmeRow(send(), planning(), 0)?.id).toBe(programmeRow(send(), planning(), 0)?.id);
		expect(programmeRow(send(), planning(), 0)?.id).not.toBe(programmeRow(send(), planning(), 1)?.id);
	});
	it.each([
		['a number that is withheld', send(), { number: '' }],
		['a country where no route sends texts', send(), { route: mute }],
		['a programme that is over', send('gh-leap@0'), {}],
	])('is not sent with %s', (_what, effect, changes) => {
		expect(programmeRow(effect, planning(changes), 0)).toBeUndefined();
	});
});

describe('a request that somebody leaves', () => {
	const request: OpenedRequest = { id: 'id', code: '12345678', pin: '111111', kind: 'person', ref: 'gh-leap@1' };
	const open = (changes: Partial<OpenedRequest>, also: Partial<Planning> = {}) => {
		const effect: Extract<Effect, { type: 'request.open' }> = {
			type: 'request.open',
			request: { ...request, ...changes },
		};
		return openRow(vault, openedRequest(effect, planning(also)))?.asked;
	};
	it('is a record as it was asked, with route and language for whoever answers', () => {
		expect(open({ topic: 'cash-grant', words: 'When?' })).toEqual({
			code: '12345678',
			kind: 'person',
			country: 'GH',
			askedDay: '2026-11-25',
			route: 'gh-ussd',
			language: 'en',
			ref: 'gh-leap@1',
			topic: 'cash-grant',
			words: 'When?',
			number: NUMBER,
		});
	});
	it.each([
		['person', NUMBER, NUMBER],
		['news', NUMBER, NUMBER],
		['question', NUMBER, undefined],
		['person', '', undefined],
	] as const)('for %s from %j keeps as number %j', (kind, number, kept) => {
		expect(open({ kind }, { number })?.number).toBe(kept);
	});
	it('that was said on a call has its sound fetched and kept with it, and with no case', () => {
		const recording = recordingIdOf(vault, 'turn');
		const recorded = { recording, seconds: 9 };
		const effects: readonly Effect[] = [{ type: 'request.open', request: { ...request, kind: 'question', recorded } }];
		const row = recordingRow({ url: 'https://provider.example/1', seconds: 9 }, effects, { ...planning(), count: 1 });
		expect(row).toMatchObject({ kind: 'recording', route: 'gh-ussd', caseId: '' });
		const sealed = vault.openFor('outbox', messagePlace(row?.id ?? ''), row?.sealed ?? new Uint8Array());
		const id = openedRequest(effects[0] as Extract<Effect, { type: 'request.open' }>, planning()).id;
		expect(remoteRecordingSchema.parse(JSON.parse(sealed))).toMatchObject({ recordingId: recording, request: id });
		expect(open({ kind: 'question', recorded })).toMatchObject({ recorded });
	});
	it('takes what is said of it later as a record of its own, with one id a turn', () => {
		const said = (type: 'request.done' | 'request.not-solved') =>
			saidOfRequest({ type, requestId: 'code.id' }, planning(), 0);
		expect(said('request.done')).toMatchObject({ kind: 'request-said', revision: 1, state: '', day: '2026-11-25' });
		expect(said('request.done').id).toBe(said('request.not-solved').id);
		expect(said('request.done').id.startsWith('code.id.')).toBe(true);
	});
});
