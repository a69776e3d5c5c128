import { createHash } from 'node:crypto';
import {
	COPIED_KINDS,
	type CopiedKind,
	type CopiedRow,
	type CopySource,
	type CopyTarget,
} from '../../src/store/copy.ts';

/** Rows that are read, compared and written together. */
const PAGE = 1_000;

/** What a copy of one kind came to. */
export interface Copied {
	readonly kind: CopiedKind;
	readonly rows: number;
	/** Written now: they were not there, or were otherwise. */
	readonly written: number;
	/** Were in the target alone. */
	readonly removed: number;
}

/** One kind in both stores. */
export interface Compared {
	readonly kind: CopiedKind;
	readonly source: Side;
	readonly target: Side;
	readonly same: boolean;
}

export interface Side {
	readonly rows: number;
	/** SHA-256 over all rows in order of their ids, hexadecimal. */
	readonly checksum: string;
}

/**
 * Makes the target what the source is, page by page: what is the same stays, so that a run that was killed is gone on with by
 * running again, and a second run brings what changed since, erasures among it.
 */
export async function copyAll(
	source: CopySource,
	target: CopyTarget,
	progress: (copied: Copied) => void,
): Promise<readonly Copied[]> {
	const all: Copied[] = [];
	for (const kind of COPIED_KINDS) {
		let copied: Copied = { kind, rows: 0, written: 0, removed: 0 };
		for (let after = ''; ; ) {
			const rows = source.pages[kind](after, PAGE);
			const last = rows.length < PAGE ? undefined : rows.at(-1)?.id;
			const there = new Map((await target.range(kind, after, last)).map((row) => [row.id, row]));
			const changed = rows.filter(({ id, text }) => there.get(id)?.text !== text);
			for (const { id } of rows) there.delete(id);
			await target.remove(kind, [...there.keys()]);
			await target.put(kind, changed);
			const { written, removed } = copied;
			copied = {
				kind,
				rows: copied.rows + rows.length,
				written: written + changed.length,
				removed: removed + there.size,
			};
			progress(copied);
			if (last === undefined) break;
			after = last;
		}
		all.push(copied);
	}
	return all;
}

/** Reads both stores once more, from end to end. */
export async function compareAll(source: CopySource, target: CopyTarget): Promise<readonly Compared[]> {
	const all: Compared[] = [];
	for (const kind of COPIED_KINDS) {
		const [one, other] = [
			await digest(async (after) => source.pages[kind](after, PAGE)),
			await digest((after) => target.pages[kind](after, PAGE)),
		];
		all.push({ kind, source: one, target: other, same: one.rows === other.rows && one.checksum === other.checksum });
	}
	return all;
}

async function digest(page: (after: string) => Promise<readonly CopiedRow[]>): Promise<Side> {
	const hash = createHash('sha256');
	let count = 0;
	for (let after = ''; ; ) {
		const rows = await page(after);
		for (const { text } of rows) hash.update(text).update('\n');
		count += rows.length;
		const last = rows.at(-1);
		if (last === undefined) return { rows: count, checksum: hash.digest('hex') };
		after = last.id;
	}
}
