/** Breaks a line as a phone does: at blanks where it can, a row of at most `most` characters at a time. */
export function wrap(line: string, most: number): readonly string[] {
	const rows: string[] = [];
	let rest = line;
	while (rest.length > most) {
		const blank = rest.lastIndexOf(' ', most);
		const at = blank > 0 ? blank : most;
		rows.push(rest.slice(0, at));
		rest = rest.slice(at).trimStart();
	}
	return [...rows, rest];
}
