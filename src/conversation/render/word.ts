import { keys } from '../keys.ts';
import type { Option, Screen, TextRef, Value } from '../screen.ts';
import { fold } from '../words/fold.ts';
import { fits, foreignTo } from './alphabet.ts';
import { type NavigationLabels, navigationTexts } from './footer.ts';
import type { Fault, LayOutInput } from './layout.ts';
import type { Item } from './paginate.ts';

/** A screen in words, not yet on pages. */
export interface Worded {
	readonly items: readonly Item[];
	readonly choices: ReadonlyMap<string, Value>;
	readonly labels: NavigationLabels;
	readonly faults: readonly Fault[];
}

type Say = (text: TextRef) => string;

/** Reserved on every screen: `9` and the two-digit keys, and 99, kept free for gateways that page by themselves. */
const reserved: ReadonlySet<string> = new Set([...Object.values(keys), '99']);

/** @throws {MissingText} when the language lacks a text. */
export function word(input: LayOutInput): Worded {
	const { screen, notice } = input;
	const faults: Fault[] = [];
	const say = sayer(input, faults);
	const options = optionsOf(screen);
	const numbers = numbersFor(options.length);
	return {
		items: [
			...(notice === undefined ? [] : [textItem(notice, say, true)]),
			...contentOf(screen).map((text) => textItem(text, say, screen.kind !== 'pages')),
			...options.map((option, index) => optionItem(option, numbers[index] ?? 0, say)),
		],
		choices: choicesOf(options, numbers, input),
		labels: screen.kind === 'end' ? noLabels : labelsOf(say),
		faults,
	};
}

/** Letters of a word that says enough by itself: `not` and `pas` do not. */
const leastLetters = 4;

/** By number; by text, by the option's own words as well, whole or any of them that stands in no other option. */
function choicesOf(
	options: readonly Option[],
	numbers: readonly number[],
	{ words, language, route }: LayOutInput,
): ReadonlyMap<string, Value> {
	const choices = new Map(options.map(({ value }, index) => [String(numbers[index]), value]));
	if (route.channel !== 'sms') return choices;
	const labels = options.map(({ label, group }) => ({
		said: fold(words.say(language, label, 'ucs-2')),
		grouped: group !== undefined,
	}));
	for (const [index, { value }] of options.entries()) {
		const { said = '', grouped = false } = labels[index] ?? {};
		// `5-11` is an age of my child and of another one.
		if (grouped) continue;
		const telling = wordsOf(said).filter((one) => one.length >= leastLetters && !isNumber(one));
		for (const key of new Set([said, ...telling])) {
			const holders = labels.filter(
				(label) => label.said === key || (key !== said && wordsOf(label.said).includes(key)),
			);
			if (key !== '' && holders.length === 1 && !choices.has(key)) choices.set(key, value);
		}
	}
	return choices;
}

/** A number that is typed is an option's, or a code. */
const isNumber = (word: string): boolean => /^\p{N}+$/u.test(word);

const wordsOf = (folded: string): readonly string[] => folded.split(/[^\p{L}\p{N}]+/u);

const noLabels: NavigationLabels = { more: '', back: '', help: '', leave: '', start: '' };

function labelsOf(say: Say): NavigationLabels {
	const label = (key: string): string => say({ key });
	return {
		more: label(navigationTexts.more),
		back: label(navigationTexts.back),
		help: label(navigationTexts.help),
		leave: label(navigationTexts.leave),
		start: label(navigationTexts.start),
	};
}

/** Says a text with the characters of the route; one that the locale failed to spell is spelled as a name is. */
function sayer({ words, language, route }: LayOutInput, faults: Fault[]): Say {
	const { alphabet } = route.profile;
	return (text) => {
		const said = words.say(language, text, alphabet).trim();
		if (fits(said, alphabet)) return said;
		faults.push({ kind: 'foreign-character', key: text.key, detail: foreignTo(said, alphabet).join(' ') });
		return words.name(said, alphabet);
	};
}

function contentOf(screen: Screen): readonly TextRef[] {
	if (screen.kind === 'end') return [screen.say];
	return screen.kind === 'pages' ? screen.items : [screen.ask];
}

function optionsOf(screen: Screen): readonly Option[] {
	return 'options' in screen ? (screen.options ?? []) : [];
}

function textItem(text: TextRef, say: Say, flows: boolean): Item {
	return { key: text.key, text: say(text), heading: '', flows };
}

function optionItem({ label, group }: Option, number: number, say: Say): Item {
	const heading = group === undefined ? '' : say(group);
	return { key: label.key, text: `${number} ${say(label)}`, heading, number, flows: false };
}

/** 1 to 8, 10 to 96, 100 … */
function numbersFor(count: number): readonly number[] {
	const numbers: number[] = [];
	for (let number = 1; numbers.length < count; number++) if (!reserved.has(String(number))) numbers.push(number);
	return numbers;
}
