import { recordsToBegin } from '../records.ts';
import type { Commit } from '../store.ts';
import { toBuffer } from './bytes.ts';
import type { Entry, StoredCase } from './documents.ts';
import { entryIdOf } from './ids.ts';

/** What a commit leaves to be moved on. */
export function entryOf(commit: Commit): Entry {
	const { turn, tries } = commit;
	return {
		id: entryIdOf(commit),
		...(turn && { turn: { person: turn.person, reply: toBuffer(turn.reply), day: turn.day } }),
		cases: (commit.cases ?? []).map(
			(row): StoredCase => ({
				...row,
				contact: toBuffer(row.contact),
				wrappedKey: toBuffer(row.wrappedKey),
			}),
		),
		events: (commit.caseEvents ?? []).map(withBuffer),
		changes: (commit.caseChanges ?? []).map(({ caseId, unless = [], changes: { contact, ...changes } }) => ({
			caseId,
			unless: [...unless],
			changes: { ...changes, ...(contact && { contact: toBuffer(contact) }) },
		})),
		outbox: (commit.outbox ?? []).map(withBuffer),
		quarantine: (commit.quarantine ?? []).map(withBuffer),
		...(commit.optOuts && { optOuts: [...commit.optOuts] }),
		...(commit.records && {
			records: recordsToBegin(commit.records).map((row) => ({ ...row, body: toBuffer(row.body) })),
		}),
		...(tries && { tries: tries.id }),
	};
}

const withBuffer = <Row extends { readonly sealed: Uint8Array }>(
	row: Row,
): Omit<Row, 'sealed'> & { sealed: Buffer } => ({
	...row,
	sealed: toBuffer(row.sealed),
});

/** Nothing is to be moved on. */
export const isEmpty = ({
	turn,
	cases,
	events,
	changes,
	outbox,
	quarantine,
	optOuts = [],
	records = [],
}: Entry): boolean =>
	turn === undefined &&
	[cases, events, changes, outbox, quarantine, optOuts, records].every((rows) => rows.length === 0);
