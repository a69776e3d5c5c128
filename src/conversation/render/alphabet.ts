import type { Alphabet } from '../route.ts';

/** 3GPP TS 23.038 §6.2.1, without the escape: one septet each. */
const gsmDefault =
	'@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
	'¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';

/** 3GPP TS 23.038 §6.2.1.1: an escape and the character, two septets each. */
const gsmExtension = '\f^{}\\[~]|€';

/** Septets by UTF-16 unit; 0 where the alphabet lacks it. `€` is the highest, so what lies above the table is foreign. */
function tableOf(isIn: (code: number) => boolean): Uint8Array {
	const table = new Uint8Array('€'.charCodeAt(0) + 1);
	const put = (characters: string, septets: number): void => {
		for (const character of characters) {
			const code = character.charCodeAt(0);
			if (isIn(code)) table[code] = septets;
		}
	};
	put(gsmDefault, 1);
	put(gsmExtension, 2);
	return table;
}

const lineFeed = 10;
const tables = {
	'gsm-7': tableOf(() => true),
	/** ASCII text still travels as GSM-7 septets, so `` ` ``, which GSM-7 lacks, is not in it. */
	ascii: tableOf((code) => code === lineFeed || (code >= 32 && code < 127)),
} satisfies Record<Exclude<Alphabet, 'ucs-2'>, Uint8Array>;

/** Control characters (but the line feed) and half surrogate pairs. */
const foreignToUcs2 = /\p{Cs}|(?!\n)\p{Cc}/u;

/**
 * Length of a text as its route counts it: septets for `gsm-7` and `ascii`, UTF-16 units for `ucs-2`. A character that the
 * alphabet lacks counts as one a UTF-16 unit; `foreignTo` finds it. Additive: a text is as long as its parts together.
 *
 * A USSD text of 8·n − 1 septets ends in seven spare bits that a handset may show as `@` (TS 23.038 §6.1.2.3.1). Padding
 * them with a carriage return is the gateway's business: it alone packs the septets.
 */
export function unitsOf(text: string, alphabet: Alphabet): number {
	if (alphabet === 'ucs-2') return text.length;
	const table = tables[alphabet];
	let units = 0;
	for (let index = 0; index < text.length; index++) units += table[text.charCodeAt(index)] || 1;
	return units;
}

/** Whether the alphabet has every character of the text. */
export function fits(text: string, alphabet: Alphabet): boolean {
	if (alphabet === 'ucs-2') return !foreignToUcs2.test(text);
	const table = tables[alphabet];
	for (let index = 0; index < text.length; index++) if (!table[text.charCodeAt(index)]) return false;
	return true;
}

/** The characters (code points) of the text that the alphabet lacks, each once, in order of appearance. */
export function foreignTo(text: string, alphabet: Alphabet): string[] {
	if (fits(text, alphabet)) return [];
	return [...new Set(text)].filter((character) => !fits(character, alphabet));
}
