import type { Alphabet } from '../route.ts';
import { unitsOf } from './alphabet.ts';
import { cut, cutAtSentence } from './cut.ts';

/** What stands whole on a page if it can: a notice, a question, an item of content, an option with its number. */
export interface Item {
	/** Text key, for who must mend it. */
	readonly key: string;
	readonly text: string;
	/** Heading of the group that it stands in; '' for none. */
	readonly heading: string;
	/** The option's number. */
	readonly number?: number;
	/** May begin on a page that has room for its first sentences only. */
	readonly flows: boolean;
}

/** A page without its footer. */
export interface Sheet {
	readonly body: string;
	/** Numbers of the options on it. */
	readonly options: readonly number[];
}

export interface Paginated {
	readonly sheets: readonly Sheet[];
	/** Items that had to be broken, in order; an item broken twice is there twice. */
	readonly broken: readonly Item[];
}

/** Units for the body of a page (counted from 0), which depends on whether its footer must say that more follows. */
export type Room = (page: number, more: boolean) => number;

/** Puts items on as few pages as whole items allow. Every item is shown; one that fits on no page is broken over several. */
export function paginate(items: readonly Item[], room: Room, alphabet: Alphabet): Paginated {
	const sheets: Sheet[] = [];
	const broken: Item[] = [];
	let waiting = items;
	for (;;) {
		const last = fill(waiting, room(sheets.length, false), alphabet);
		if (last.waiting.length === 0) return { sheets: [...sheets, last.sheet], broken };
		const most = room(sheets.length, true);
		const filled = top(fill(waiting, most, alphabet), most, alphabet);
		if (filled.broken !== undefined) broken.push(filled.broken);
		sheets.push(filled.sheet);
		waiting = filled.waiting;
	}
}

interface Filled {
	readonly sheet: Sheet;
	readonly waiting: readonly Item[];
	readonly broken?: Item;
}

/** As many whole items as have room. */
function fill(items: readonly Item[], room: number, alphabet: Alphabet): Filled {
	let body = '';
	let units = 0;
	let heading = '';
	const options: number[] = [];
	for (const [index, item] of items.entries()) {
		const added = `${separator(body, heading, item)}${lineOf(item, heading)}`;
		units += unitsOf(added, alphabet);
		if (units > room) return { sheet: { body, options }, waiting: items.slice(index) };
		body += added;
		heading = item.heading;
		if (item.number !== undefined) options.push(item.number);
	}
	return { sheet: { body, options }, waiting: [] };
}

/** Adds the beginning of the next item where the page would else stay empty, or where sentences of a question have room. */
function top(filled: Filled, room: number, alphabet: Alphabet): Filled {
	const [next, ...others] = filled.waiting;
	const { body, options } = filled.sheet;
	if (next === undefined || (body !== '' && !next.flows)) return filled;
	const text = lineOf(next, '');
	const piece =
		body === '' ? cut(text, room, alphabet) : cutAtSentence(text, room - unitsOf(body, alphabet) - 1, alphabet);
	if (piece === undefined) return filled;
	return {
		sheet: {
			body: body === '' ? piece.head : `${body}\n${piece.head}`,
			options: next.number === undefined ? options : [...options, next.number],
		},
		waiting: piece.rest === '' ? others : [{ ...next, text: piece.rest, heading: '' }, ...others],
		broken: next,
	};
}

function separator(body: string, heading: string, item: Item): string {
	if (body === '') return '';
	return continuesGroup(heading, item) ? ' ' : '\n';
}

/** What an item adds to a page where `heading` was said last: `My child: 1 5-11`, then `2 12-14`. */
export function lineOf(item: Item, heading: string): string {
	if (item.heading === '' || continuesGroup(heading, item)) return item.text;
	return `${item.heading}${item.heading.endsWith(':') ? '' : ':'} ${item.text}`;
}

function continuesGroup(heading: string, item: Item): boolean {
	return item.heading !== '' && item.heading === heading;
}
