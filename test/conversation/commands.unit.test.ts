import { join } from 'node:path';
import fc from 'fast-check';
import {
	type Command,
	type CommandWords,
	commandIn,
	listedWords,
	mergeCommandWords,
	mostCommandWords,
} from '../../src/conversation/commands.ts';
import { parseLocale } from '../../src/conversation/words/locale.ts';
import { readJson } from '../../src/shared/read-json.ts';
import { calls, helps, starts, stops, told } from './command-messages.ts';

const root = join(import.meta.dirname, '../..');
const areas = ['language', 'commands', 'home', 'nav', 'report'].map((area) => `${area}.json`);
const locales = ['fr', 'en'].map((language) =>
	parseLocale(language, new Map(areas.map((area) => [area, readJson(join(root, 'locales', language, area))]))),
);

interface Entry {
	readonly language: string;
	readonly command: keyof CommandWords;
	readonly word: string;
	readonly state: string;
	readonly source: string;
}
const others = readJson(join(root, 'reference/commands.json')) as {
	readonly sources: Readonly<Record<string, string>>;
	readonly words: readonly Entry[];
};

const listsOf = (list: (name: keyof CommandWords) => string[]): CommandWords => ({
	stop: list('stop'),
	start: list('start'),
	help: list('help'),
	call: list('call'),
	around: list('around'),
});
const words = mergeCommandWords([
	...locales.map(({ texts }) => listsOf((name) => listedWords(texts.get(`commands.${name}`)?.text ?? ''))),
	listsOf((name) => others.words.filter(({ command }) => command === name).map(({ word }) => word)),
]);
const commands = ['stop', 'start', 'help', 'call'] as const;

describe('a text that is a command', () => {
	const table: [string, Command | undefined][] = [
		...stops.map((text): [string, Command] => [text, 'stop']),
		...starts.map((text): [string, Command] => [text, 'start']),
		...helps.map((text): [string, Command] => [text, 'help']),
		...calls.map((text): [string, Command] => [text, 'call']),
	];

	it.each(table)('is known however it is written: %j', (text, command) => {
		expect(commandIn(text, words)).toBe(command);
	});

	it('is an empty one never, which is a contact all the same', () => {
		expect(commandIn('', words)).toBeUndefined();
		expect(commandIn(' \n', words)).toBeUndefined();
	});
});

describe('a text that tells or answers something', () => {
	it.each(told)('is no command, because nobody may be cut off by their own words: %j', (text) => {
		expect(commandIn(text, words)).toBeUndefined();
	});

	it('is every label on the menus but those that ask for the very same, because a label that is typed is an answer', () => {
		const labels = locales
			.flatMap(({ texts }) => [...texts].filter(([key]) => !key.startsWith('commands.')))
			.flatMap(([, { text, simple = text }]) => [text, simple]);
		expect(labels).toContain('Quitter');
		expect(new Set(labels.filter((label) => commandIn(label, words) !== undefined))).toEqual(
			new Set(['SOS', 'Stop texts', 'Arrêter les SMS', 'Arreter les SMS', 'Call me', 'Appelez-moi']),
		);
	});
});

describe('the lists of command words', () => {
	it.each(['END', 'QUIT', 'CANCEL', 'YES', 'OUI', 'NO', 'NON', 'INFO'])(
		'lack %s, which gateways take for a command and people for an answer',
		(word) => {
			for (const command of commands) expect(words[command].map((one) => one.toUpperCase())).not.toContain(word);
		},
	);

	it('give each phrase one meaning, which the phrase itself has', () => {
		for (const command of commands) {
			for (const phrase of words[command]) expect([phrase, commandIn(phrase, words)]).toEqual([phrase, command]);
		}
	});

	it('have no phrase that is longer than a text may be', () => {
		for (const command of commands) {
			for (const phrase of words[command]) expect(phrase.split(/[\s'-]+/).length).toBeLessThan(mostCommandWords - 1);
		}
	});

	it('are texts that a locale may have, in letters that every route carries, and drafts until a speaker signs', () => {
		for (const { texts } of locales) {
			const listed = [...texts].filter(([key]) => key.startsWith('commands.'));
			expect(listed.map(([key]) => key)).toEqual(
				['stop', 'start', 'help', 'call', 'around'].map((name) => `commands.${name}`),
			);
			for (const [, { text, state }] of listed) {
				expect(text).toMatch(/^[a-z' ,-]+$/);
				expect(state).toBe('draft');
			}
		}
	});

	it('say for each word of the languages without a folder what it is, whence it comes, and that it is a draft', () => {
		for (const entry of others.words) {
			expect(entry.state).toBe('draft');
			expect(['tw', 'ee', 'dyu', 'bci', 'mos']).toContain(entry.language);
			expect([...commands, 'around']).toContain(entry.command);
			expect(Object.keys(others.sources)).toContain(entry.source);
			expect(entry.word).toBe(entry.word.normalize('NFC').trim());
		}
	});

	it('are told apart by a rule where a phrase is in two: to stop goes before help, help before start, and all before a call', () => {
		expect(commandIn('x', { stop: ['x'], start: ['x'], help: ['x'] })).toBe('stop');
		expect(commandIn('x', { stop: [], start: ['x'], help: ['x'] })).toBe('help');
		expect(commandIn('x', { stop: [], start: ['x'], help: [], call: ['x'] })).toBe('start');
	});

	it('may lack words around, and may hold nothing', () => {
		expect(commandIn('stop svp', { stop: ['stop'], start: [], help: [] })).toBeUndefined();
		expect(commandIn('stop', { stop: ['', ' !'], start: [], help: [] })).toBeUndefined();
		expect(commandIn('', { stop: ['', ' !'], start: [], help: [], around: [''] })).toBeUndefined();
	});

	it('are read from a list as translators write it', () => {
		expect(listedWords(' stop, stop sms ,,arrêt,')).toEqual(['stop', 'stop sms', 'arrêt']);
		expect(listedWords('')).toEqual([]);
	});
});

describe('any text', () => {
	const anyCommand = fc
		.constantFrom(...commands)
		.chain((command) => fc.constantFrom(...words[command]).map((phrase) => ({ command, phrase })));
	const polite = fc.array(fc.constantFrom(...words.around), { maxLength: 1 });
	const sign = fc.constantFrom('', '.', '!', ' !!', '?', ' ...', '\n', ' 😀');
	const accented = (text: string): string => text.replace(/[aeiou]/g, '$&\u0301');

	it('that is a phrase is its command, whatever its case and accents, and with politeness and signs around it', () => {
		fc.assert(
			fc.property(anyCommand, polite, polite, sign, ({ command, phrase }, before, after, end) => {
				const plain = [...before, phrase, ...after].join(' ');
				for (const text of [plain, plain.toUpperCase(), accented(plain), `  ${plain}  `, `${plain}, ${phrase}`]) {
					if (text.split(/[\s',’.-]+/).length > mostCommandWords) continue;
					expect([text, commandIn(text + end, words)]).toEqual([text, command]);
				}
			}),
			{ numRuns: 500 },
		);
	});

	it('of more words than the longest command is none, even if every one of them is', () => {
		const many = fc.array(fc.constantFrom('stop', 'svp', 'help', 'please', 'merci', 'arrêt'), {
			minLength: mostCommandWords + 1,
			maxLength: 40,
		});
		fc.assert(
			fc.property(many, (said) => {
				expect(commandIn(said.join(' '), words)).toBeUndefined();
			}),
		);
	});

	it('with a word before or after a command that is not politeness is none', () => {
		const word = fc.constantFrom(
			...'enfant mon le the my child travail pas école man champ Kofi père he boss lui'.split(' '),
		);
		fc.assert(
			fc.property(anyCommand, word, polite, fc.boolean(), ({ phrase }, stranger, around, isBefore) => {
				const text = isBefore ? [stranger, phrase, ...around] : [...around, phrase, stranger];
				expect([text, commandIn(text.join(' '), words)]).toEqual([text, undefined]);
			}),
			{ numRuns: 500 },
		);
	});

	it('of digits alone is none, because digits are answers', () => {
		fc.assert(
			fc.property(fc.array(fc.nat(), { minLength: 1, maxLength: 4 }), (numbers) => {
				expect(commandIn(numbers.join(' '), words)).toBeUndefined();
			}),
		);
	});

	it('is read without an error', () => {
		fc.assert(
			fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' })), (text) => {
				expect([...commands, undefined]).toContain(commandIn(text, words));
			}),
		);
	});
});
