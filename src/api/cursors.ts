import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Vault } from '../vault/vault.ts';
import { ApiError } from './problem.ts';

/** Rows of a page, when nothing is asked and at most. */
const PAGE = 50;
const PAGE_MOST = 200;

/** What every list takes. */
export const pageQuery = z.strictObject({
	cursor: z.string().max(600).optional().meta({ description: '`next` of the page before.' }),
	most: z.coerce.number().int().min(1).max(PAGE_MOST).default(PAGE),
});

/** A page of a list. `next`: the cursor of the page that follows, null on the last one. */
export function pageOf<Item extends z.ZodType>(item: Item) {
	return z.object({ items: z.array(item), next: z.string().nullable() });
}

/** Cursors that callers can neither read a meaning into nor make. */
export interface Cursors {
	readonly make: (after: string) => string;
	/** '' for no cursor. @throws {ApiError} `cursor-invalid` when it is of another list, or was changed. */
	readonly read: (cursor: string | undefined) => string;
}

/** @param list names the list and all that it is filtered by: a cursor of one list is none of another. */
export function createCursors(vault: Pick<Vault, 'index'>, list: string): Cursors {
	const signatureOf = (payload: string) => vault.index('turn', `cursor of the API\n${list}\n${payload}`);
	return {
		make: (after) => {
			const payload = Buffer.from(after).toString('base64url');
			return `${payload}.${signatureOf(payload)}`;
		},
		read: (cursor) => {
			if (cursor === undefined) return '';
			const [payload = '', signature = '', ...more] = cursor.split('.');
			const [given, right] = [Buffer.from(signature), Buffer.from(signatureOf(payload))];
			if (more.length > 0 || given.length !== right.length || !timingSafeEqual(given, right))
				throw new ApiError('cursor-invalid', 'Begin again at the first page: leave the cursor out.');
			return Buffer.from(payload, 'base64url').toString();
		},
	};
}

/**
 * One page of what `rows` gives behind an id. It is asked for one more than is shown, to know whether there is a next page.
 * @param keyOf by what a row is found again.
 */
export async function pageFrom<Row, Shown>(
	{ cursor, most }: z.output<typeof pageQuery>,
	ask: {
		readonly cursors: Cursors;
		readonly rows: (page: { readonly after: string; readonly most: number }) => Promise<readonly Row[]>;
		readonly keyOf: (row: Row) => string;
		readonly show: (row: Row) => Shown;
	},
): Promise<{ items: Shown[]; next: string | null }> {
	const found = await ask.rows({ after: ask.cursors.read(cursor), most: most + 1 });
	const page = found.slice(0, most);
	const last = page.at(-1);
	const next = found.length > most && last !== undefined ? ask.cursors.make(ask.keyOf(last)) : null;
	return { items: page.map(ask.show), next };
}
