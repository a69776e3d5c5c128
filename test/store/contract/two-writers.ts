import type { Commit, CommitResult, Store } from '../../../src/store/store.ts';
import type { WithStore } from '../contract.ts';
import { bytesOf, conversationRow, idOf, outboxRow, turnRow, wholeCommit } from '../rows.ts';

/** Rounds until a database that another process holds locked lets us in. */
const ROUNDS_MOST = 200;

/** Turns that two instances take in turn; each of them moves on what the other left, which is slow where they share two cores. */
const TURNS = 50;
const LONG_MS = 120_000;

/** A commit as an instance makes it in the end: one that was refused because the database was locked is made again, as from the spool. */
async function commitAtLast(store: Store, commit: Commit): Promise<CommitResult> {
	for (let round = 0; ; round++) {
		try {
			return await store.commit(commit);
		} catch (error) {
			if ((error as { code?: string }).code !== 'store-unavailable' || round === ROUNDS_MOST) throw error;
		}
	}
}

export function twoWritersContract(withStore: WithStore): void {
	it(
		'that commit one revision at once: one of all writers of both wins',
		withStore(async ({ store, other, settle }) => {
			const stores = [store, await other()];
			for (const revision of [1, 2, 3]) {
				const writers = Array.from({ length: 16 }, (_, writer) => `${revision}-${writer}`);
				const results = await Promise.all(
					writers.map((writer, index) =>
						commitAtLast(stores[index % 2] ?? store, {
							turn: turnRow(writer),
							conversation: conversationRow('ama', revision, { sealed: bytesOf(writer) }),
							outbox: [outboxRow(writer)],
						}),
					),
				);
				await settle();
				const winners = writers.filter((_, writer) => results[writer]?.outcome === 'committed');
				expect(winners).toHaveLength(1);
				for (const one of stores) {
					const { conversation } = await one.load(idOf('ama'), conversationRow('ama', 1).id);
					expect(conversation?.sealed).toEqual(bytesOf(winners[0] ?? ''));
				}
				expect(await store.counts()).toMatchObject({ turns: revision, outbox: revision });
			}
		}),
	);
	it(
		'know at once what the other committed: its conversation, its turn, its tries',
		withStore(async ({ store, other }) => {
			const second = await other();
			const commit = wholeCommit('ama');
			await store.commit(commit);
			expect(await second.load(idOf('ama'), conversationRow('ama', 1).id)).toEqual({
				person: commit.person,
				conversation: commit.conversation,
			});
			expect(await second.turn(commit.turn.id)).toEqual(commit.turn);
			expect(await second.tries.get(idOf('tried by ama'))).toEqual(commit.tries);
			expect(await commitAtLast(second, commit)).toEqual({ outcome: 'repeat', turn: commit.turn });
		}),
	);
	it(
		'that commit one turn at once make it once, with all that it left behind',
		withStore(async ({ store, other, settle }) => {
			const stores = [store, await other()];
			const results = await Promise.all(
				Array.from({ length: 20 }, (_, index) => commitAtLast(stores[index % 2] ?? store, wholeCommit('ama'))),
			);
			await settle();
			expect(results.filter(({ outcome }) => outcome === 'committed')).toHaveLength(1);
			expect(results.filter(({ outcome }) => outcome === 'repeat')).toHaveLength(19);
			expect(await store.counts()).toEqual({
				persons: 1,
				conversations: 1,
				turns: 1,
				cases: 1,
				outbox: 1,
				quarantine: 1,
			});
			expect(await store.cases.events(idOf('case ama'))).toHaveLength(2);
		}),
	);
	it(
		'that take turns with one person keep their order, and each event of a case its place',
		withStore(async ({ store, other, settle }) => {
			const stores = [store, await other()];
			for (let revision = 1; revision <= TURNS; revision++) {
				const name = `turn ${revision}`;
				const result = await commitAtLast(stores[revision % 2] ?? store, {
					turn: turnRow(name),
					conversation: conversationRow('ama', revision),
					caseEvents: [{ id: idOf(name), caseId: idOf('case ama'), sealed: bytesOf(name) }],
				});
				expect(result).toEqual({ outcome: 'committed' });
			}
			await settle();
			const events = await store.cases.events(idOf('case ama'));
			expect(events.map(({ id }) => id)).toEqual(
				Array.from({ length: TURNS }, (_, index) => idOf(`turn ${index + 1}`)),
			);
		}),
		LONG_MS,
	);
}
