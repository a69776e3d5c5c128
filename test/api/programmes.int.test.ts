import type { Scope } from '../../src/api/scopes.ts';
import { readMonth, toInterestRow } from '../../src/programmes/interest/interest-record.ts';
import type { RecordStore } from '../../src/store/records.ts';
import { StoreUnavailable } from '../../src/store/unavailable.ts';
import { example } from '../programmes/catalogue/example.ts';
import { type ApiTest, fresh, makeApi, withApi } from './support.ts';

const scopes: readonly Scope[] = ['programmes:read', 'programmes:write', 'programmes:publish'];

/** A key of a system by its name, and what it asks. */
async function system(test: ApiTest, name: string, allowed = scopes) {
	const { createApiKeys } = await import('../../src/api/keys.ts');
	const { key } = await createApiKeys(test.options).create({ name, scopes: allowed, days: 1 });
	const ask = (...[method, path, body, headers = {}]: Asked) =>
		test.ask(method, path, { key, headers: method === 'post' ? { ...fresh(), ...headers } : headers, body });
	return { ask, key };
}

type Asked = readonly [
	method: 'get' | 'post' | 'put',
	path: string,
	body?: unknown,
	headers?: Readonly<Record<string, string>>,
];

const grant = `/programmes/${example.id}`;
const listed = async (ask: (...asked: Asked) => Promise<{ readonly body: unknown }>, query = '') => {
	const { items } = (await ask('get', `/programmes${query}`)).body as { readonly items: Listed[] };
	return items.map(({ programme, version, state }) => `${programme}@${version} ${state}`);
};
type Listed = { readonly programme: string; readonly version: number; readonly state: string };

describe('the catalogue by the API', () => {
	it('goes from a draft to people and back, by two systems, each step told to webhooks by id alone', async () => {
		await withApi(async (test) => {
			const [writer, desk] = [await system(test, 'Writer'), await system(test, 'Desk')];
			const told: unknown[] = [];
			const { key } = await test.key();
			const events = ['programme.published', 'programme.withdrawn', 'programme.expired'];
			const hook = { url: 'https://hooks.example.org/in', events };
			const webhook = (await test.ask('post', '/webhooks', { key, body: hook, headers: fresh() })).body.id;

			const made = await writer.ask('post', '/programmes', example);
			expect([made.status, made.headers['location'], made.headers['etag']]).toEqual([201, `/api/v1${grant}`, '"4"']);
			expect(made.body).toMatchObject({ programme: example.id, version: 1, state: 'draft', author: 'Writer' });
			expect(made.body.entry).toEqual(example);
			expect((await desk.ask('get', `${grant}/versions/1/check`)).body.faults).toEqual([]);
			const own = await writer.ask('post', `${grant}/versions/1/publish`);
			expect([own.status, own.body.code]).toEqual([409, 'conflict']);
			expect(own.body.detail).toContain('another must read it first');
			const published = await desk.ask('post', `${grant}/versions/1/publish`);
			expect(published.body).toMatchObject({ state: 'published', publisher: 'Desk' });
			expect((await desk.ask('post', `${grant}/versions/1/withdraw`)).body.state).toBe('withdrawn');

			const deliveries = (await test.ask('get', `/webhooks/${webhook}/deliveries`, { key })).body.items;
			for (const { event, type } of deliveries) told.push([event, type]);
			expect(told).toEqual([
				['programme.published.gh-demo-grant.1', 'programme.published'],
				['programme.withdrawn.gh-demo-grant.1', 'programme.withdrawn'],
			]);
		});
	});

	it('lists by state, country and kind, by cursor, and shows a version that was', async () => {
		await withApi(async (test) => {
			const { ask } = await system(test, 'Writer');
			for (const id of ['a', 'b', 'c']) await ask('post', '/programmes', { ...example, id });
			await ask('post', '/programmes', { ...example, id: 'd', country: 'CI', areas: ['CI2604'], kind: 'school' });
			const { headers } = await ask('get', '/programmes/b');
			await ask(
				'put',
				'/programmes/b',
				{ ...example, id: 'b', owner: 'Another' },
				{ 'If-Match': headers['etag'] ?? '' },
			);
			const all = ['a@1', 'b@1', 'b@2', 'c@1', 'd@1'].map((ref) => `${ref} draft`);
			expect(await listed(ask)).toEqual(all);
			expect(await listed(ask, '?country=CI')).toEqual(['d@1 draft']);
			expect(await listed(ask, '?kind=cash-grant&state=draft')).toEqual(all.slice(0, 4));
			expect(await listed(ask, '?state=published')).toEqual([]);
			const seen: string[] = [];
			for (let cursor: string | null = ''; cursor !== null; ) {
				const query: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
				const page = await ask('get', `/programmes?country=GH&most=2${query}`);
				seen.push(...page.body.items.map(({ programme, version }: Listed) => `${programme}@${version} draft`));
				cursor = page.body.next;
			}
			expect(seen).toEqual(all.slice(0, 4));
			expect((await ask('get', '/programmes/b/versions/1')).body.entry.owner).toBe(example.owner);
			expect((await ask('get', '/programmes/b/versions/3')).status).toBe(404);
			expect((await ask('get', '/programmes/constructor')).status).toBe(404);
		});
	});

	it('lets one of two editors at once keep what they wrote; the other hears that it was changed, and changes nothing', async () => {
		await withApi(async (test) => {
			const [one, other] = [await system(test, 'One'), await system(test, 'Other')];
			await one.ask('post', '/programmes', example);
			const etag = (await one.ask('get', grant)).headers['etag'] ?? '';
			const answers = await Promise.all([
				one.ask('put', grant, { ...example, owner: 'One' }, { 'If-Match': etag }),
				other.ask('put', grant, { ...example, owner: 'Other' }, { 'If-Match': etag }),
			]);
			expect(answers.map(({ status }) => status).toSorted((low, high) => low - high)).toEqual([200, 412]);
			const kept = answers.find(({ status }) => status === 200);
			expect((await one.ask('get', grant)).body).toEqual(kept?.body);
			expect(await listed(one.ask)).toEqual(['gh-demo-grant@1 draft', 'gh-demo-grant@2 draft']);
			expect((await one.ask('put', grant, { ...example, owner: 'Late' })).status).toBe(428);
			expect((await one.ask('put', grant, { ...example, owner: 'Late' }, { 'If-Match': etag })).status).toBe(412);
		});
	});

	it('gives another ETag when only the state changed, so that nobody edits what was published meanwhile', async () => {
		await withApi(async (test) => {
			const [writer, desk] = [await system(test, 'Writer'), await system(test, 'Desk')];
			const etag = (await writer.ask('post', '/programmes', example)).headers['etag'] ?? '';
			await desk.ask('post', `${grant}/versions/1/publish`);
			const edit = { ...example, owner: 'Another' };
			expect((await writer.ask('put', grant, edit, { 'If-Match': etag })).status).toBe(412);
			const now = await writer.ask('get', grant, undefined, { 'If-None-Match': etag });
			expect([now.status, now.body.state]).toEqual([200, 'published']);
		});
	});

	it.each([
		['an unknown area', { ...example, areas: ['GH99'] }, { pointer: '/body/areas/0', code: 'unknown_area' }],
		['another id than its path', { ...example, id: 'other' }, { pointer: '/body/id', code: 'custom' }],
		['a field that is none', { ...example, gift: 1 }, { pointer: '/body', code: 'unrecognized_keys' }],
	])('refuses an entry with %s, naming it', async (_what, body, fault) => {
		await withApi(async (test) => {
			const { ask } = await system(test, 'Writer');
			await ask('post', '/programmes', example);
			const { status, body: problem } = await ask('put', grant, body, { 'If-Match': '"4"' });
			expect([status, problem.code]).toEqual([400, 'request-invalid']);
			expect(problem.errors).toContainEqual(fault);
		});
	});

	it('refuses to begin an entry twice, and to publish what a route cannot show, with the reason', async () => {
		await withApi(async (test) => {
			const [writer, desk] = [await system(test, 'Writer'), await system(test, 'Desk')];
			await writer.ask('post', '/programmes', example);
			expect((await desk.ask('post', '/programmes', { ...example, owner: 'Mine' })).status).toBe(409);
			const gives = { text: 'Un très long texte. '.repeat(14).trim() };
			const long = { ...example, id: 'long', wording: { ...example.wording, fr: { ...example.wording.fr, gives } } };
			await writer.ask('post', '/programmes', long);
			const refused = await desk.ask('post', '/programmes/long/versions/1/publish');
			expect([refused.status, refused.body.detail]).toEqual([
				409,
				expect.stringContaining('wording.fr.gives: too-long'),
			]);
			expect((await desk.ask('post', '/programmes/none/versions/1/publish')).status).toBe(404);
		});
	});

	it('marks what is over, once, and tells of it', async () => {
		await withApi(async (test) => {
			const [writer, desk] = [await system(test, 'Writer', scopes), await system(test, 'Desk')];
			const { key } = await test.key();
			const hook = { url: 'https://hooks.example.org/in', events: ['programme.expired'] };
			const webhook = (await test.ask('post', '/webhooks', { key, body: hook, headers: fresh() })).body.id;
			await writer.ask('post', '/programmes', { ...example, validUntil: '2026-11-25' });
			await desk.ask('post', `${grant}/versions/1/publish`);
			expect((await desk.ask('post', '/programme-expirations')).body).toEqual({ items: [] });
			test.clock.move(16 * 3_600_000);
			expect((await desk.ask('post', '/programme-expirations')).body.items).toMatchObject([{ state: 'expired' }]);
			expect((await desk.ask('post', '/programme-expirations')).body).toEqual({ items: [] });
			expect(await listed(desk.ask, '?state=expired')).toEqual(['gh-demo-grant@1 expired']);
			const deliveries = (await test.ask('get', `/webhooks/${webhook}/deliveries`, { key })).body.items;
			expect(deliveries).toMatchObject([{ event: 'programme.expired.gh-demo-grant.1', type: 'programme.expired' }]);
		});
	});

	it('does what a cut-off request began when it is asked again, and nothing twice', async () => {
		let cut = '';
		const between = (records: RecordStore): RecordStore => ({
			...records,
			put: async (row) => {
				const outcome = await records.put(row);
				if (row.kind === cut) throw new StoreUnavailable('killed');
				return outcome;
			},
		});
		const test = await makeApi({}, between);
		try {
			const [writer, desk] = [await system(test, 'Writer'), await system(test, 'Desk')];
			const again = async (what: (...asked: Asked) => Promise<{ status: number }>, ...asked: Asked) => {
				const headers = { ...asked[3], ...fresh() };
				cut = 'programme-entry';
				expect((await what(asked[0], asked[1], asked[2], headers)).status).toBe(503);
				cut = '';
				return (await what(asked[0], asked[1], asked[2], headers)).status;
			};
			expect(await again(writer.ask, 'post', '/programmes', example)).toBe(201);
			const changed = { ...example, owner: 'Another' };
			expect(await again(writer.ask, 'put', grant, changed, { 'If-Match': '"4"' })).toBe(200);
			expect(await again(desk.ask, 'post', `${grant}/versions/2/publish`)).toBe(200);
			expect(await again(desk.ask, 'post', `${grant}/versions/2/withdraw`)).toBe(200);
			expect(await listed(writer.ask)).toEqual(['gh-demo-grant@1 draft', 'gh-demo-grant@2 withdrawn']);
		} finally {
			await test.dispose();
		}
	});
});

describe('an import by the API', () => {
	it('says of each row what it is, and keeps nothing on a dry run or with a fault', async () => {
		await withApi(async (test) => {
			const { ask } = await system(test, 'Writer');
			const entries = [example, { ...example, id: 'far', areas: ['GH99'] }, 7, example];
			const faulty = await ask('post', '/programme-imports', { entries });
			expect([faulty.status, faulty.body.kept]).toEqual([200, false]);
			expect(faulty.body.rows).toMatchObject([
				{ at: 'entry 1', ref: 'gh-demo-grant@1', outcome: 'new' },
				{ at: 'entry 2', outcome: 'faulty', faults: ['areas: GH99 is not in reference/places'] },
				{ at: 'entry 3', outcome: 'faulty' },
				{ at: 'entry 4', outcome: 'faulty', faults: ['id: is in entry 1 already'] },
			]);
			const dry = await ask('post', '/programme-imports', { entries: [example], dryRun: true });
			expect(dry.body).toMatchObject({ kept: false, rows: [{ outcome: 'new', faults: [] }] });
			expect(await listed(ask)).toEqual([]);
			expect((await ask('post', '/programme-imports', { entries: [example] })).body.kept).toBe(true);
			expect(await listed(ask)).toEqual(['gh-demo-grant@1 draft']);
		});
	});

	it.each([1, 2, 3, 4])(
		'that was killed at entry %i leaves each old or new, and is done by the same request again',
		async (at) => {
			let puts = Number.NaN;
			const between = (records: RecordStore): RecordStore => ({
				...records,
				put: async (row) => {
					if (row.kind === 'programme-entry') puts += 1;
					if (puts === at && row.kind === 'programme-entry') throw new StoreUnavailable('killed');
					return records.put(row);
				},
			});
			const test = await makeApi({}, between);
			try {
				const { ask } = await system(test, 'Writer');
				const ids = ['a', 'b', 'c', 'd'];
				await ask('post', '/programme-imports', { entries: ids.map((id) => ({ ...example, id })) });
				const entries = ids.map((id) => ({ ...example, id, owner: 'Another' }));
				const headers = fresh();
				puts = 0;
				expect((await ask('post', '/programme-imports', { entries }, headers)).status).toBe(503);
				const old = ids.map((id) => `${id}@1 draft`);
				const half = ids.slice(0, at - 1).map((id) => `${id}@2 draft`);
				expect(await listed(ask)).toEqual([...old, ...half].sort());
				puts = Number.NaN;
				const { status, body } = await ask('post', '/programme-imports', { entries }, headers);
				expect([status, body.kept]).toEqual([200, true]);
				expect(body.rows.filter(({ outcome }: { outcome: string }) => outcome === 'unchanged')).toHaveLength(at - 1);
				expect(await listed(ask)).toEqual([...old, ...ids.map((id) => `${id}@2 draft`)].sort());
			} finally {
				await test.dispose();
			}
		},
	);
});

describe('the gaps by the API', () => {
	it('show what was asked and not found, nothing that is few, and what the catalogue lacks', async () => {
		await withApi(async (test) => {
			const [writer, desk] = [await system(test, 'Writer'), await system(test, 'Desk')];
			await writer.ask('post', '/programmes', { ...example, areas: [], reviewBy: '2026-11-24' });
			await desk.ask('post', `${grant}/versions/1/publish`);
			const { en } = example.wording;
			await writer.ask('post', '/programmes', { ...example, id: 'only-english', wording: { en } });
			const cell = (area: string, nothing: number) => ({
				topic: 'school',
				area,
				language: 'en',
				counts: { asked: nothing + 20, found: 5, nothing, question: 0 },
			});
			const cells = [cell('GH0219', 12), cell('GH1606', 9)];
			await test.records.put(toInterestRow('GH-2026-11', { revision: 1, cells }, 'test', test.clock.now()));
			expect((await readMonth(test.records, { country: 'GH', month: '2026-11' })).cells).toEqual(cells);
			const { body, status } = await desk.ask('get', '/programme-gaps?country=GH');
			expect(status).toBe(200);
			expect(body.askings).toEqual([
				{ topic: 'school', ending: 'left', area: '*', language: 'en', count: 30 },
				{ topic: 'school', ending: 'nothing', area: 'GH0219', language: 'en', count: 12 },
			]);
			expect(body.without.map(({ topic }: { topic: string }) => topic)).toEqual([
				'school',
				'papers',
				'health',
				'income',
			]);
			expect(body.without[0].areas).toEqual(['*']);
			expect(body.overdue).toEqual([{ ref: 'gh-demo-grant@1', reviewBy: '2026-11-24', owner: example.owner }]);
			expect(body.languages).toEqual([{ ref: 'only-english@1', missing: ['fr'] }]);
			expect((await desk.ask('get', '/programme-gaps?country=GH&month=2026-10')).body.askings).toEqual([]);
			expect((await desk.ask('get', '/programme-gaps?country=GH&month=2026-13')).status).toBe(400);
		});
	});
});
