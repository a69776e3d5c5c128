import type { Alphabet } from '../route.ts';
import { fits, unitsOf } from './alphabet.ts';

/** Coding on the wire, 3GPP TS 23.038 §4: septets, or UTF-16 units (called UCS-2 there, surrogate pairs allowed in practice). */
export type WireAlphabet = 'gsm-7' | 'ucs-2';

/** How a text travels by SMS. */
export interface Segments {
	readonly alphabet: WireAlphabet;
	/** Length of the whole text: septets, or UTF-16 units. */
	readonly units: number;
	/** Messages that are paid for; at least 1. */
	readonly segments: number;
	/** The text cut where the segments end: joined, they are the text again. */
	readonly parts: readonly string[];
}

/**
 * Room of a message in units: 140 octets alone; with others of one text, each loses 6 octets to the header that numbers it
 * (3GPP TS 23.040 §9.2.3.24.1, 8-bit reference). A gateway that numbers with 16 bits has one unit less: 152 and 66.
 */
const room = { 'gsm-7': { alone: 160, among: 153 }, 'ucs-2': { alone: 70, among: 67 } } satisfies Record<
	WireAlphabet,
	{ readonly alone: number; readonly among: number }
>;

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/**
 * Cuts a text into the segments in which it travels, as gateways do: filled one after the other, never through an escaped
 * septet pair or a surrogate pair, nor between a letter and its marks where these fit into one segment.
 *
 * One character that the alphabet lacks makes the whole text UCS-2, so that 160 become 70. A `ucs-2` route carries as septets
 * what fits into them. What an `ascii` route does to an accent is the gateway's secret: it is counted as the dearest.
 *
 * @param text as it is handed over: composed (NFC), since `e` and a combining accent are UCS-2 where `é` is not.
 * @param alphabet what the route carries.
 */
export function segments(text: string, alphabet: Alphabet): Segments {
	const wire: WireAlphabet = fits(text, alphabet === 'ucs-2' ? 'gsm-7' : alphabet) ? 'gsm-7' : 'ucs-2';
	const units = unitsOf(text, wire);
	const parts = units <= room[wire].alone ? [text] : cut(text, wire);
	return { alphabet: wire, units, segments: parts.length, parts };
}

function cut(text: string, wire: WireAlphabet): string[] {
	const most = room[wire].among;
	const parts: string[] = [];
	let part = '';
	let filled = 0;
	for (const piece of wire === 'gsm-7' ? text : wholesOf(text, most)) {
		const units = unitsOf(piece, wire);
		if (filled + units > most) {
			parts.push(part);
			part = '';
			filled = 0;
		}
		part += piece;
		filled += units;
	}
	parts.push(part);
	return parts;
}

/** Graphemes, or the code points of one that no segment holds, such as a letter under a hundred marks. */
function wholesOf(text: string, most: number): string[] {
	return Array.from(graphemes.segment(text), ({ segment }) => segment).flatMap((grapheme) =>
		grapheme.length > most ? Array.from(grapheme) : [grapheme],
	);
}
