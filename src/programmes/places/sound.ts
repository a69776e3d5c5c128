/** A name as it is compared: its bare letters, and how they sound. */
export interface Heard {
	/** Lower-case letters a-z and digits. */
	readonly plain: string;
	/** `plain` with spellings of one sound made one; see `soundOf`. */
	readonly sound: string;
	/** Bit set of the letters of each, to tell quickly that two names lie far apart. */
	readonly plainLetters: number;
	readonly soundLetters: number;
}

/** UTF-16 units of an answer that are looked at: a USSD answer has at most 182, and no place name half as many. */
const MOST_TYPED = 120;
/** Words of an answer that are compared. */
const MOST_WORDS = 6;
/** Letters of a word that are compared. */
const MOST_LETTERS = 32;

/** Letters of Akan, Ewe, Baoulé, Dioula and French that no accent makes, as people type them on a phone. */
const LETTERS: ReadonlyMap<string, string> = new Map([
	['ɛ', 'e'],
	['ɔ', 'o'],
	['ŋ', 'ng'],
	['ɲ', 'ny'],
	['ɖ', 'd'],
	['ƒ', 'f'],
	['ɣ', 'g'],
	['ʋ', 'v'],
	['ɩ', 'i'],
	['œ', 'oe'],
	['æ', 'ae'],
]);

/** What people shorten on a keypad, and what stands on signposts. */
const SHORTENED: ReadonlyMap<string, string> = new Map([
	['st', 'saint'],
	['ste', 'saint'],
	['sainte', 'saint'],
	['gd', 'grand'],
	['grd', 'grand'],
	['pt', 'petit'],
	['nth', 'north'],
	['sth', 'south'],
	['jn', 'junction'],
	['jct', 'junction'],
	['junct', 'junction'],
]);

/** Words that say what kind of place it is, not which. */
const KINDS: ReadonlySet<string> = new Set(
	`a au aux camp campement chez commune community de departement des district du in la le les metro metropolis
	metropolitan municipal municipality near of pres quartier region the town village ville`.split(/\s+/),
);

/** Words that many names share. */
const SHARED: ReadonlySet<string> = new Set(
	`bas carrefour central centre east est grand haut junction lower new nord north old ouest petit south sud upper
	west`.split(/\s+/),
);

/** Letters of a word that finds a place even among words that do not belong to it ("we are at Konankro"). */
const TELLING_LETTERS = 4;

/** Bare words of a name or an answer: no accents, case, apostrophes or punctuation. Bounded whatever comes in. */
export function wordsOf(text: string): readonly string[] {
	const letters = text
		.slice(0, MOST_TYPED)
		.toLowerCase()
		.normalize('NFD')
		.replace(/[\p{M}'’‘ʼ`´]+/gu, '')
		.replace(/[^\sa-z0-9]/g, (letter) => LETTERS.get(letter) ?? ' ');
	const words = letters.split(/\s+/).filter((word) => word !== '');
	return words.map((word) => SHORTENED.get(word) ?? word.slice(0, MOST_LETTERS));
}

/** The words that tell which place it is; all words where none does. At most six. */
export function tellingWords(words: readonly string[]): readonly string[] {
	const telling = words.filter((word) => !KINDS.has(word));
	return (telling.length > 0 ? telling : words).slice(0, MOST_WORDS);
}

/** Whether this word alone tells which place is meant. */
export function tells(word: string): boolean {
	return word.length >= TELLING_LETTERS && !SHARED.has(word);
}

export function hear(plain: string): Heard {
	const sound = soundOf(plain);
	return { plain, sound, plainLetters: lettersOf(plain), soundLetters: lettersOf(sound) };
}

/**
 * In order. French and English spellings of Akan, Baoulé, Bété and Manding names differ in these: Kouassi and Kwasi,
 * Djaman and Gyaman, Guéyo and Geyo, Akouapem and Akwapem, Tchologo and Chologo, Yakassé and Iakasse.
 */
const SPELLINGS: readonly (readonly [RegExp, string])[] = [
	[/^saint/, 'san'],
	[/ph/g, 'f'],
	[/tch|sh/g, 'ch'],
	[/c(?=[eiy])/g, 's'],
	[/c(?!h)/g, 'k'],
	[/ch/g, 'c'],
	[/qu?/g, 'k'],
	[/gu(?=[ei])/g, 'g'],
	[/dj|gy/g, 'j'],
	[/dw/g, 'jw'],
	[/(?<=.)h/g, ''],
	[/kp/g, 'p'],
	[/gb/g, 'b'],
	[/eu/g, 'e'],
	[/ou|oo|w/g, 'u'],
	[/y/g, 'i'],
	[/x/g, 'ks'],
	[/z/g, 's'],
	[/n(?=[bp])/g, 'm'],
	[/(.)\1+/g, '$1'],
	[/u(?=[aeio])/g, 'w'],
];

/** How a bare word sounds: a light key, not speech. */
function soundOf(plain: string): string {
	let sound = plain;
	for (const [spelling, same] of SPELLINGS) sound = sound.replace(spelling, same);
	return sound;
}

const CODE_A = 97;

function lettersOf(word: string): number {
	let letters = 0;
	for (let at = 0; at < word.length; at++) letters |= 1 << ((word.charCodeAt(at) - CODE_A) & 31);
	return letters;
}
