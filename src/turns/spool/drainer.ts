import { codeOf } from '../../shared/errors.ts';
import type { Commit } from '../../store/store.ts';
import type { SpoolDoors } from './doors.ts';
import { type Frame, wholeOf } from './frame.ts';
import type { Ledger, Progress } from './ledger.ts';
import type { SegmentContent } from './segment.ts';
import type { Applied, Drained } from './spool.ts';
import { type Window, windowFrom } from './window.ts';
import type { Writer } from './writer.ts';

/**
 * A segment that cannot be read, or a record whose apply rejects (which the contract does not allow), is tried in so many
 * drains before it is set aside: what can never be taken must not keep everything else from a healthy store.
 */
const MOST_TRIES = 5;

type Apply = (commit: Commit) => Promise<Applied>;

/** Hands what is spooled back, segment by segment, and removes a segment only when all of it was taken. */
export class Drainer {
	readonly #doors: SpoolDoors;
	readonly #ledger: Ledger;
	readonly #writer: Writer;
	readonly #tries = new Map<string, number>();
	#applied = 0;
	#running: Promise<Drained> | undefined;

	constructor(doors: SpoolDoors, ledger: Ledger, writer: Writer) {
		this.#doors = doors;
		this.#ledger = ledger;
		this.#writer = writer;
	}

	/** See `Spool.drain`. */
	drain(apply: Apply): Promise<Drained> {
		this.#running ??= this.#drain(apply).finally(() => {
			this.#running = undefined;
		});
		return this.#running;
	}

	async #drain(apply: Apply): Promise<Drained> {
		this.#applied = 0;
		try {
			while (await this.#round(apply));
		} catch (error) {
			this.#doors.onTrouble({ kind: 'failed', code: codeOf(error) });
		}
		return { applied: this.#applied, left: this.#ledger.depth().records };
	}

	/** Every segment that is there now. Whether another round would do more: records came in meanwhile. */
	async #round(apply: Apply): Promise<boolean> {
		const before = this.#applied;
		await this.#writer.rotate();
		const names = await this.#doors.link.call('names');
		this.#forgetAllBut(names);
		for (const name of names) {
			if (name === this.#writer.segment) continue;
			if (!(await this.#segment(name, apply))) return false;
		}
		return this.#applied > before && this.#ledger.depth().records > 0;
	}

	/** What somebody else removed does not come back, and must not be waited for. */
	#forgetAllBut(names: readonly string[]): void {
		for (const name of this.#ledger.names()) {
			if (names.includes(name) || name === this.#writer.segment) continue;
			this.#ledger.forgotten(name);
			this.#doors.onTrouble({ kind: 'unreadable', segment: name, code: 'ENOENT' });
		}
	}

	/** Whether the drain goes on behind this segment. */
	async #segment(name: string, apply: Apply): Promise<boolean> {
		if (!this.#ledger.isEmptied(name)) {
			const content = await this.#read(name);
			if (content === undefined) return true;
			const progress = this.#ledger.counted(name, content.frames.length, content.end);
			while (progress.done < content.frames.length) {
				const window = windowFrom(this.#doors.vault, name, content, progress.done);
				if (!(await this.#apply(name, window, progress, apply))) return false;
			}
			if (!(await this.#setAside(name, content, progress))) return true;
			this.#ledger.emptied(name);
		}
		await this.#remove(name);
		return true;
	}

	/** @throws when the segment cannot be read now, and the drain must wait; `undefined` when it was given up. */
	async #read(name: string): Promise<SegmentContent | undefined> {
		try {
			const content = await this.#doors.link.call('read', name);
			if (content.torn > 0) this.#doors.onTrouble({ kind: 'torn-tail', segment: name, count: content.torn });
			return content;
		} catch (error) {
			if (!this.#givenUp(name)) throw error;
			this.#doors.onTrouble({ kind: 'unreadable', segment: name, code: codeOf(error) });
			await this.#setAsideWhole(name);
			return undefined;
		}
	}

	/** Even if it cannot be moved, it is not waited for any more. */
	async #setAsideWhole(name: string): Promise<void> {
		this.#ledger.forgotten(name);
		try {
			await this.#doors.link.call('setAsideWhole', name);
			this.#ledger.setAside(name);
		} catch (error) {
			this.#doors.onTrouble({ kind: 'not-removed', segment: name, code: codeOf(error) });
		}
	}

	/** Whether every record of the window is dealt with. */
	async #apply(name: string, window: Window, progress: Progress, apply: Apply): Promise<boolean> {
		for (const { frame, error } of window.unopened) this.#refuse(name, frame, progress, error);
		const results = await Promise.allSettled(window.records.map(async ({ commit }) => apply(commit)));
		let [applied, waiting] = [0, 0];
		for (const [index, { frame }] of window.records.entries()) {
			const result = results[index];
			if (result?.status === 'fulfilled' && result.value === 'applied') applied += 1;
			else if (result?.status === 'rejected' && this.#givenUp(`${name}/${frame.sequence}`)) {
				this.#refuse(name, frame, progress, result.reason);
			} else waiting += 1;
		}
		if (waiting > 0) return false;
		this.#applied += applied;
		this.#ledger.advanced(name, window.next, window.records.at(-1)?.at);
		return true;
	}

	#givenUp(record: string): boolean {
		const tries = (this.#tries.get(record) ?? 0) + 1;
		if (tries < MOST_TRIES) this.#tries.set(record, tries);
		else this.#tries.delete(record);
		return tries >= MOST_TRIES;
	}

	#refuse(name: string, frame: Frame, progress: Progress, error: unknown): void {
		if (progress.refused.has(frame.start)) return;
		progress.refused.set(frame.start, wholeOf(frame));
		this.#doors.onTrouble({ kind: 'refused', segment: name, count: 1, code: codeOf(error) });
	}

	/** Whether there is nothing left to set aside. If it cannot be, the segment stays and is looked at in the next drain. */
	async #setAside(name: string, content: SegmentContent, progress: Progress): Promise<boolean> {
		const pieces = [...content.damaged, ...progress.refused.values()];
		if (pieces.length === 0) return true;
		try {
			await this.#doors.link.call('setAside', name, pieces);
		} catch (error) {
			this.#doors.onTrouble({ kind: 'not-removed', segment: name, code: codeOf(error) });
			return false;
		}
		this.#ledger.setAside(name);
		if (content.damaged.length > 0) {
			this.#doors.onTrouble({ kind: 'damaged', segment: name, count: content.damaged.length });
		}
		return true;
	}

	async #remove(name: string): Promise<void> {
		try {
			await this.#doors.link.call('remove', name);
			this.#ledger.forgotten(name);
		} catch (error) {
			this.#doors.onTrouble({ kind: 'not-removed', segment: name, code: codeOf(error) });
		}
	}
}
