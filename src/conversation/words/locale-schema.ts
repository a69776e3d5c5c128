import { z } from 'zod';
import { malformedIn, placeholdersIn } from './placeholders.ts';

/** A text as a person reads it: composed (NFC), because a decomposed é is foreign to GSM-7. */
const line = z
	.string()
	.min(1, 'is empty')
	.refine((text) => text.trim() === text, 'begins or ends with a space')
	.refine((text) => !/(?!\n)\p{Cc}/u.test(text), 'has a control character')
	.refine((text) => malformedIn(text) === undefined, 'has a placeholder that is not of the form {{name}}')
	.overwrite((text) => text.normalize('NFC'));

/** `language.json` */
export const languageFile = z.strictObject({
	key: line,
	autonym: line,
	autonymPlain: line,
	iso639_3: z.string().regex(/^[a-z]{3}$/, 'is not a code of three letters'),
	review: z.discriminatedUnion('state', [
		z.strictObject({ state: z.literal('reviewed'), by: line, on: z.iso.date() }),
		z.strictObject({ state: z.literal('draft'), by: line.exactOptional(), on: z.iso.date().exactOptional() }),
	]),
});

const spellings = z
	.strictObject({
		text: line,
		simple: line.exactOptional(),
		ascii: line.exactOptional(),
		spoken: line.exactOptional(),
		state: z.enum(['reviewed', 'draft']).exactOptional(),
		by: line.exactOptional(),
	})
	.superRefine(({ text, ...others }, context) => {
		for (const spelling of ['simple', 'ascii', 'spoken'] as const) {
			const other = others[spelling];
			if (other === undefined || placeholders(other) === placeholders(text)) continue;
			const message = `has the placeholders ${placeholders(other)}, the text ${placeholders(text)}`;
			context.addIssue({ code: 'custom', path: [spelling], message });
		}
	});

/** A text of one spelling, or of several; both come out alike. */
const text = z
	.unknown()
	.transform((raw) => (typeof raw === 'string' ? { text: raw } : raw))
	.pipe(spellings);

/** `report.json`: texts by the rest of their key. */
export const areaFile = z.record(
	z.string().regex(/^[a-zA-Z0-9]+(?:[.-][a-zA-Z0-9]+)*$/, 'is not a key of words, digits, dots and hyphens'),
	text,
);

/** The value as its schema reads it, or one line a fault: where it is, and what is wrong. */
export function read<Schema extends z.ZodType>(
	schema: Schema,
	raw: unknown,
): { readonly value: z.output<Schema> } | { readonly faults: readonly string[] } {
	const { data, error } = schema.safeParse(raw);
	if (error === undefined) return { value: data as z.output<Schema> };
	return { faults: error.issues.map(({ path, message }) => [...path, message].join(': ')) };
}

function placeholders(said: string): string {
	return (
		placeholdersIn(said)
			.map((name) => `{{${name}}}`)
			.join(' ') || 'none'
	);
}
