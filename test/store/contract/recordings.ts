import type { Store } from '../../../src/store/store.ts';
import type { WithStore } from '../contract.ts';
import { bytesOf, caseRow, idOf, outboxRow, recordingRow, turnRow, wholeCommit } from '../rows.ts';

const NOW = 1_795_000_000_000;
const ASK = { kinds: ['recording'] as const, route: 'gh-voice', now: NOW, forMs: 1_000, most: 10 };
/** Two megabytes of sound, sealed as text: the most that is kept. */
const MOST_BYTES = 2_800_000;

const openPart = (name: string, caseName: string) => {
	const { sealed: _sealed, ...row } = recordingRow(name, caseName);
	return row;
};

async function withCases(store: Store, settle: () => Promise<void>, ...names: readonly string[]): Promise<void> {
	for (const name of names) await store.commit(wholeCommit(name));
	await settle();
}

export function recordingsContract(withStore: WithStore): void {
	it(
		'are kept once, whoever keeps them again, and come back byte for byte',
		withStore(async ({ store, other, settle }) => {
			await withCases(store, settle, 'ama');
			const row = recordingRow('one', 'ama', { sealed: bytesOf('sound', MOST_BYTES) });
			expect(await store.recordings.get(row.id)).toBeUndefined();
			expect(await store.recordings.put(row)).toBe('kept');
			const second = await other();
			const changed = { ...row, sealed: bytesOf('another sound'), seconds: 99, day: '2030-01-01' };
			expect(await second.recordings.put(changed)).toBe('there');
			for (const one of [store, second]) {
				const found = await one.recordings.get(row.id);
				// Jest compares megabytes one by one.
				expect({ ...found, sealed: Buffer.compare(found?.sealed ?? new Uint8Array(0), row.sealed) }).toEqual({
					...row,
					sealed: 0,
				});
			}
		}),
	);
	it(
		'are kept once by two that keep them at the same time',
		withStore(async ({ store, other, settle }) => {
			await withCases(store, settle, 'ama');
			const stores = [store, await other()];
			const row = recordingRow('one', 'ama');
			const outcomes = await Promise.all(stores.map((one) => one.recordings.put(row)));
			expect(outcomes.toSorted()).toEqual(['kept', 'there']);
			expect(await store.recordings.of(row.caseId)).toHaveLength(1);
		}),
	);
	it(
		'are listed by case without their sound, by day and then by id, and survive a restart',
		withStore(async ({ store, reopen, settle }) => {
			await withCases(store, settle, 'ama', 'kofi');
			const early = recordingRow('early', 'ama', { day: '2026-11-24' });
			const rest = ['a', 'b', 'c'].map((name) => recordingRow(name, 'ama'));
			for (const row of [...rest, early, recordingRow('other', 'kofi')]) await store.recordings.put(row);
			const again = await reopen();
			const byId = rest.map(({ id }) => id).toSorted((one, another) => (one < another ? -1 : 1));
			const found = await again.recordings.of(idOf('case ama'));
			expect(found.map(({ id }) => id)).toEqual([early.id, ...byId]);
			expect(await again.recordings.of(idOf('case kofi'))).toEqual([openPart('other', 'kofi')]);
			expect(await again.recordings.of('nobody')).toEqual([]);
		}),
	);
	it(
		'are not kept without their case, since nobody could open them or would ever erase them',
		withStore(async ({ store }) => {
			const row = recordingRow('one', 'nobody');
			expect(await store.recordings.put(row)).toBe('no-case');
			expect(await store.recordings.get(row.id)).toBeUndefined();
		}),
	);
	it(
		'go with their case when it is erased, and none of it is kept afterwards',
		withStore(async ({ store, other, settle }) => {
			await withCases(store, settle, 'ama', 'kofi');
			const [ama, kofi] = [recordingRow('one', 'ama'), recordingRow('one of his', 'kofi')];
			for (const row of [ama, kofi]) await store.recordings.put(row);
			await store.housekeeping.erase({ collection: 'cases', id: ama.caseId });
			expect(await store.recordings.get(ama.id)).toBeUndefined();
			expect(await store.recordings.of(ama.caseId)).toEqual([]);
			const second = await other();
			expect(await second.recordings.put(ama)).toBe('no-case');
			expect(await second.recordings.put(recordingRow('later', 'ama'))).toBe('no-case');
			expect(await second.recordings.of(ama.caseId)).toEqual([]);
			expect(await store.recordings.get(kofi.id)).toEqual(kofi);
		}),
	);
	it(
		'are gone whichever of keeping and erasing comes first, when both happen at once',
		withStore(async ({ store, other, settle }) => {
			const names = Array.from({ length: 12 }, (_, index) => `case ${index}`);
			await withCases(store, settle, ...names);
			const second = await other();
			await Promise.all(
				names.flatMap((name) => [
					second.recordings.put(recordingRow(name, name)),
					store.housekeeping.erase({ collection: 'cases', id: caseRow(name).id }),
				]),
			);
			for (const name of names) expect(await store.recordings.get(recordingRow(name, name).id)).toBeUndefined();
		}),
	);
	it(
		'stay to be fetched when their case is erased, so that they are deleted at the provider; all else goes',
		withStore(async ({ store, settle }) => {
			const caseId = caseRow('ama').id;
			const row = (name: string, changes = {}) =>
				outboxRow(name, { kind: 'recording', route: 'gh-voice', caseId, ...changes });
			const rows = ['queued', 'attempting', 'fetched'].map((name) => row(name));
			await store.commit({ ...wholeCommit('ama'), outbox: [...rows, row('wish', { kind: 'call-back', route: '' })] });
			await settle();
			const claims = await store.outbox.claim(ASK);
			const claimOf = (name: string) => {
				const found = claims.find((claim) => claim.row.id === row(name).id);
				if (found === undefined) throw new Error('it is free');
				return found;
			};
			for (const { row: one, fence } of [claimOf('attempting'), claimOf('fetched')])
				await store.outbox.attempt(one.id, fence, NOW);
			await store.outbox.conclude(row('fetched').id, claimOf('fetched').fence, {
				state: 'accepted',
				ref: 'recording:fetched',
				at: NOW,
			});
			await store.housekeeping.erase({ collection: 'cases', id: caseId });
			const left = await store.outbox.list({ after: '', most: 9 });
			const expected = [row('queued').id, row('attempting').id].toSorted((one, another) => (one < another ? -1 : 1));
			expect(left.map(({ id }) => id)).toEqual(expected);
			expect(await store.outbox.count()).toBe(2);
			expect((await store.outbox.claim({ ...ASK, now: NOW + 1_000 })).map((claim) => claim.row.id)).toEqual([
				row('queued').id,
			]);
		}),
	);
	it(
		'keep no turn waiting: a turn goes through while they are kept',
		withStore(async ({ store, settle }) => {
			await withCases(store, settle, 'ama');
			const sealed = bytesOf('sound', MOST_BYTES);
			const kept = Array.from({ length: 4 }, (_, index) =>
				store.recordings.put(recordingRow(`${index}`, 'ama', { sealed })),
			);
			expect(await store.commit({ turn: turnRow('between') })).toEqual({ outcome: 'committed' });
			expect(await Promise.all(kept)).toEqual(['kept', 'kept', 'kept', 'kept']);
		}),
	);
}
