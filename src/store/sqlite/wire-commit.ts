import type { PersonRow } from '../../people/person-store.ts';
import type { Commit, ConversationRow, TurnRow } from '../store.ts';
import type { Packer, Unpacker } from './parcel.ts';

type Rest = Omit<Commit, 'turn' | 'conversation' | 'person'>;

/** What nearly every turn has goes flat; what few have (a case, its events, a call to make) goes as it is. */
export function packCommit(packer: Packer, { turn, conversation, person, ...rest }: Commit): void {
	const more = hasRows(rest);
	packer.cell(turn !== undefined, conversation !== undefined, person !== undefined, more);
	if (turn !== undefined) packTurn(packer, turn);
	if (conversation !== undefined) packConversation(packer, conversation);
	if (person !== undefined) packPerson(packer, person);
	if (more) packer.rest(detached(rest));
}

export function unpackCommit(unpacker: Unpacker): Commit {
	const hasTurn = unpacker.flag();
	const hasConversation = unpacker.flag();
	const hasPerson = unpacker.flag();
	const more = unpacker.flag();
	const turn = hasTurn && unpackTurn(unpacker);
	const conversation = hasConversation && unpackConversation(unpacker);
	const person = hasPerson && unpackPerson(unpacker);
	return {
		...(turn && { turn }),
		...(conversation && { conversation }),
		...(person && { person }),
		...(more && (unpacker.rest() as Rest)),
	};
}

const hasRows = ({ tries, cases, caseEvents, caseChanges, outbox, optOuts, records, quarantine }: Rest): boolean =>
	tries !== undefined ||
	[cases, caseEvents, caseChanges, outbox, optOuts, records, quarantine].some(
		(rows) => rows !== undefined && rows.length > 0,
	);

/** Byte arrays that are a slice of a larger buffer would take all of it along: each gets bytes of its own. */
function detached({ tries, cases, caseEvents, caseChanges, outbox, optOuts, records, quarantine }: Rest): Rest {
	return {
		...(tries && { tries }),
		...(cases && {
			cases: cases.map((row) => ({
				...row,
				contact: new Uint8Array(row.contact),
				wrappedKey: new Uint8Array(row.wrappedKey),
			})),
		}),
		...(caseEvents && { caseEvents: caseEvents.map(ownBytes) }),
		...(caseChanges && { caseChanges }),
		...(outbox && { outbox: outbox.map(ownBytes) }),
		...(optOuts && { optOuts }),
		...(records && { records: records.map((row) => ({ ...row, body: new Uint8Array(row.body) })) }),
		...(quarantine && { quarantine: quarantine.map(ownBytes) }),
	};
}

const ownBytes = <Row extends { readonly sealed: Uint8Array }>(row: Row): Row => ({
	...row,
	sealed: new Uint8Array(row.sealed),
});

export function packTurn(packer: Packer, { id, person, reply, day }: TurnRow): void {
	packer.cell(id, person, day);
	packer.bytes(reply);
}

export const unpackTurn = (unpacker: Unpacker): TurnRow => ({
	id: unpacker.text(),
	person: unpacker.text(),
	day: unpacker.text(),
	reply: unpacker.bytes(),
});

function packConversation(packer: Packer, { id, revision, sealed, day }: ConversationRow): void {
	packer.cell(id, revision, day);
	packer.bytes(sealed);
}

const unpackConversation = (unpacker: Unpacker): ConversationRow => ({
	id: unpacker.text(),
	revision: unpacker.number(),
	day: unpacker.text(),
	sealed: unpacker.bytes(),
});

function packPerson(packer: Packer, { id, wrappedKey, profile, seenDay }: PersonRow): void {
	packer.cell(id, seenDay);
	packer.bytes(wrappedKey);
	packer.bytes(profile);
}

const unpackPerson = (unpacker: Unpacker): PersonRow => ({
	id: unpacker.text(),
	seenDay: unpacker.text(),
	wrappedKey: unpacker.bytes(),
	profile: unpacker.bytes(),
});
