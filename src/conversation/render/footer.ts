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

/** The last line of each page, and the room that it leaves. Pages count from 0; `more`: another follows. */
export interface Footer {
	readonly room: (page: number, more: boolean) => number;
	/** The page with its footer; the start key is shown where there is room for it. */
	readonly under: (body: string, page: number, more: boolean) => string;
	/** Units of the labelled footer and what they may be at most, where it leaves too little and the keys stand bare. */
	readonly tooLong: (page: number, more: boolean) => { readonly units: number; readonly most: number } | undefined;
}

/** `98 Suite 97 Retour 9 SOS 0 Sortir` */
export function createFooter(labels: NavigationLabels, { most, alphabet, showBack }: Paper): Footer {
	const mostUnits = most - leastBody - 1;
	const unitsLabelled = (page: number, more: boolean): number =>
		unitsOf(line(labels, more, page > 0 || showBack), alphabet);
	const shown = (page: number, more: boolean): NavigationLabels =>
		unitsLabelled(page, more) > mostUnits ? bare : labels;
	const footer = (page: number, more: boolean): string => line(shown(page, more), more, page > 0 || showBack);
	return {
		room: (page, more) => most - unitsOf(footer(page, more), alphabet) - 1,
		under: (body, page, more) => {
			const text = `${body}\n${footer(page, more)}`;
			const withStart = `${text} ${keyed(keys.start, shown(page, more).start)}`;
			return unitsOf(withStart, alphabet) <= most ? withStart : text;
		},
		tooLong: (page, more) => {
			const units = unitsLabelled(page, more);
			return units > mostUnits ? { units, most: mostUnits } : undefined;
		},
	};
}

const bare: NavigationLabels = { more: '', back: '', help: '', leave: '', start: '' };

function line(labels: NavigationLabels, more: boolean, back: boolean): string {
	return [
		...(more ? [keyed(keys.more, labels.more)] : []),
		...(back ? [keyed(keys.back, labels.back)] : []),
		keyed(keys.help, labels.help),
		keyed(keys.leave, labels.leave),
	].join(' ');
}

function keyed(key: string, label: string): string {
	return label === '' ? key : `${key} ${label}`;
}
