import { fits } from '../render/alphabet.ts';
import type { Alphabet } from '../route.ts';

/**
 * How a character is written where an alphabet lacks it. Lower case; capitals follow. Accents need no row: they are taken
 * off by decomposition. Letters of the region's languages and the look-alikes found in data files in place of them are from
 * `languages.md` §2.3 and §2.4; a look-alike stands beside the letter that is meant.
 */
const spellings: ReadonlyMap<string, string> = new Map(
	Object.entries({
		œ: 'oe',
		æ: 'ae',
		ß: 'ss',
		ø: 'o',
		ɛεƹ: 'e',
		ɔᴐͻ: 'o',
		ŋƞ: 'ng',
		ɲɳ: 'ny',
		ɖɗđð: 'd',
		ƒ: 'f',
		ɣ: 'gh',
		ʋʊ: 'v',
		ɩι: 'i',
		ɑ: 'a',
		ʒ: 'zh',
		ɓ: 'b',
		ƙ: 'k',
		ƴ: 'y',
		'’‘‛ʼʻʹˈˊ´`ꞌ′': "'",
		'“”„‟«»″': '"',
		'‹›': "'",
		'–—‑‒―−‐•·': '-',
		'\t\r\u2028\u2029': ' ',
		'⁄÷': '/',
		'×': 'x',
		'°': 'o',
		'¡': '!',
		'₵': 'c',
		'₦': 'n',
		'€': 'eur',
		'£': 'gbp',
	}).flatMap(([characters, spelling]) => Array.from(characters, (character) => [character, spelling] as const)),
);

/** Currency signs have no case; their spelling is in capitals. */
const isSign = /\p{Sc}/u;
const isCapital = /\p{Lu}/u;
/** Marks, joiners and control characters: nothing is seen of them, so nothing is lost without them. */
const isUnseen = /^[\p{M}\p{Cf}\p{Cc}]$/u;
const unknown = '.';

/**
 * A name from data in the spelling that the alphabet carries: composed (NFC), then by the table, then without its accents.
 * For names only: a text has an approved simplified spelling in its locale file. What no rule spells becomes `.`
 * (`unspellable` tells a check of it), never `?`: nothing foreign is handed to a gateway to be mangled.
 */
export function spell(text: string, alphabet: Alphabet): string {
	const composed = text.normalize('NFC');
	if (fits(composed, alphabet)) return composed;
	const characters = Array.from(composed);
	return characters
		.map((character, index) => spellCharacter(character, alphabet, characters[index + 1] ?? '') ?? unknown)
		.join('');
}

/** The characters that `spell` can only mark, each once. Empty for every name that may go into reference data. */
export function unspellable(text: string, alphabet: Alphabet): string[] {
	const characters = new Set(text.normalize('NFC'));
	return [...characters].filter((character) => spellCharacter(character, alphabet, '') === undefined);
}

function spellCharacter(character: string, alphabet: Alphabet, next: string): string | undefined {
	if (fits(character, alphabet)) return character;
	const listed = spellings.get(character.toLowerCase());
	if (listed !== undefined) return inCaseOf(character, next, listed);
	const parts = Array.from(character.normalize('NFKD'));
	if (parts.length > 1 || parts[0] !== character) return spellParts(parts, alphabet);
	return isUnseen.test(character) ? '' : undefined;
}

function spellParts(parts: readonly string[], alphabet: Alphabet): string | undefined {
	const spelled = parts.map((part, index) => spellCharacter(part, alphabet, parts[index + 1] ?? ''));
	return spelled.includes(undefined) ? undefined : spelled.join('');
}

/** `Ŋutsu` → `Ngutsu`, but `ŊUTSU` → `NGUTSU`. */
function inCaseOf(character: string, next: string, spelling: string): string {
	if (isSign.test(character)) return spelling.toUpperCase();
	if (!isCapital.test(character)) return spelling;
	return isCapital.test(next) ? spelling.toUpperCase() : spelling.charAt(0).toUpperCase() + spelling.slice(1);
}
