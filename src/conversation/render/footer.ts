import { keys } from '../keys.ts';
import type { Alphabet } from '../route.ts';
import { unitsOf } from './alphabet.ts';

/** Text keys of the labels beside the keys that mean the same on every screen. Short: they stand on each of them. */
export const navigationTexts = {
	more: 'nav.more',
	back: 'nav.back',
	help: 'nav.help',
	leave: 'nav.leave',
	start: 'nav.start',
} as const;

export type NavigationLabels = Readonly<Record<keyof typeof navigationTexts, string>>;

/** Units that must be left for content beside the fullest footer, about three words. */
const leastBody = 20;

export interface Paper {
	readonly most: number;
	readonly alphabet: Alphabet;
	readonly showBack: boolean;
}

/** Units of a footer, and what they may be at most. */
export interface TooLong {
	readonly units: number;
	readonly most: number;
}

/** The last line of each page, and the room that it leaves. Pages count from 0; `more`: another follows. */
export interface Footer {
	readonly room: (page: number, more: boolean) => number;
	/** The page with its footer; the start key is shown where there is room for it. */
	readonly under: (body: string, page: number, more: boolean) => string;
	/** Set where the labelled footer leaves too little room, and the keys stand bare. */
	readonly tooLong: (page: number, more: boolean) => TooLong | undefined;
}

interface Line {
	readonly text: string;
	readonly units: number;
	/** The start key as it may follow. */
	readonly start: string;
	readonly tooLong: TooLong | undefined;
}

/** `98 Suite 97 Retour 9 SOS 0 Sortir` */
export function createFooter(labels: NavigationLabels, paper: Paper): Footer {
	const { most, alphabet } = paper;
	const lines = new Map<number, Line>();
	const lineOf = (page: number, more: boolean): Line => {
		const back = page > 0 || paper.showBack;
		const kind = Number(more) + 2 * Number(back);
		const line = lines.get(kind) ?? makeLine(labels, { more, back }, paper);
		lines.set(kind, line);
		return line;
	};
	return {
		room: (page, more) => most - lineOf(page, more).units - 1,
		under: (body, page, more) => {
			const { text, start } = lineOf(page, more);
			const withStart = `${body}\n${text}${start}`;
			return unitsOf(withStart, alphabet) <= most ? withStart : `${body}\n${text}`;
		},
		tooLong: (page, more) => lineOf(page, more).tooLong,
	};
}

const bare: NavigationLabels = { more: '', back: '', help: '', leave: '', start: '' };

type Ways = Readonly<Record<'more' | 'back', boolean>>;

function makeLine(labels: NavigationLabels, ways: Ways, { most, alphabet }: Paper): Line {
	const labelled = textOf(labels, ways);
	const units = unitsOf(labelled, alphabet);
	const mostUnits = most - leastBody - 1;
	if (units <= mostUnits)
		return { text: labelled, units, start: ` ${keyed(keys.start, labels.start)}`, tooLong: undefined };
	const text = textOf(bare, ways);
	return { text, units: unitsOf(text, alphabet), start: ` ${keys.start}`, tooLong: { units, most: mostUnits } };
}

function textOf(labels: NavigationLabels, { more, back }: Ways): string {
	const before = `${more ? `${keyed(keys.more, labels.more)} ` : ''}${back ? `${keyed(keys.back, labels.back)} ` : ''}`;
	return `${before}${keyed(keys.help, labels.help)} ${keyed(keys.leave, labels.leave)}`;
}

function keyed(key: string, label: string): string {
	return label === '' ? key : `${key} ${label}`;
}
