/**
 * Letters of the region's languages, and the look-alikes that files and keyboards have in their place, by the plain letters
 * that people type (`languages.md` §2.3). Lower case and decomposed; accents and most ligatures need no row.
 */
const plainLetters: ReadonlyMap<string, string> = new Map(
	Object.entries({
		ɛεƹ: 'e',
		ɔᴐͻ: 'o',
		ŋƞ: 'n',
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
		ø: 'o',
		œ: 'oe',
		æ: 'ae',
		ß: 'ss',
		'’‘‛ʼʻʹˈˊ′ꞌ`': "'",
		'‐–—―−': '-',
	}).flatMap(([letters, plain]) => Array.from(letters, (letter) => [letter, plain] as const)),
);

/** Marks, joiners, halves of surrogate pairs: nothing is seen of them. */
const unseen = /[\p{M}\p{Cf}\p{Cs}]/gu;
const smiley = /[:;=]['-]?[()]+(?=\s|$)/gu;
const run = /[\p{L}\p{N})]+/gu;
const hasLetter = /\p{L}/u;
/** `13ans`: other digits make a 3 a digit. `3ans`: so does its place before the word, if there is no other such sign in it. */
const isNumber = /[^\P{N}3]|^3+[^3)]*$/u;
const withoutOuterSigns = /[\p{L}\p{N}](?:.*[\p{L}\p{N}])?/su;

/**
 * A text as it is compared with words that we know: plain lower-case letters and digits, without marks, without signs at the
 * ends of its words, one blank between them. Signs inside a word (`d'accord`, `1.800`, `opt-out`) and scripts other than Latin
 * stay. For comparing only: it is never shown, and different words may become one (Twi `hwe` and `hwɛ`).
 *
 * In Ghana a 3 is typed for ɛ and a `)` for ɔ (`j3k3`, `m)f)`). They are read so beside letters, the `)` only in a text
 * without `(`. `3`, `13`, `3ans` and `1)` keep their digits, but `choix3` does not: whoever expects a choice looks for it in
 * what was typed before looking here.
 *
 * Folding twice gives the same as folding once; the time grows with the length of the text alone.
 */
export function fold(text: string): string {
	let folded = foldedOnce(text);
	// Where words come apart at a `)`, what stood beside a digit may stand beside none.
	for (let again = foldedOnce(folded); again !== folded; again = foldedOnce(folded)) folded = again;
	return folded;
}

function foldedOnce(text: string): string {
	const plain = plainOf(text).replace(smiley, ' ');
	return (plain.includes('(') ? plain.replace(/[()]/g, ' ') : plain)
		.replace(run, lettersOf)
		.split(/[\s)]+/u)
		.map((word) => withoutOuterSigns.exec(word)?.[0] ?? '')
		.filter((word) => word !== '')
		.join(' ');
}

function plainOf(text: string): string {
	// As a sign of its own the acute accent decomposes into a blank and a mark: the apostrophe that is meant would be lost.
	const apart = text.replaceAll('´', "'").normalize('NFKD').toLowerCase().replace(unseen, '');
	let plain = '';
	for (const character of apart) plain += plainLetters.get(character) ?? character;
	return plain;
}

function lettersOf(typed: string): string {
	if (!hasLetter.test(typed) || isNumber.test(typed)) return typed;
	return typed.replaceAll('3', 'e').replaceAll(')', 'o');
}
