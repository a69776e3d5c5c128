import type { Asked, RequestAct } from '../../src/requests/request.ts';
import { requestRow, saidRow } from '../../src/requests/request-record.ts';
import { createRequestStore, type ReadRequest } from '../../src/requests/request-store.ts';
import { dayOf } from '../../src/shared/clock.ts';
import type { Store } from '../../src/store/store.ts';
import { createVault } from '../../src/vault/create-vault.ts';
import type { MakeStore } from '../store/contract.ts';
import { seededChance } from '../support/doors.ts';
import { memoryRing } from '../vault/memory-ring.ts';

const AT = Date.UTC(2026, 10, 25, 8);
const DAY = 86_400_000;
const NUMBER = '+233241234567';
const WORDS = 'My father is sick, who pays the clinic?';

const vault = createVault(memoryRing(), seededChance('requests'));
const asked: Asked = {
	code: '12345678',
	kind: 'question',
	country: 'GH',
	askedDay: dayOf(AT),
	route: 'gh-ussd',
	language: 'en',
	topic: 'health-cover',
	words: WORDS,
	number: NUMBER,
};
const rowOf = (id: string, changes: Partial<Asked> = {}, pin = '111111') =>
	requestRow(vault, { ...asked, ...changes }, { id, pin, at: AT });
const act = (type: RequestAct['type'], at: number, words?: string): RequestAct => ({
	type,
	at,
	by: 'Esi',
	...(words === undefined ? {} : { words }),
});
const requestsIn = (store: Store) => createRequestStore({ records: store.records, vault });

async function all(found: AsyncIterable<ReadRequest>): Promise<readonly ReadRequest[]> {
	const requests: ReadRequest[] = [];
	for await (const one of found) requests.push(one);
	return requests;
}

/** What requests rely on in a store, and what they promise over it. */
export function requestStoreContract(makeStore: MakeStore): void {
	type Made = Awaited<ReturnType<MakeStore>>;
	const withRow = (test: (made: Made & { readonly id: string }) => Promise<void>) => async () => {
		const made = await makeStore();
		try {
			const row = rowOf('one');
			await made.store.commit({ records: [row] });
			await made.settle();
			await test({ ...made, id: row.id });
		} finally {
			await made.dispose();
		}
	};
	it(
		'are found by their code, as they were asked',
		withRow(async ({ store, id }) => {
			const expected = { ...asked, id, state: 'asked', history: [], unsolved: false };
			expect(await requestsIn(store).byCode('12345678')).toEqual([expected]);
			expect(await requestsIn(store).byId(id)).toEqual([expected]);
			expect(await requestsIn(store).byCode('12345679')).toEqual([]);
			expect(await requestsIn(store).byId('nobody')).toEqual([]);
		}),
	);
	it(
		'lie in the store with neither number, words, code nor PIN',
		withRow(async ({ store, settle, id }) => {
			await requestsIn(store).act(id, act('answered', AT + 1, 'Go to the clinic'));
			await store.commit({ records: [saidRow(vault, id, { id: 'turn', type: 'done', at: AT + 2 })] });
			await settle();
			const rows = await Promise.all(['request', 'request-said'].map((kind) => store.records.list({ kind, most: 9 })));
			const raw = rows
				.flat()
				.map(({ body, ...row }) => `${JSON.stringify(row)} ${Buffer.from(body).toString('latin1')}`);
			for (const secret of [NUMBER, '241234567', WORDS, 'father', '12345678', '111111', 'clinic', 'Esi'])
				expect(raw.join('\n').includes(secret)).toBe(false);
			expect(rows.flat()).toHaveLength(2);
		}),
	);
	it(
		'go through their states by what officers decide, with who and when, and take nothing that does not fit',
		withRow(async ({ store, id }) => {
			const requests = requestsIn(store);
			const done = [
				act('sent', AT + 1),
				act('accepted', AT + 2),
				act('answered', AT + 3, 'Come.'),
				act('done', AT + DAY),
			];
			for (const one of done) await requests.act(id, one);
			const [read] = await requests.byCode('12345678');
			expect(read).toMatchObject({ ...asked, state: 'done', answer: 'Come.', history: done });
			await expect(requests.act(id, act('declined', AT + 5))).rejects.toMatchObject({ code: 'request-refused' });
			await expect(requests.act('a.b', act('sent', AT))).rejects.toMatchObject({ code: 'no-request' });
			expect(await requests.byId(id)).toEqual([read]);
			const states = await Promise.all((['asked', 'done'] as const).map((state) => all(requests.list({ state }))));
			expect(states).toEqual([[], [read]]);
		}),
	);
	it(
		'are changed by one of two officers who decide against each other at once, and the other is told',
		withRow(async ({ store, other, id }) => {
			const both = [requestsIn(store), requestsIn(await other())];
			const decided = await Promise.allSettled(
				both.flatMap((one) => [one.act(id, act('accepted', AT + 1)), one.act(id, act('declined', AT + 1))]),
			);
			const kept = decided.filter(({ status }) => status === 'fulfilled');
			expect(kept).toHaveLength(1);
			for (const one of decided)
				if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'request-refused' });
			const [read] = await requestsIn(store).byId(id);
			expect(read).toMatchObject({ history: [{ by: 'Esi' }] });
		}),
	);
	it(
		'hold what their person says of them, once, and keep it when an officer goes on',
		withRow(async ({ store, settle, id }) => {
			const requests = requestsIn(store);
			await requests.act(id, act('answered', AT + 1, 'Come.'));
			const said = saidRow(vault, id, { id: 'turn-1', type: 'not-solved', at: AT + 2 });
			for (let turn = 0; turn < 2; turn++) await store.commit({ records: [said] });
			await settle();
			expect(await requests.byId(id)).toMatchObject([{ state: 'accepted', unsolved: true }]);
			const after = await requests.act(id, act('answered', AT + 3, 'Come on Monday.'));
			expect(after).toMatchObject({ unsolved: false, answer: 'Come on Monday.' });
			expect(after.history.map(({ type }) => type)).toEqual(['answered', 'not-solved', 'answered']);
			await store.commit({ records: [saidRow(vault, id, { id: 'turn-2', type: 'done', at: AT + 4 })] });
			await settle();
			await expect(requests.act(id, act('answered', AT + 5, 'x'))).rejects.toMatchObject({ code: 'request-refused' });
			expect(await all(requests.list({ state: 'done' }))).toMatchObject([{ id, state: 'done' }]);
		}),
	);
	it(
		'of one code are both kept, since two may draw it',
		withRow(async ({ store, settle }) => {
			await store.commit({ records: [rowOf('two', { words: 'Another question' }, '222222')] });
			await settle();
			const found = await requestsIn(store).byCode('12345678');
			expect(found.map((one) => ('words' in one ? one.words : ''))).toEqual([WORDS, 'Another question']);
		}),
	);
	it(
		'are erased so that no key opens anything of their person, and what was asked for is still counted',
		withRow(async ({ store, settle, id }) => {
			const requests = requestsIn(store);
			await store.commit({ records: [saidRow(vault, id, { id: 'turn', type: 'not-solved', at: AT + 1 })] });
			await settle();
			for (let time = 0; time < 2; time++) await requests.erase(id, AT + DAY);
			expect(await requests.byCode('12345678')).toEqual([{ id, closed: 'erased' }]);
			await expect(requests.act(id, act('done', AT + 9))).rejects.toMatchObject({ code: 'request-refused' });
			const [row] = await store.records.list({ kind: 'request', most: 9 });
			expect(JSON.parse(Buffer.from(row?.body ?? []).toString())).toEqual({
				kind: 'question',
				country: 'GH',
				askedDay: dayOf(AT),
				topic: 'health-cover',
				pinIndex: '',
				sealed: '',
			});
			const [said] = await store.records.list({ kind: 'request-said', most: 9 });
			expect(said?.body).toHaveLength(0);
		}),
	);
	it(
		'go by age once they are done, by an officer or by their person, and not before',
		withRow(async ({ store, settle, id }) => {
			const requests = requestsIn(store);
			const [theirs, open] = [rowOf('two', { code: '22222222' }), rowOf('three', { code: '33333333' })];
			await store.commit({
				records: [theirs, open, saidRow(vault, theirs.id, { id: 't', type: 'done', at: AT + DAY })],
			});
			await settle();
			await requests.act(id, act('done', AT));
			expect(await requests.purge(dayOf(AT))).toBe(0);
			expect(await requests.purge(dayOf(AT + DAY))).toBe(1);
			expect(await requests.byId(theirs.id)).toMatchObject([{ state: 'done', history: [{ type: 'done', id: 't' }] }]);
			expect(await requests.purge(dayOf(AT + 2 * DAY))).toBe(1);
			expect(await all(requests.list())).toMatchObject([{ id: open.id, state: 'asked' }]);
			expect(await store.records.list({ kind: 'request-said', most: 9 })).toEqual([]);
		}),
	);
	it(
		'that are not what was written are refused without a word of what is in them',
		withRow(async ({ store, id }) => {
			const [row] = await store.records.list({ kind: 'request', most: 1 });
			if (row === undefined) throw new Error('it was committed');
			for (const [revision, body] of [
				[2, `{"number":"${NUMBER}"}`],
				[3, NUMBER],
			] as const) {
				await store.records.put({ ...row, revision, body: Buffer.from(body) });
				const refused = requestsIn(store).byId(id);
				await expect(refused).rejects.toMatchObject({
					code: 'request-unreadable',
					message: 'a stored request is not of a known shape',
				});
			}
		}),
	);
}
