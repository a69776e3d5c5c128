/** Values that are said digit by digit: nobody can write down "twelve million three hundred thousand". */
const byDigits: ReadonlySet<string> = new Set(['code', 'pin', 'number']);

/** Most digits that are said in one breath where nothing else groups them. */
const mostInBreath = 5;

/** A value as it is spoken. A machine voice pauses at commas and full stops: `12345678` is `1, 2, 3, 4. 5, 6, 7, 8`. */
export function spokenValue(name: string, value: string): string {
	const composed = value.normalize('NFC');
	if (!byDigits.has(name) || !/^[\d ]+$/.test(composed)) return composed;
	return groupsOf(composed)
		.map((group) => group.split('').join(', '))
		.join('. ');
}

/** As it is written, else in even groups of four or three. */
function groupsOf(digits: string): readonly string[] {
	const written = digits.split(' ').filter((group) => group !== '');
	if (written.length > 1) return written;
	const [whole = ''] = written;
	if (whole.length <= mostInBreath) return [whole];
	return whole.match(whole.length % 4 === 0 ? /\d{4}/g : /\d{1,3}/g) ?? [whole];
}
