import type { Signed } from './signature.ts';

/** How a field that we read looks. */
export interface Shape {
	readonly name: string;
	/** Source of a regular expression for the value, such that it ends where the next field's name (a letter) begins. */
	readonly value: string;
	/** Which one counts, where the shape is found more than once in what was signed: people's words come after the first fields. */
	readonly take: 'first' | 'last';
	/** What makes a longer name end like this one, such as the `Parent` of `ParentCallSid`. */
	readonly notAfter?: string;
	/** In a reason. */
	readonly word: string;
}

type Values<Table> = { readonly [key in keyof Table]: string };

export type ReadFields<Table> =
	| { readonly ok: true; readonly values: Values<Table> }
	| { readonly ok: false; readonly reason: string };

/** Compiles shapes once. */
export function compileShapes<Table extends Readonly<Record<string, Shape>>>(
	table: Table,
): (signed: Signed) => ReadFields<Table> {
	const shapes = Object.entries(table).map(([key, shape]) => ({ key, shape, pattern: patternOf(shape) }));
	return (signed) => {
		const values: Record<string, string> = {};
		for (const { key, shape, pattern } of shapes) {
			const value = find(signed.text, pattern, shape.take)?.value ?? '';
			if ((signed.fields.get(shape.name) ?? '') !== value) return { ok: false, reason: `${shape.word}-implausible` };
			values[key] = value;
		}
		return { ok: true, values: values as Values<Table> };
	};
}

/**
 * The pattern of a field. What a field says is read from the signed text and must be the same as in the form: so whatever
 * way one signed text is cut into fields, it is understood in one way or not at all.
 */
export function patternOf({ name, value, notAfter }: Shape): RegExp {
	return new RegExp(`${notAfter === undefined ? '' : `(?<!${notAfter})`}${name}(${value})`, 'g');
}

export interface Found {
	readonly at: number;
	readonly value: string;
}

/** The first or last place at which a pattern stands. */
export function find(text: string, pattern: RegExp, take: 'first' | 'last'): Found | undefined {
	let found: Found | undefined;
	for (const match of text.matchAll(pattern)) {
		found = { at: match.index, value: match[1] ?? '' };
		if (take === 'first') return found;
	}
	return found;
}

/** Fields that every callback has, and how numbers and ids of Twilio look. */
export const accountShape = {
	name: 'AccountSid',
	value: 'AC[0-9a-f]{32}',
	take: 'first',
	word: 'account',
} as const satisfies Shape;
export const messageShape = {
	name: 'MessageSid',
	value: '(?:SM|MM)[0-9a-f]{32}',
	take: 'last',
	/** `SmsMessageSid` is an old name of the same, `OriginalRepliedMessageSid` is another message. */
	notAfter: 'Sms|Replied',
	word: 'message-id',
} as const satisfies Shape;
export const toShape = { name: 'To', value: '\\+?\\d{3,15}', take: 'last', word: 'to' } as const satisfies Shape;

/** Whether a number or short code is the route's, with or without its `+`. */
export function isSameCode(heard: string, ours: string): boolean {
	return heard.replace(/^\+/, '') === ours.replace(/^\+/, '');
}
