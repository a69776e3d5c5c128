/** ITU-T E.164: at most 15 digits with the country code; nobody has fewer than 7. */
const fewestDigits = 7;
const mostDigits = 15;

const zero = 0x30;
const nine = 0x39;

/**
 * A number as the gateway sends it, in E.164 with its `+`. A `+` that was sent raw arrives as one space, one that was
 * escaped twice as `%2B`; both are taken for what they mean. Only the shape is checked: which numbers exist is the operator's to say.
 *
 * @returns `undefined` when it is not plausible.
 */
export function phoneNumberOf(sent: string): string | undefined {
	const digits = afterPlus(sent);
	if (digits === undefined || digits.length < fewestDigits || digits.length > mostDigits) return undefined;
	for (let at = 0; at < digits.length; at += 1) {
		const code = digits.charCodeAt(at);
		if (code < zero || code > nine) return undefined;
	}
	return digits.charCodeAt(0) === zero ? undefined : `+${digits}`;
}

function afterPlus(sent: string): string | undefined {
	if (sent.startsWith('+') || sent.startsWith(' ')) return sent.slice(1);
	return sent.startsWith('%2B') ? sent.slice(3) : undefined;
}
