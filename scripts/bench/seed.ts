import { join } from 'node:path';
import type { CaseEvent } from '../../src/cases/case.ts';
import { blank } from '../../src/conversation/index.ts';
import { systemChance } from '../../src/shared/chance.ts';
import { dayOf, systemClock } from '../../src/shared/clock.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import type { Commit, Store } from '../../src/store/store.ts';
import { type Remembered, sealConversation, sealProfile, sealReply } from '../../src/turns/remembered.ts';
import { createVault } from '../../src/vault/create-vault.ts';
import { openKeyRing } from '../../src/vault/key-ring.ts';
import type { Vault } from '../../src/vault/vault.ts';
import { phoneNumberOf } from './caller.ts';

/** Commits that wait together share a transaction; the store's queue takes more than these. */
const BATCH = 1000;
const YEAR_MS = 365 * 24 * 60 * 60_000;

export interface Seeds {
	readonly persons: number;
	readonly cases: number;
}

interface Seeding {
	readonly vault: Vault;
	readonly now: number;
}

/** Where the seeded database of `folder` lies. */
export const databaseOf = (folder: string): string => join(folder, 'kasakuma.db');

/**
 * Fills a new database with persons (each with an ended conversation and its last turn) and cases (each with its events),
 * sealed under the keys that the service will find in `folder`. Caller `n` of the load is person `n`.
 */
export async function seed(folder: string, seeds: Seeds, say: (line: string) => void): Promise<void> {
	const vault = createVault(openKeyRing(join(folder, 'keys'), systemChance), systemChance);
	const store = await openSqliteStore({ file: databaseOf(folder), inline: true, timeoutMs: 30_000 });
	const seeding = { vault, now: systemClock.now() };
	try {
		await inBatches(
			store,
			seeds.persons,
			(index) => personCommit(seeding, index),
			(done) => say(`${done} persons`),
		);
		await inBatches(
			store,
			seeds.cases,
			() => caseCommit(seeding),
			(done) => say(`${done} cases`),
		);
	} finally {
		await store.close();
	}
}

async function inBatches(
	store: Store,
	count: number,
	commitOf: (index: number) => Commit,
	say: (done: number) => void,
): Promise<void> {
	for (let done = 0; done < count; done += BATCH) {
		const indexes = Array.from({ length: Math.min(BATCH, count - done) }, (_, offset) => done + offset);
		const results = await Promise.all(indexes.map((index) => store.commit(commitOf(index))));
		const refused = results.find(({ outcome }) => outcome !== 'committed');
		if (refused) throw new Error(`A seed was not committed: ${refused.outcome}`);
		if ((done + BATCH) % (BATCH * 100) === 0) say(done + BATCH);
	}
}

function personCommit({ vault, now }: Seeding, index: number): Commit {
	const personId = vault.index('person', phoneNumberOf('GH', index));
	const at = now - (index % 300) * (YEAR_MS / 365);
	const day = dayOf(at);
	const { key, wrapped } = vault.newKey({ collection: 'persons', id: personId });
	const conversation = { ...blank({ language: 'en' }, 1), at, ended: true };
	const profile = { language: 'en' };
	const person: Remembered = { personId, key, wrappedKey: wrapped, profile, seenDay: day, guest: false, conversation };
	const turnId = vault.index('turn', `seed|${index}`);
	const reply = sealReply(vault, key, turnId, { text: 'Thank you. Goodbye.', end: true });
	return {
		turn: { id: turnId, person: personId, reply, day },
		person: { id: personId, wrappedKey: wrapped, profile: sealProfile(vault, person), seenDay: day },
		conversation: sealConversation(vault, person, 'ussd', day),
	};
}

function caseCommit({ vault, now }: Seeding): Commit {
	const id = systemChance.id();
	const { key, wrapped } = vault.newKey({ collection: 'cases', id });
	const day = dayOf(now);
	// Ten digits, not the eight of a real code: seeds must not meet the codes that the load will be given.
	const code = systemChance.digits(10);
	const report = {
		kind: 'sharp-tools',
		place: { typed: 'Seeded place' },
		about: 'other-child',
		ageBand: '12-14',
	} as const;
	const events: CaseEvent[] = [
		{ type: 'opened', at: now, code, route: 'seed', language: 'en', report },
		{ type: 'completed', at: now },
	];
	return {
		cases: [
			{
				id,
				codeIndex: vault.index('code', code),
				pinIndex: vault.index('pin', `${id}|${systemChance.digits(6)}`),
				country: 'GH',
				kind: report.kind,
				dangerNow: false,
				district: '',
				status: 'received',
				contact: new Uint8Array(0),
				openedDay: day,
				wrappedKey: wrapped,
			},
		],
		caseEvents: events.map((event) => {
			const eventId = systemChance.id();
			const place = { collection: 'caseEvents', field: 'sealed', id: eventId };
			return { id: eventId, caseId: id, sealed: vault.seal(key, place, JSON.stringify(event)) };
		}),
	};
}
