import fc from 'fast-check';
import type { SpokenText, Text } from '../../../src/conversation/index.ts';
import { type Clip, type Clips, canHoldCall, createFindClips, PAUSE } from '../../../src/conversation/words/clips.ts';
import { piecesOf } from '../../../src/conversation/words/pieces.ts';

const said: Readonly<Record<string, string>> = {
	'a.ask': 'What happened?',
	'a.yes': 'Yes',
	'a.mine': 'My child',
	'a.option': 'For {{label}}, press {{key}}.',
	'a.code': 'Your code: {{code}}. Again: {{code}}.',
	'a.call': 'Call {{number}}.',
	'a.place': '{{place}}. Is it there?',
	'a.lines': 'Help. {{numbers}}',
	...Object.fromEntries(Array.from({ length: 10 }, (_, digit) => [`digit.${digit}`, `digit ${digit}`])),
};
const texts = new Map<string, Text>(Object.entries(said).map(([key, text]) => [key, { text, state: 'reviewed' }]));
const allKeys = [...texts].flatMap(([key, { text }]) =>
	piecesOf(key, text).flatMap((piece) => ('clip' in piece ? [piece.clip] : [])),
);

/** A clip is called as its key is, so that one reads what is played. */
const clipsWithout = (lacking: ReadonlySet<string>, seconds = 1): Clips => ({
	byKey: new Map(allKeys.filter((key) => !lacking.has(key)).map((key): [string, Clip] => [key, { id: key, seconds }])),
	byName: new Map([['Kofikrom', { id: 'name.kofikrom', seconds }]]),
});
const everything = clipsWithout(new Set());
const find = createFindClips(texts, everything);
const digits = (written: string): string[] =>
	written
		.replaceAll(' ', '')
		.split('')
		.map((one) => (one === '.' ? PAUSE.id : `digit.${one}`));

describe('the clips of a page', () => {
	it.each<[string, readonly SpokenText[], readonly string[]]>([
		['a text', [{ key: 'a.ask' }], ['a.ask']],
		['texts, with a pause between two', [{ key: 'a.ask' }, { key: 'a.yes' }], ['a.ask', 'pause', 'a.yes']],
		[
			'an option with its key',
			[{ key: 'a.option', values: { label: [{ key: 'a.mine' }, { key: 'a.yes' }], key: 3 } }],
			['a.option#1', 'a.mine', 'a.yes', 'a.option#2', 'digit.3'],
		],
		[
			'a code twice, in groups as it is written down',
			[{ key: 'a.code', values: { code: '12345678' } }],
			['a.code#1', ...digits('1234.5678'), 'a.code#2', ...digits('1234.5678')],
		],
		['a number', [{ key: 'a.call', values: { number: '0800 11' } }], ['a.call#1', ...digits('0800.11')]],
		['a name that was recorded', [{ key: 'a.place', values: { place: 'Kofikrom' } }], ['name.kofikrom', 'a.place#1']],
		[
			'lines within a text',
			[{ key: 'a.lines', values: { numbers: [{ key: 'a.call', values: { number: '116' } }] } }],
			['a.lines#1', 'a.call#1', ...digits('116')],
		],
	])('are those of %s', (_, page, ids) => {
		expect(find(page)).toEqual(ids);
	});

	it.each<[string, readonly SpokenText[]]>([
		['a name that nobody recorded', [{ key: 'a.place', values: { place: 'Adjoufou' } }]],
		['a key without a text', [{ key: 'a.other' }]],
		['a value that is missing', [{ key: 'a.call' }]],
		['a number that is no digit and no code', [{ key: 'a.option', values: { label: [{ key: 'a.yes' }], key: 12 } }]],
		['nothing', []],
	])('are none for %s, whatever else is recorded', (_, page) => {
		expect(find(page)).toBeUndefined();
		expect(find([{ key: 'a.ask' }, ...page])).toEqual(page.length === 0 ? ['a.ask'] : undefined);
	});

	it('are none for more than a provider takes in an address, or anybody listens to', () => {
		const page = (count: number): SpokenText[] => Array.from({ length: count }, () => ({ key: 'a.ask' }));
		expect(find(page(50))).toHaveLength(99);
		expect(find(page(51))).toBeUndefined();
		const slow = createFindClips(texts, clipsWithout(new Set(), 50));
		expect(slow(page(2))).toHaveLength(3);
		expect(slow(page(3))).toBeUndefined();
	});

	it('are played only if every part of the page has one: whichever is missing, nothing is played', () => {
		const text = fc.constantFrom<SpokenText>(
			{ key: 'a.ask' },
			{ key: 'a.option', values: { label: [{ key: 'a.mine' }, { key: 'a.yes' }], key: 2 } },
			{ key: 'a.code', values: { code: '90817263' } },
			{ key: 'a.lines', values: { numbers: [{ key: 'a.call', values: { number: '116' } }] } },
		);
		fc.assert(
			fc.property(fc.array(text, { minLength: 1, maxLength: 3 }), fc.subarray(allKeys), (page, lacking) => {
				const needed = find(page)?.filter((id) => id !== PAUSE.id) ?? [];
				const found = createFindClips(texts, clipsWithout(new Set(lacking)))(page);
				expect(found).toEqual(needed.some((id) => lacking.includes(id)) ? undefined : find(page));
			}),
		);
	});
});

describe('a language in which a call can be held', () => {
	const core = ['a.ask', 'a.code'];

	it('has every piece of the core set, and every digit', () => {
		expect(canHoldCall(texts, clipsWithout(new Set(['a.yes', 'a.call#1'])), core)).toBe(true);
	});
	it.each(['a.ask', 'a.code#1', 'a.code#2', 'digit.0'])('is none without %s', (key) => {
		expect(canHoldCall(texts, clipsWithout(new Set([key])), core)).toBe(false);
	});
	it('is none that lacks a text of the core set', () => {
		expect(canHoldCall(texts, everything, [...core, 'a.other'])).toBe(false);
	});
});
