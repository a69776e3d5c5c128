import type { Store } from '../../../src/store/store.ts';
import { conversationRow, idOf, personRow, turnRow } from '../rows.ts';

/** Everything that a store holds of some people and their cases, to compare before with after. */
export async function snapshotOf(store: Store, ...names: readonly string[]) {
	const [counts, outbox, quarantine, cases, records] = await Promise.all([
		store.counts(),
		store.outbox.list({ after: '', most: 100 }),
		store.quarantine.list({ after: '', most: 100 }),
		store.cases.list({ after: 0, most: 100 }),
		store.records.list({ kind: 'request', most: 100 }),
	]);
	const people = await Promise.all(
		names.map(async (name) => ({
			loaded: await store.load(personRow(name).id, conversationRow(name, 1).id),
			turn: await store.turn(turnRow(name).id),
			tries: await store.tries.get(idOf(`tried by ${name}`)),
			events: await store.cases.events(idOf(`case ${name}`)),
		})),
	);
	return { counts, outbox, quarantine, cases, records, people };
}
