import { createHash } from 'node:crypto';
import {
	COPIED_KINDS,
	type CopiedKind,
	type CopiedRow,
	type CopySource,
	type CopyTarget,
	rowsAPage,
} from '../../src/store/copy.ts';

/** What a copy of one kind came to. */
export interface Copied {
	readonly kind: CopiedKind;
	readonly rows: number;
	/** In the source when this kind was begun; a service beside the copy may add to them. */
	readonly of: number;
	/** Whether the kind is done. */
	readonly done: boolean;
	/** Written now: they were not there, or were otherwise. */
	readonly written: number;
	/** Were in the target alone. */
	readonly removed: number;
}

/** One kind in both stores. */
export interface Compared {
	readonly kind: CopiedKind;
	/** In the source, counted by itself: reading its pages must pass over none. */
	readonly total: number;
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
		const most = rowsAPage(kind);
		let copied: Copied = { kind, rows: 0, of: source.total(kind), done: false, written: 0, removed: 0 };
		for (let after = ''; ; ) {
			const rows = source.pages[kind](after, most);
			const last = rows.length < most ? undefined : rows.at(-1)?.id;
			const there = new Map((await target.range(kind, after, last)).map((row) => [row.id, row]));
			const changed = rows.filter(({ id, text }) => there.get(id)?.text !== text);
			for (const { id } of rows) there.delete(id);
			await target.remove(kind, [...there.keys()]);
			await target.put(kind, changed);
			const { written, removed } = copied;
			copied = {
				...copied,
				rows: copied.rows + rows.length,
				done: last === undefined,
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
		const most = rowsAPage(kind);
		const [one, other] = [
			await digest(async (after) => source.pages[kind](after, most)),
			await digest((after) => target.pages[kind](after, most)),
		];
		const total = source.total(kind);
		const same = one.rows === total && one.rows === other.rows && one.checksum === other.checksum;
		all.push({ kind, total, source: one, target: other, same });
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
