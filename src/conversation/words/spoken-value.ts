/** Values that are said digit by digit: nobody can write down "twelve million three hundred thousand". */
const byDigits: ReadonlySet<string> = new Set(['code', 'pin', 'number']);

/** Most digits that are said in one breath where nothing else groups them. */
const mostInBreath = 5;

/** A value as it is spoken. A machine voice pauses at commas and full stops: `12345678` is `1, 2, 3, 4. 5, 6, 7, 8`. */
export function spokenValue(name: string, value: string): string {
	return (
		digitGroups(name, value)
			?.map((group) => group.split('').join(', '))
			.join('. ') ?? value.normalize('NFC')
	);
}

/** Groups of digits of a value that is said digit by digit, with a pause between two; `undefined`: it is none. */
export function digitGroups(name: string, value: string): readonly string[] | undefined {
	return byDigits.has(name) && /^[\d ]+$/.test(value) ? groupsOf(value) : undefined;
}

/** As it is written, else in even groups of four or three. */
function groupsOf(digits: string): readonly string[] {
	const written = digits.split(' ').filter((group) => group !== '');
	if (written.length > 1) return written;
	const [whole = ''] = written;
	if (whole.length <= mostInBreath) return [whole];
	return whole.match(whole.length % 4 === 0 ? /\d{4}/g : /\d{1,3}/g) ?? [whole];
}
