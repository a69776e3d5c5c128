import fc from 'fast-check';
import {
	blank,
	createWords,
	type Effect,
	noKnowledge,
	type RouteFacts,
	type Words,
} from '../../src/conversation/index.ts';
import { openRow, REQUEST_RECORD } from '../../src/requests/request-record.ts';
import type { Commit, Store } from '../../src/store/store.ts';
import { plan } from '../../src/turns/plan.ts';
import { readCase } from '../../src/turns/read-case.ts';
import type { Remembered } from '../../src/turns/remembered.ts';
import { createVault } from '../../src/vault/create-vault.ts';
import type { MakeStore } from '../store/contract.ts';
import { makeMongo } from '../store/make-mongo.ts';
import { makeSqlite } from '../store/make-sqlite.ts';
import { seededChance } from '../support/doors.ts';
import { describeOnMongo } from '../support/mongo/on-mongo.ts';
import { memoryRing } from '../vault/memory-ring.ts';

const AT = Date.UTC(2026, 10, 25, 8);
const chance = seededChance('apart');
const vault = createVault(memoryRing(), chance);
const route: RouteFacts = {
	id: 'gh-ussd',
	channel: 'ussd',
	country: 'GH',
	languages: ['en'],
	profile: { units: 160, alphabet: 'ascii' },
	programme: { en: 'Kasakuma' },
};
const words: Words = createWords({
	languages: [],
	texts: new Map(),
	places: { byCode: () => undefined, search: () => [] },
	hotlines: () => [],
	routes: [route],
	knowledge: noKnowledge,
});

/** Telling words: what one thing says must be found in no other. */
const secret = (what: string) => fc.stringMatching(/^[a-z]{8}$/).map((one) => `${what} ${one}`);

const report = fc.record({
	kind: fc.constantFrom('sharp-tools' as const, 'violence' as const),
	place: secret('place').map((typed) => ({ typed })),
	ownWords: secret('report'),
	anonymous: fc.constant(false),
	contactPolicy: fc.constantFrom('sms-neutral' as const, 'never' as const),
});
const fresh = () => ({ id: chance.id(), code: chance.digits(8), pin: chance.digits(6) });

/** One thing that a person does in a conversation; a case that was opened before is theirs to go on with. */
type Deed = (openCase: string | undefined) => readonly Effect[];
const deed: fc.Arbitrary<Deed> = fc.oneof(
	report.map((said) => () => {
		const { id: caseId, code, pin } = fresh();
		return [
			{ type: 'case.open', caseId, code, pin, report: said },
			{ type: 'case.complete', caseId },
		] as const;
	}),
	secret('added').map(
		(said): Deed =>
			(caseId) =>
				caseId === undefined ? [] : [{ type: 'case.word', caseId, words: said }],
	),
	fc
		.record({
			kind: fc.constantFrom('person' as const, 'question' as const, 'news' as const),
			words: secret('question'),
			topic: fc.constantFrom('cash-grant', 'school'),
		})
		.map((asked) => () => [{ type: 'request.open', request: { ...fresh(), ...asked } }] as const),
	fc.constant<Deed>(() => [{ type: 'place.remember', place: { code: '10101' } }]),
);

function remembered(number: string): Remembered {
	const personId = vault.index('person', number);
	const { key, wrapped } = vault.newKey({ collection: 'persons', id: personId });
	return { personId, key, wrappedKey: wrapped, profile: {}, seenDay: '', guest: false, conversation: blank({}) };
}

/** What one person's turns commit, each with all that it did at once. */
function commitsOf(number: string, turns: readonly (readonly Deed[])[]): readonly Commit[] {
	let person = remembered(number);
	return turns.map((deeds): Commit => {
		let open = person.openCase?.caseId;
		const effects = deeds.flatMap((one) => {
			const some = one(open);
			for (const effect of some) if (effect.type === 'case.open') open = effect.caseId;
			return some;
		});
		const planned = plan(effects, person, { vault, words, route, turnId: chance.id(), at: AT, number, language: 'en' });
		person = { ...person, ...(planned.openCase === undefined ? {} : { openCase: planned.openCase }) };
		return planned.commit;
	});
}

/** Every value of a row that could tie it to another one: its ids, indexes, keys and sealed bytes. */
function marksOf(row: object): readonly string[] {
	return Object.values(row).flatMap((value) => {
		if (value instanceof Uint8Array) return value.length > 12 ? [Buffer.from(value).toString('base64')] : [];
		return typeof value === 'string' && value.length >= 16 ? [value, ...value.split('.')] : [];
	});
}

function marksOfRequest(row: { readonly body: Uint8Array; readonly id: string }): readonly string[] {
	const open = JSON.parse(Buffer.from(row.body).toString()) as object;
	return [...marksOf({ id: row.id }), ...marksOf(open)];
}

async function storedIn(store: Store) {
	const [cases, requests, outbox] = await Promise.all([
		store.cases.list({ after: 0, most: 1_000 }),
		store.records.list({ kind: REQUEST_RECORD, most: 1_000 }),
		store.outbox.list({ after: '', most: 1_000 }),
	]);
	const events = (await Promise.all(cases.map(({ id }) => store.cases.events(id)))).flat();
	const read = await Promise.all(cases.map((row) => readCase(row, { store, vault })));
	return { cases, requests, outbox, events, read };
}

function apartIn(makeStore: MakeStore, numRuns: number): void {
	it('share no id, index, seal or word, whatever a person does in one turn', async () => {
		const made = await makeStore();
		try {
			let people = 0;
			const turns = fc.array(fc.array(deed, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 });
			await fc.assert(
				fc.asyncProperty(turns, async (some) => {
					people += 1;
					for (const commit of commitsOf(`+23324${1_000_000 + people}`, some)) await made.store.commit(commit);
				}),
				{ numRuns },
			);
			await made.settle();
			const { cases, requests, outbox, events, read } = await storedIn(made.store);
			expect(cases.length).toBeGreaterThan(numRuns / 4);
			expect(requests.length).toBeGreaterThan(numRuns / 4);
			const ofCases = new Set([...cases, ...events, ...outbox].flatMap(marksOf));
			expect(requests.flatMap(marksOfRequest).filter((mark) => ofCases.has(mark))).toEqual([]);
			const told = JSON.stringify(read.map((one) => ('opened' in one ? one.opened : one.closed)));
			const asked = JSON.stringify(requests.map((row) => openRow(vault, row)));
			expect(told.includes('question ')).toBe(false);
			expect(/report |place |added /.test(asked)).toBe(false);
			expect(/report |added /.test(told) && asked.includes('question ')).toBe(true);
		} finally {
			await made.dispose();
		}
	});
}

describe('cases and requests of the same people on SQLite', () => apartIn(() => makeSqlite(), 60));
describeOnMongo('cases and requests of the same people on MongoDB', () => apartIn(() => makeMongo(), 25));
