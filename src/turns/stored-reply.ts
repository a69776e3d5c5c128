import { z } from 'zod';
import type { Reply } from '../conversation/index.ts';

const utterance = z.object({
	voice: z.discriminatedUnion('by', [
		z.object({ by: z.literal('provider'), language: z.string(), text: z.string() }),
		z.object({ by: z.literal('people'), clips: z.array(z.string()) }),
		z.object({ by: z.literal('recording'), id: z.string() }),
	]),
	listen: z.discriminatedUnion('for', [
		z.object({ for: z.literal('keys'), most: z.int(), seconds: z.number() }),
		z.object({ for: z.literal('recording'), most: z.number() }),
		z.object({ for: z.literal('nothing') }),
	]),
});
const spokenReply = z.object({ text: z.string(), end: z.boolean(), spoken: utterance });

/** A reply as it is sealed with its turn: `E` or `C` (it ends, it goes on) and its text; one that is spoken as `V` and JSON. */
export function writeReply({ text, end, spoken }: Reply): string {
	if (spoken !== undefined) return `V${JSON.stringify({ text, end, spoken })}`;
	return `${end ? 'E' : 'C'}${text}`;
}

/** @throws {Error} for a spoken reply of a shape that is not known. */
export function readReply(written: string): Reply {
	if (written.startsWith('V')) return spokenReply.parse(JSON.parse(written.slice(1)));
	return { text: written.slice(1), end: written.startsWith('E') };
}
