import type { Commit } from '../../store/store.ts';
import { decodeRecord, type SpoolRecord } from './codec.ts';
import { placeOf, type SpoolDoors } from './doors.ts';
import type { Frame } from './frame.ts';
import type { SegmentContent } from './segment.ts';

/** Records handed to the store side by side: they share its group commit, and the drain outruns what still arrives. */
const MOST_AT_ONCE = 64;

export interface OpenedRecord extends SpoolRecord {
	readonly frame: Frame;
}

/** Records that follow one another in a segment and have nothing in common, so that their order does not matter. */
export interface Window {
	readonly records: readonly OpenedRecord[];
	/** Frames that could not be opened, and why. */
	readonly unopened: readonly { readonly frame: Frame; readonly error: unknown }[];
	/** Index of the first frame after the window. */
	readonly next: number;
}

/** The longest window from frame `from` on. */
export function windowFrom(vault: SpoolDoors['vault'], segment: string, content: SegmentContent, from: number): Window {
	const records: OpenedRecord[] = [];
	const unopened: { frame: Frame; error: unknown }[] = [];
	const taken = new Set<string>();
	let next = from;
	for (const frame of content.frames.slice(from)) {
		if (records.length === MOST_AT_ONCE) break;
		try {
			const sealed = content.data.subarray(frame.start, frame.end);
			const record = decodeRecord(vault.openFor('spool', placeOf(segment, frame.sequence), sealed));
			const touched = touchedBy(record.commit);
			if (touched.some((id) => taken.has(id))) break;
			for (const id of touched) taken.add(id);
			records.push({ ...record, frame });
		} catch (error) {
			unopened.push({ frame, error });
		}
		next += 1;
	}
	return { records, unopened, next };
}

/** Whatever two commits must not both touch if they are to go side by side: persons, conversations, codes, cases. */
function touchedBy(commit: Commit): readonly string[] {
	const { turn, person, conversation, tries } = commit;
	return [
		...(turn === undefined ? [] : [turn.person]),
		...(person === undefined ? [] : [person.id]),
		...(conversation === undefined ? [] : [conversation.id]),
		...(tries === undefined ? [] : [tries.id]),
		...(commit.cases ?? []).map((row) => row.id),
		...(commit.caseEvents ?? []).map((row) => row.caseId),
		...(commit.caseChanges ?? []).map((row) => row.caseId),
	];
}
