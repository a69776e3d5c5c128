/** UTF-16 units of a word that is kept; the longest that was ever seen has 26. */
const longest = 48;

/**
 * A provider's word as a machine word: `UserInBlacklist` becomes `user-in-blacklist`.
 *
 * @returns `unlisted` where it is no single word of ASCII letters and digits: a sentence might quote a number.
 */
export function machineWordOf(word: string): string {
	if (word.length > longest || !/^[A-Za-z]+\d{0,3}$/.test(word)) return 'unlisted';
	return word.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
}

/** A table of the provider's words that is asked without regard to case: they write `Blacklist` here and `BlackList` there. */
export function tableOf<T>(rows: readonly (readonly [word: string, means: T])[]): (word: string) => T | undefined {
	const table = new Map(rows.map(([word, means]) => [word.toLowerCase(), means]));
	return (word) => table.get(word.toLowerCase());
}

/** No blanks, no control characters, nothing beyond ASCII: ids are compared and stored byte for byte. False for ''. */
export function isVisibleAscii(id: string): boolean {
	for (let at = 0; at < id.length; at += 1) {
		const code = id.charCodeAt(at);
		if (code < 0x21 || code > 0x7e) return false;
	}
	return id !== '';
}

/** The provider writes `None` where it has no id, and the SDK `undefined`. */
export function isId(id: string): boolean {
	return isVisibleAscii(id) && id !== 'None' && id !== 'undefined';
}
