import { TRIES_AN_HOUR } from '../../src/cases/tries.ts';
import type { RequestAct } from '../../src/requests/request.ts';
import { requestRow, saidRow } from '../../src/requests/request-record.ts';
import { createRequestStore } from '../../src/requests/request-store.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import type { Store } from '../../src/store/store.ts';
import { lookUp } from '../../src/turns/look-up.ts';
import { createVault } from '../../src/vault/create-vault.ts';
import { caseRow } from '../store/rows.ts';
import { seededChance } from '../support/doors.ts';
import { memoryRing } from '../vault/memory-ring.ts';

const AT = Date.UTC(2026, 10, 25, 8);
const CODE = '12345678';
const chance = seededChance('look-up');
const vault = createVault(memoryRing(), chance);
const asked = {
	code: CODE,
	kind: 'question',
	country: 'GH',
	askedDay: '2026-11-25',
	route: 'gh-ussd',
	language: 'en',
	words: 'When?',
} as const;

describe('a code and a PIN', () => {
	let store: Store;
	const request = (pin: string, id = 'request', code: string = CODE) =>
		requestRow(vault, { ...asked, code }, { id, pin, at: AT });
	const aCase = (pin: string, code = CODE) => {
		const id = 'a-case';
		const { wrapped } = vault.newKey({ collection: 'cases', id });
		const [codeIndex, pinIndex] = [vault.index('code', code), vault.index('pin', `${id}|${pin}`)];
		return caseRow('x', { id, codeIndex, pinIndex, wrappedKey: wrapped });
	};
	const find = (pin: string, code: string = CODE, at = AT) =>
		lookUp({ ask: 'case', code, pin }, at, { store, vault, chance, reachable: true });
	const act = (type: RequestAct['type'], words?: string): RequestAct => ({
		type,
		at: AT + 1,
		by: 'Esi',
		...(words === undefined ? {} : { words }),
	});

	beforeEach(async () => {
		store = await openSqliteStore({ file: ':memory:', inline: true });
	});
	afterEach(() => store.close());

	it('tell where a request stands and what was answered last, and open no case', async () => {
		const row = request('111111');
		await store.commit({ records: [row] });
		const told = { told: 'request', requestId: row.id, state: 'asked' };
		expect(await find('111111')).toEqual({ told, tries: { id: vault.index('code', CODE), revision: 1, at: [AT] } });
		await createRequestStore({ records: store.records, vault }).act(row.id, act('answered', 'On Monday.'));
		expect((await find('111111')).told).toEqual({ ...told, state: 'accepted', answer: 'On Monday.' });
		await store.commit({ records: [saidRow(vault, row.id, { id: 'turn', type: 'done', at: AT + 2 })] });
		expect((await find('111111')).told).toMatchObject({ state: 'done' });
	});
	it('tell the same of a wrong PIN, whether a case has the code, a request, both or neither', async () => {
		await store.commit({
			cases: [aCase('111111')],
			records: [request('222222'), request('333333', 'other', '33333333')],
		});
		const found = await Promise.all([CODE, '33333333', '44444444'].map((code) => find('999999', code)));
		for (const { tries, ...rest } of found) {
			expect(rest).toEqual({ told: { told: 'no-case' } });
			expect(tries).toMatchObject({ revision: 1, at: [AT] });
		}
	});
	it('tell a case and a request of one code apart by their PINs, and nothing of the other', async () => {
		const [first, second] = [request('222222'), request('333333', 'second')];
		await store.commit({ cases: [aCase('111111')], records: [first, second] });
		expect(await find('111111')).toMatchObject({
			told: { told: 'case', caseId: 'a-case' },
			openCase: { caseId: 'a-case' },
		});
		for (const [pin, { id }] of [
			['222222', first],
			['333333', second],
		] as const) {
			const { told, openCase } = await find(pin);
			expect([told, openCase]).toEqual([{ told: 'request', requestId: id, state: 'asked' }, undefined]);
		}
	});
	it('are not looked at any more after too many tries, the right PIN neither', async () => {
		await store.commit({ records: [request('111111')] });
		for (let time = 0; time < TRIES_AN_HOUR; time++) {
			const { tries } = await find('999999');
			if (tries !== undefined) await store.commit({ tries });
		}
		expect(await find('111111')).toEqual({ told: { told: 'no-case' } });
		expect((await find('111111', CODE, AT + 3_600_001)).told).toMatchObject({ told: 'request' });
	});
	it('of an erased request tell what an unknown code tells', async () => {
		const row = request('111111');
		await store.commit({ records: [row] });
		await createRequestStore({ records: store.records, vault }).erase(row.id, AT);
		expect((await find('111111')).told).toEqual({ told: 'no-case' });
	});
	it('ask the store as often for a code that nothing has as for one with a wrong PIN', async () => {
		await store.commit({ cases: [aCase('111111')], records: [request('222222')] });
		const asksFor = async (code: string) => {
			const asks: string[] = [];
			const counted = <Part extends object>(name: string, part: Part): Part =>
				new Proxy(part, {
					get: (of, key) => {
						asks.push(`${name}.${String(key)}`);
						return Reflect.get(of, key) as unknown;
					},
				});
			const watched: Store = {
				...store,
				cases: counted('cases', store.cases),
				tries: counted('tries', store.tries),
				records: counted('records', store.records),
			};
			await lookUp({ ask: 'case', code, pin: '999999' }, AT, { store: watched, vault, chance, reachable: true });
			return asks;
		};
		expect(await asksFor('99999999')).toEqual(await asksFor(CODE));
		expect(await asksFor(CODE)).toEqual(['tries.get', 'cases.byCode', 'records.list']);
	});
});
