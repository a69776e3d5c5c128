import { join } from 'node:path';
import type { CaseEvent } from '../../../src/cases/case.ts';
import type { CaseRow } from '../../../src/cases/case-store.ts';
import { systemChance } from '../../../src/shared/chance.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import type { Store } from '../../../src/store/store.ts';
import { conversationIdOf, openReply, recall } from '../../../src/turns/remembered.ts';
import { createVault } from '../../../src/vault/create-vault.ts';
import { openKeyRing } from '../../../src/vault/key-ring.ts';
import type { Vault } from '../../../src/vault/vault.ts';
import type { Acknowledged, Book, Receipt } from './book.ts';

/** How the store differs from what the phones were told. All counts; what is wrong is named in `examples`. */
export interface Audit {
	/** Turns in the store. */
	readonly turns: number;
	readonly cases: number;
	/** Acknowledged turns that are not there. */
	readonly lost: number;
	/** Acknowledged turns whose stored reply is another one. */
	readonly otherReply: number;
	/** Acknowledged turns whose stored reply no key opens. */
	readonly closedReply: number;
	/** Persons whose conversation stands elsewhere than at their last acknowledged turn. */
	readonly elsewhere: number;
	readonly unreadable: number;
	/** Reports with a receipt whose case is absent, incomplete, or does not open with the PIN that was shown. */
	readonly reportsLost: number;
	/** Reports without a receipt, kind and place acknowledged, that have no case. */
	readonly partsLost: number;
	/** Cases that were opened or completed more than once. */
	readonly doubled: number;
	/** Cases that no acknowledged turn opened: a repeat opened a second one, or the answer of the turn was never heard. */
	readonly unaccounted: number;
	readonly examples: readonly string[];
}

interface Opened {
	readonly store: Store;
	readonly vault: Vault;
}

const ROUTE = 'gh-ussd';
const AT_ONCE = 500;

const openEmbedded = (dataFolder: string): Promise<Store> =>
	openSqliteStore({ file: join(dataFolder, 'kasakuma.db'), inline: true });

/**
 * Opens what a service left behind and holds it against what the phones were told. The service must not run.
 * @param open its store; the embedded database in its data folder unless told otherwise.
 */
export async function audit(
	dataFolder: string,
	book: Book,
	open: (dataFolder: string) => Promise<Store> = openEmbedded,
): Promise<Audit> {
	const vault = createVault(openKeyRing(join(dataFolder, 'keys'), systemChance), systemChance);
	const store = await open(dataFolder);
	try {
		const opened = { store, vault };
		const examples: string[] = [];
		const turns = await auditTurns(opened, book, examples);
		const persons = await auditPersons(opened, book, examples);
		const cases = await auditCases(opened, book, examples);
		return { ...turns, ...persons, ...cases, turns: (await store.counts()).turns, examples };
	} finally {
		await store.close();
	}
}

/** The id under which the line commits a turn of an accumulating session. */
const turnIdOf = (vault: Vault, { sessionId, text }: Acknowledged): string =>
	vault.index('turn', `${ROUTE}|${sessionId}|${text}`);

const whereIs = ({ sessionId, text, shows, sent }: Acknowledged): string =>
	`${sessionId} after "${text}" (showing ${shows}, sent ${sent} times)`;

/** Runs `one` for each item, some at once. */
async function forEach<Item>(items: readonly Item[], one: (item: Item) => Promise<void>): Promise<void> {
	for (let from = 0; from < items.length; from += AT_ONCE)
		await Promise.all(items.slice(from, from + AT_ONCE).map(one));
}

async function auditTurns({ store, vault }: Opened, book: Book, examples: string[]) {
	const found = { lost: 0, otherReply: 0, closedReply: 0 };
	const note = (kind: keyof typeof found, turn: Acknowledged) => {
		found[kind] += 1;
		if (found[kind] <= 3) examples.push(`${kind}: ${whereIs(turn)}`);
	};
	await forEach(book.acknowledged, async (turn) => {
		const row = await store.turn(turnIdOf(vault, turn));
		if (row === undefined) return note('lost', turn);
		const person = await store.persons.get(row.person);
		if (person === undefined) return note('closedReply', turn);
		try {
			const key = vault.openKey({ collection: 'persons', id: row.person }, person.wrappedKey);
			const reply = openReply(vault, key, row.id, row.reply);
			if (turn.body !== `${reply.end ? 'END' : 'CON'} ${reply.text}`) note('otherReply', turn);
		} catch {
			note('closedReply', turn);
		}
	});
	return found;
}

async function auditPersons({ store, vault }: Opened, book: Book, examples: string[]) {
	const last = new Map(book.acknowledged.map((turn) => [turn.number, turn]));
	const found = { elsewhere: 0, unreadable: 0 };
	const unreadable = () => {
		found.unreadable += 1;
	};
	await forEach([...last.values()], async (turn) => {
		const personId = vault.index('person', turn.number);
		const { conversation } = await store.load(personId, conversationIdOf(personId, 'ussd'));
		const { session } = await recall({ store, vault, unreadable }, personId, 'ussd');
		if (session?.id === turn.sessionId && session.heard === turn.text) return;
		found.elsewhere += 1;
		const stands = conversation === undefined ? 'nowhere' : `at ${session?.id} after "${session?.heard}"`;
		if (found.elsewhere <= 3) examples.push(`elsewhere: ${whereIs(turn)} stands ${stands}`);
	});
	return found;
}

/** Every case with its events; `opening` is the id of the event that opened it, derived from its turn. */
interface Found {
	readonly row: CaseRow;
	readonly opening: string;
	readonly openings: number;
	readonly completions: number;
}

async function casesIn({ store, vault }: Opened): Promise<readonly Found[]> {
	const found: Found[] = [];
	for (let after = 0; ; ) {
		const rows = await store.cases.list({ after, most: AT_ONCE });
		for (const row of rows) found.push(await eventsOf({ store, vault }, row));
		const last = rows.at(-1);
		if (last === undefined) return found;
		after = last.position;
	}
}

async function eventsOf({ store, vault }: Opened, row: CaseRow): Promise<Found> {
	const key = vault.openKey({ collection: 'cases', id: row.id }, row.wrappedKey);
	const events = (await store.cases.events(row.id)).map(({ id, sealed }) => {
		const place = { collection: 'caseEvents', field: 'sealed', id };
		return { id, event: JSON.parse(vault.open(key, place, sealed)) as CaseEvent };
	});
	const of = (type: CaseEvent['type']) => events.filter(({ event }) => event.type === type);
	return {
		row,
		opening: of('opened')[0]?.id ?? '',
		openings: of('opened').length,
		completions: of('completed').length,
	};
}

async function auditCases({ store, vault }: Opened, book: Book, examples: string[]) {
	const found = await casesIn({ store, vault });
	const byOpening = new Map(found.map((one) => [one.opening, one]));
	const byCode = new Map(found.map((one) => [one.row.codeIndex, one]));
	const isKept = ({ code, pin }: Receipt): boolean => {
		const { row, completions } = byCode.get(vault.index('code', code)) ?? {};
		return completions === 1 && row?.status === 'received' && row.pinIndex === vault.index('pin', `${row.id}|${pin}`);
	};
	const reportsLost = book.receipts().filter((receipt) => !isKept(receipt));
	const openings = book.reports().map((turn) => vault.index('turn', `${turnIdOf(vault, turn)}|event|0`));
	const partsLost = book.reports().filter((_turn, index) => !byOpening.has(openings[index] ?? ''));
	const told = new Set(openings);
	const unaccounted = found.filter(({ opening }) => !told.has(opening));
	const doubled = found.filter(({ openings: times, completions }) => times !== 1 || completions > 1);
	for (const { turn } of reportsLost.slice(0, 3)) examples.push(`report lost: ${whereIs(turn)}`);
	for (const turn of partsLost.slice(0, 3)) examples.push(`part lost: ${whereIs(turn)}`);
	for (const { row } of unaccounted.slice(0, 3)) examples.push(`unaccounted: a case ${row.status}`);
	for (const { openings: times, completions } of doubled.slice(0, 3)) {
		examples.push(`doubled: a case opened ${times} times and completed ${completions} times`);
	}
	return {
		cases: found.length,
		reportsLost: reportsLost.length,
		partsLost: partsLost.length,
		doubled: doubled.length,
		unaccounted: unaccounted.length,
	};
}

/** An audit that found nothing wrong. */
export const nothingWrong: Audit = {
	turns: 0,
	cases: 0,
	lost: 0,
	otherReply: 0,
	closedReply: 0,
	elsewhere: 0,
	unreadable: 0,
	reportsLost: 0,
	partsLost: 0,
	doubled: 0,
	unaccounted: 0,
	examples: [],
};
