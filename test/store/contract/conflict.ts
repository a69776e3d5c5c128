import fc from 'fast-check';
import type { Commit } from '../../../src/store/store.ts';
import type { WithStore } from '../contract.ts';
import { bytesOf, caseRow, conversationRow, idOf, outboxRow, personRow, turnRow, wholeCommit } from '../rows.ts';
import { snapshotOf } from './snapshot.ts';

type Guard = 'conversation' | 'tries' | 'case-code' | 'person';

/** Turn and person of a commit of Kofi's that are another person's. */
function of(name: string): Pick<Commit, 'turn' | 'person'> {
	return { turn: turnRow('kofi', { person: idOf(name) }), person: personRow(name) };
}

/** A commit that is new in everything but what its guard refuses, once `wholeCommit('ama')` is stored. */
const refused: Readonly<Record<Guard, Partial<Commit>>> = {
	conversation: { ...of('ama'), conversation: conversationRow('ama', 3) },
	tries: { tries: { id: idOf('tried by ama'), revision: 1, at: [] } },
	'case-code': { cases: [caseRow('kofi'), caseRow('efua', { codeIndex: idOf('code ama') })] },
	person: {
		...of('ama'),
		conversation: conversationRow('ama', 2),
		person: personRow('ama', { wrappedKey: bytesOf('another key', 61) }),
	},
};

export function conflictContract(withStore: WithStore): void {
	for (const [on, part] of Object.entries(refused)) {
		it(
			`on ${on} leaves nothing of the commit behind`,
			withStore(async ({ store, settle }) => {
				await store.commit(wholeCommit('ama'));
				await settle();
				const before = await snapshotOf(store, 'ama', 'kofi', 'efua');
				expect(await store.commit({ ...wholeCommit('kofi'), ...part })).toEqual({ outcome: 'conflict', on });
				await settle();
				expect(await snapshotOf(store, 'ama', 'kofi', 'efua')).toEqual(before);
			}),
		);
		it(
			`on ${on} leaves the commits alone that came with it`,
			withStore(async ({ store, settle }) => {
				await store.commit(wholeCommit('ama'));
				const results = await Promise.all([
					store.commit(wholeCommit('yaa')),
					store.commit({ ...wholeCommit('kofi'), ...part }),
					store.commit({ turn: turnRow('ama again'), conversation: conversationRow('ama', 2) }),
					store.commit(wholeCommit('ama')),
				]);
				await settle();
				expect(results.map(({ outcome }) => outcome)).toEqual(['committed', 'conflict', 'committed', 'repeat']);
				const { counts, people } = await snapshotOf(store, 'yaa', 'kofi');
				expect(counts).toEqual({ persons: 2, conversations: 2, turns: 3, cases: 2, outbox: 2, quarantine: 2 });
				expect(people[0]?.loaded.conversation).toEqual(conversationRow('yaa', 1));
				expect(people[1]).toEqual({ loaded: {}, turn: undefined, tries: undefined, events: [] });
			}),
		);
	}
	const revisions = [
		{ stored: 0, given: 2, why: 'a conversation that is not there has no second revision' },
		{ stored: 1, given: 1, why: 'a conversation is begun once' },
		{ stored: 2, given: 2, why: 'another writer was first' },
		{ stored: 2, given: 4, why: 'a revision is missing' },
	];
	for (const { stored, given, why } of revisions) {
		it(
			`is revision ${given} on stored revision ${stored}: ${why}`,
			withStore(async ({ store }) => {
				for (let revision = 1; revision <= stored; revision++) {
					await store.commit({ conversation: conversationRow('ama', revision) });
				}
				const conflicting = conversationRow('ama', given, { sealed: bytesOf('late') });
				expect(await store.commit({ conversation: conflicting })).toEqual({ outcome: 'conflict', on: 'conversation' });
			}),
		);
	}
	it(
		'is what all but one of many writers of the same revision get, at every revision',
		withStore(async ({ store, settle }) => {
			for (const revision of [1, 2, 3]) {
				const writers = Array.from({ length: 16 }, (_, writer) => `${revision}-${writer}`);
				const results = await Promise.all(
					writers.map((writer) =>
						store.commit({
							turn: turnRow(writer),
							conversation: conversationRow('ama', revision, { sealed: bytesOf(writer) }),
							outbox: [outboxRow(writer)],
						}),
					),
				);
				await settle();
				const winners = writers.filter((_, writer) => results[writer]?.outcome === 'committed');
				expect(winners).toHaveLength(1);
				const { conversation } = await store.load(idOf('ama'), conversationRow('ama', 1).id);
				expect(conversation?.sealed).toEqual(bytesOf(winners[0] ?? ''));
				expect(await store.counts()).toMatchObject({ turns: revision, outbox: revision });
			}
		}),
	);
	it(
		'is what the second of two cases of one id gets, though its code is free',
		withStore(async ({ store }) => {
			await store.commit({ cases: [caseRow('a')] });
			const second = caseRow('a', { codeIndex: idOf('a free code') });
			expect(await store.commit({ cases: [second] })).toEqual({ outcome: 'conflict', on: 'case-code' });
		}),
	);
	it(
		'never loses or doubles a turn, whatever order writers come in',
		withStore(async ({ store, settle }) => {
			let round = 0;
			await fc.assert(
				fc.asyncProperty(fc.array(fc.tuple(fc.nat(3), fc.nat(2)), { minLength: 1, maxLength: 24 }), async (asked) => {
					round += 1;
					const before = await store.counts();
					// Writer w of person p always commits turn p-w at the person's next revision of then.
					const results = await Promise.all(
						asked.map(([person, writer]) =>
							store.commit({
								turn: turnRow(`${round}-${person}-${writer}`, { person: idOf(`${round}-${person}`) }),
								conversation: conversationRow(`${round}-${person}`, writer + 1),
							}),
						),
					);
					await settle();
					const committed = results.filter(({ outcome }) => outcome === 'committed').length;
					const after = await store.counts();
					expect(after.turns - before.turns).toBe(committed);
					for (let person = 0; person <= 3; person++) {
						const { conversation } = await store.load('', conversationRow(`${round}-${person}`, 1).id);
						const reached = await Promise.all(
							[0, 1, 2].map(
								async (writer) => (await store.turn(turnRow(`${round}-${person}-${writer}`).id)) !== undefined,
							),
						);
						expect(reached.filter(Boolean)).toHaveLength(conversation?.revision ?? 0);
					}
				}),
				{ numRuns: 25 },
			);
		}),
	);
}
