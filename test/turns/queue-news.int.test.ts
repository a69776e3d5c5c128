import { createWords, type RouteFacts } from '../../src/conversation/index.ts';
import { createCatalogueStore } from '../../src/programmes/catalogue/catalogue-store.ts';
import type { Version } from '../../src/programmes/catalogue/lifecycle.ts';
import { refOf } from '../../src/programmes/catalogue/lifecycle.ts';
import { withEntries } from '../../src/programmes/catalogue/wording.ts';
import type { Asked } from '../../src/requests/request.ts';
import { requestRow } from '../../src/requests/request-record.ts';
import { createRequestStore } from '../../src/requests/request-store.ts';
import { messagePlace, messageSchema } from '../../src/store/message.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import type { Store } from '../../src/store/store.ts';
import { queueNews } from '../../src/turns/queue-news.ts';
import { createVault } from '../../src/vault/create-vault.ts';
import { example } from '../programmes/catalogue/example.ts';
import { seededChance, stillClock } from '../support/doors.ts';
import { memoryRing } from '../vault/memory-ring.ts';

const ID = 'gh-demo-grant';
const clock = stillClock();
const vault = createVault(memoryRing(), seededChance('news'));
const sms: RouteFacts = {
	id: 'gh-sms',
	channel: 'sms',
	country: 'GH',
	languages: ['en'],
	profile: { units: 160, alphabet: 'gsm-7' },
	textsBy: 'gh-sms',
	programme: { en: 'Kasakuma' },
};
const ussd: RouteFacts = { ...sms, id: 'gh-ussd', channel: 'ussd' };
const asked: Asked = {
	code: '12345678',
	kind: 'news',
	country: 'GH',
	askedDay: '2026-11-25',
	route: 'gh-ussd',
	language: 'en',
	ref: `${ID}@1`,
	number: '+233241234567',
};

describe('news of a programme', () => {
	let store: Store;
	let versions: Map<string, Version>;
	const catalogue = () => createCatalogueStore(store.records);
	const requests = () => createRequestStore({ records: store.records, vault });
	const subscribe = async (id: string, changes: Partial<Asked> = {}) => {
		const row = requestRow(vault, { ...asked, ...changes }, { id, pin: '111111', at: clock.now() });
		await store.commit({ records: [row] });
		return row.id;
	};
	const publish = async (owner: string, changes: object = {}) => {
		await catalogue().save({ ...example, ...changes, owner }, { by: 'ama', at: clock.now() });
		const ask = { by: 'esi', at: clock.now(), languages: ['en', 'fr'], byAnother: true };
		const version = await catalogue().publish(ID, ask);
		versions.set(refOf(version), version);
	};
	const queue = (changes: { readonly routes?: ReadonlySet<string>; readonly store?: Pick<Store, 'commit'> } = {}) => {
		const words = createWords({
			languages: [],
			texts: new Map([
				[
					'en',
					new Map([['request.news', { state: 'reviewed', text: '{{programme}}: news about {{name}}.' } as const]]),
				],
			]),
			places: { byCode: () => undefined, search: () => [] },
			hotlines: () => [],
			routes: [ussd, sms],
		});
		return queueNews({
			store,
			requests: requests(),
			catalogue: catalogue(),
			vault,
			words: withEntries(words, (ref) => versions.get(ref)),
			routes: new Set(['gh-ussd', 'gh-sms']),
			clock,
			...changes,
		});
	};
	const texts = async () => {
		const rows = await store.outbox.list({ after: '', most: 99 });
		return rows.map(({ id, sealed }) =>
			messageSchema.parse(JSON.parse(vault.openFor('outbox', messagePlace(id), sealed))),
		);
	};

	beforeEach(async () => {
		store = await openSqliteStore({ file: ':memory:', inline: true });
		versions = new Map();
		await publish('First desk');
	});
	afterEach(() => store.close());

	it('goes to whoever asked for it once a newer version is published, and says nothing of what changed', async () => {
		await subscribe('one');
		expect(await queue()).toBe(0);
		await publish('Second desk');
		await catalogue().save({ ...example, owner: 'A draft is no news' }, { by: 'ama', at: clock.now() });
		expect(await queue()).toBe(1);
		const name = example.wording.en.name;
		expect(await texts()).toEqual([
			{
				class: 'broadcast',
				to: '+233241234567',
				text: `Kasakuma: news about ${typeof name === 'string' ? name : name.text}.`,
				textId: `${ID}@2`,
				expiresAt: clock.now() + 7 * 86_400_000,
			},
		]);
		expect(await store.outbox.list({ after: '', most: 9 })).toMatchObject([{ route: 'gh-sms', lane: 3, caseId: '' }]);
	});
	it('goes once a version, however often the job runs, and again for the next one', async () => {
		await subscribe('one');
		await publish('Second desk');
		for (let run = 0; run < 3; run++) await queue();
		expect((await texts()).map(({ textId }) => textId)).toEqual([`${ID}@2`]);
		await publish('Third desk');
		for (let run = 0; run < 3; run++) await queue();
		expect((await texts()).map(({ textId }) => textId).toSorted()).toEqual([`${ID}@2`, `${ID}@3`]);
	});
	it('goes once though the job was killed after the text was queued and before that was remembered', async () => {
		await subscribe('one');
		await publish('Second desk');
		const killed = {
			commit: async (commit: Parameters<Store['commit']>[0]) => {
				await store.commit(commit);
				throw new Error('killed');
			},
		};
		await expect(queue({ store: killed })).rejects.toThrow('killed');
		expect(await queue()).toBe(1);
		expect(await texts()).toHaveLength(1);
	});
	it('goes once to a person who asked twice', async () => {
		for (const id of ['one', 'two']) await subscribe(id);
		await publish('Second desk');
		await queue();
		expect(await texts()).toHaveLength(1);
	});
	it.each<[string, Partial<Asked>]>([
		['is about another programme', { ref: 'gh-demo@1' }],
		['has seen that version already', { ref: `${ID}@2` }],
		['withheld their number', { number: '' }],
		['asked something else', { kind: 'question' }],
		['asked in a language that has no words for it', { language: 'tw' }],
		['asked on a route that is gone', { route: 'gh-old' }],
	])('does not go to who %s', async (_who, changes) => {
		await subscribe('one', changes);
		await publish('Second desk');
		expect(await queue()).toBe(0);
		expect(await texts()).toEqual([]);
	});
	it('does not go to who no longer needs it, nor of what has not begun', async () => {
		const id = await subscribe('one');
		await subscribe('two', { number: '+233241234568' });
		await requests().act(id, { type: 'done', at: clock.now() });
		await publish('Second desk', { validFrom: '2026-12-25' });
		expect(await queue()).toBe(0);
		await publish('Third desk');
		await queue();
		expect((await texts()).map(({ to }) => to)).toEqual(['+233241234568']);
	});
});
