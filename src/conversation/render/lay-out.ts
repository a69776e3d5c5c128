import type { Alphabet } from '../route.ts';
import { unitsOf } from './alphabet.ts';
import { createFooter, type Footer } from './footer.ts';
import { layOutSpoken } from './lay-out-spoken.ts';
import type { Fault, LayOutInput, Layout } from './layout.ts';
import { type Item, lineOf, paginate } from './paginate.ts';
import { rememberLayouts } from './remember.ts';
import { type Worded, word } from './word.ts';

export type { Fault, LayOutInput, Layout, Page } from './layout.ts';

/** What a USSD message carries at most: 182 septets (3GPP TS 23.038 §6.1.2.3), or 160 octets of UCS-2. */
const ceilings: Readonly<Record<Alphabet, number>> = { 'gsm-7': 182, ascii: 182, 'ucs-2': 80 };
/** Below this, no screen has room for a few words beside its keys. */
const leastUnits = 40;

/**
 * Words a screen and fits it to its route (design §6): whole items a page, every option reachable, nothing cut or replaced
 * in silence. A screen that a flow keeps is laid out once for each language, profile and notice.
 * @throws {MissingText} when the language lacks a text.
 * @throws {RangeError} when the profile allows fewer than 40 units.
 */
export const layOut: (input: LayOutInput) => Layout = rememberLayouts((input) => {
	if (input.route.channel === 'voice') return layOutSpoken(input);
	const { units, alphabet } = input.route.profile;
	if (units < leastUnits)
		throw new RangeError(`a screen of ${units} units has no room for words: at least ${leastUnits}`);
	const most = input.route.channel === 'ussd' ? Math.min(units, ceilings[alphabet]) : units;
	const worded = word(input);
	return input.screen.kind === 'end' ? layOutEnd(worded, most, alphabet) : layOutAsking(worded, input, most);
});

/** The text of a page, counted from 0; the last one where there are fewer. */
export function renderPage(layout: Layout, page: number): string {
	return (layout.pages[page] ?? layout.pages.at(-1))?.text ?? '';
}

function layOutAsking(worded: Worded, { route, showBack }: LayOutInput, most: number): Layout {
	const { alphabet } = route.profile;
	const footer = createFooter(worded.labels, { most, alphabet, showBack });
	const { sheets, broken } = paginate(worded.items, footer.room, alphabet);
	const last = sheets.length - 1;
	return {
		pages: sheets.map(({ body, options }, page) => ({ text: footer.under(body, page, page < last), options })),
		choices: worded.choices,
		faults: [
			...worded.faults,
			...footerFaults(footer, sheets.length),
			...brokenOptions(broken, footer.room(1, true), alphabet),
		],
	};
}

/** A session that ended cannot be asked for a second page. */
function layOutEnd({ items, faults, choices }: Worded, most: number, alphabet: Alphabet): Layout {
	const { sheets } = paginate(items, () => most, alphabet);
	const pages = sheets.slice(0, 1).map(({ body, options }) => ({ text: body, options }));
	if (sheets.length === 1) return { pages, choices, faults };
	const units = unitsOf(items.map((item) => item.text).join('\n'), alphabet);
	return { pages, choices, faults: [...faults, tooMany('end-too-long', items.at(-1)?.key ?? '', units, most)] };
}

function footerFaults(footer: Footer, pages: number): readonly Fault[] {
	for (let page = 0; page < pages; page++) {
		const tooLong = footer.tooLong(page, page < pages - 1);
		if (tooLong !== undefined) return [tooMany('footer-too-long', 'nav', tooLong.units, tooLong.most)];
	}
	return [];
}

/** One fault an option, with the length that it had whole. */
function brokenOptions(broken: readonly Item[], most: number, alphabet: Alphabet): readonly Fault[] {
	const whole = new Map<number, Item>();
	for (const item of broken) if (item.number !== undefined && !whole.has(item.number)) whole.set(item.number, item);
	return [...whole.values()].map((item) =>
		tooMany('option-too-long', item.key, unitsOf(lineOf(item, ''), alphabet), most),
	);
}

function tooMany(kind: Fault['kind'], key: string, units: number, most: number): Fault {
	return { kind, key, detail: `${units} units, ${most} at most` };
}
