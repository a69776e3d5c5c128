import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workbookRows } from '../../../scripts/programmes/read-file.ts';
import { runProgrammes } from '../../../scripts/programmes/run-programmes.ts';
import type { RouteFacts } from '../../../src/conversation/index.ts';
import type { CatalogueRecords } from '../../../src/programmes/catalogue/version-record.ts';
import { createProgrammeDesk } from '../../../src/programmes/desk.ts';
import { toInterestRow } from '../../../src/programmes/interest/interest-record.ts';
import { loadWords } from '../../../src/service/load-words.ts';
import type { Store } from '../../../src/store/store.ts';
import { makeSqlite } from '../../store/make-sqlite.ts';
import { example } from './example.ts';

const { words, areas } = loadWords(process.cwd(), '');
const route: RouteFacts = {
	id: 'gh-ussd',
	channel: 'ussd',
	country: 'GH',
	languages: ['en', 'fr'],
	profile: { units: 160, alphabet: 'gsm-7' },
	programme: { en: 'Demonstration', fr: 'Démonstration' },
};

const noOptions = { json: true, dryRun: false, by: '', state: '', country: '', month: '' };
const byAma = { by: 'ama' };
const byKofi = { by: 'kofi' };

interface Desk {
	readonly run: (words: string, options?: Partial<typeof noOptions>) => Promise<{ code: number; said: string }>;
	/** Writes a file, and gives its path. */
	readonly file: (name: string, body: unknown) => string;
	readonly store: Store;
	/** Puts what stands between the catalogue and the store. */
	records: CatalogueRecords;
	day: string;
}

async function atDesk(test: (desk: Desk) => Promise<void>): Promise<void> {
	const made = await makeSqlite();
	const folder = mkdtempSync(join(tmpdir(), 'kasakuma-programmes-'));
	const desk: Desk = {
		store: made.store,
		records: made.store.records,
		day: '2026-06-15',
		file: (name, body) => {
			writeFileSync(join(folder, name), typeof body === 'string' ? body : JSON.stringify(body));
			return join(folder, name);
		},
		run: async (typed, options) => {
			const lines: string[] = [];
			const code = await runProgrammes({
				words: typed.split(' '),
				options: { ...noOptions, ...options },
				desk: createProgrammeDesk({
					records: desk.records,
					ground: { words, routes: [route] },
					areas,
					byAnother: true,
					least: 10,
				}),
				languages: route.languages,
				clock: { now: () => Date.parse(desk.day) },
				say: (line) => lines.push(line),
			});
			return { code, said: lines.join('\n') };
		},
	};
	try {
		await test(desk);
	} finally {
		await made.dispose();
		rmSync(folder, { recursive: true, force: true });
	}
}

const listed = async (desk: Desk): Promise<readonly string[]> => {
	const { said } = await desk.run('list');
	return said === '' ? [] : said.split('\n').map((line) => `${JSON.parse(line).ref} ${JSON.parse(line).state}`);
};

describe('npm run programmes', () => {
	it('brings an entry from a file to people by two pairs of eyes', () =>
		atDesk(async (desk) => {
			const file = desk.file('grant.json', [example]);
			expect(await desk.run(`import ${file}`, byAma)).toEqual({
				code: 0,
				said: JSON.stringify({ at: 'entry 1', ref: 'gh-demo-grant@1', outcome: 'new', faults: [] }),
			});
			await expect(desk.run('publish gh-demo-grant', byAma)).rejects.toMatchObject({ code: 'entry-unfit' });
			expect(await desk.run('publish gh-demo-grant', byKofi)).toMatchObject({ code: 0 });
			expect(await listed(desk)).toEqual(['gh-demo-grant@1 published']);
			expect((await desk.run(`import ${file}`, byAma)).said).toContain('"unchanged"');
		}));

	it('changes nothing on a dry run', () =>
		atDesk(async (desk) => {
			const { code, said } = await desk.run(`import ${desk.file('grant.json', [example])}`, { dryRun: true });
			expect(code).toBe(0);
			expect(said).toContain('"new"');
			expect(await listed(desk)).toEqual([]);
		}));

	it('changes nothing by a file with one bad row, and says of every row what it is', () =>
		atDesk(async (desk) => {
			const rows = [example, { ...example, id: 'far', areas: ['GH99'] }, { ...example, kind: 'gift' }, example];
			const { code, said } = await desk.run(`import ${desk.file('grant.json', rows)}`, byAma);
			expect(code).toBe(1);
			expect(said.split('\n').map((line) => JSON.parse(line))).toMatchObject([
				{ at: 'entry 1', outcome: 'new' },
				{ at: 'entry 2', outcome: 'faulty', faults: ['areas: GH99 is not in reference/places'] },
				{ at: 'entry 3', outcome: 'faulty', faults: [expect.stringContaining('kind: ')] },
				{ at: 'entry 4', outcome: 'faulty', faults: ['id: is in entry 1 already'] },
			]);
			expect(await listed(desk)).toEqual([]);
		}));

	it.each(['before', 'after'])('goes on with an import that was killed half-way, %s a row was kept', (when) =>
		atDesk(async (desk) => {
			const rows = ['a', 'b', 'c', 'd'].map((id) => ({ ...example, id }));
			const file = desk.file('four.json', rows);
			await desk.run(`import ${file}`, byAma);
			const changed = desk.file(
				'changed.json',
				rows.map((row) => ({ ...row, owner: 'Another desk' })),
			);
			let puts = 0;
			desk.records = {
				...desk.store.records,
				put: async (row) => {
					puts += 1;
					if (puts === 3 && when === 'before') throw new Error('killed');
					const outcome = await desk.store.records.put(row);
					if (puts === 3) throw new Error('killed');
					return outcome;
				},
			};
			await expect(desk.run(`import ${changed}`, byAma)).rejects.toThrow('killed');
			desk.records = desk.store.records;
			const half = (await listed(desk)).filter((one) => one.includes('@2'));
			expect(half).toHaveLength(when === 'before' ? 2 : 3);
			const { said } = await desk.run(`import ${changed}`, byAma);
			const outcomes = said.split('\n').map((line) => JSON.parse(line).outcome);
			expect(outcomes.filter((one) => one === 'unchanged')).toHaveLength(half.length);
			expect(await listed(desk)).toEqual(['a', 'b', 'c', 'd'].flatMap((id) => [`${id}@1 draft`, `${id}@2 draft`]));
		}),
	);

	it('keeps what sources contradict as a draft, with the reason', () =>
		atDesk(async (desk) => {
			await desk.run(`import ${desk.file('grant.json', [{ ...example, disputed: 'April or June' }])}`, byAma);
			expect((await desk.run('check')).said).toContain('disputed: April or June');
			await expect(desk.run('publish gh-demo-grant', byKofi)).rejects.toMatchObject({ code: 'entry-unfit' });
		}));

	it('publishes nothing that a route cannot show', () =>
		atDesk(async (desk) => {
			const gives = { text: 'Un très long texte. '.repeat(14).trim() };
			const long = { ...example, wording: { ...example.wording, fr: { ...example.wording.fr, gives } } };
			await desk.run(`import ${desk.file('grant.json', [long])}`, byAma);
			await expect(desk.run('publish gh-demo-grant', byKofi)).rejects.toMatchObject({
				code: 'entry-unfit',
				message: expect.stringContaining('wording.fr.gives: too-long on gh-ussd'),
			});
		}));

	it('tells owners what is due for review, and marks what is over', () =>
		atDesk(async (desk) => {
			await desk.run(`import ${desk.file('grant.json', [example])}`, byAma);
			await desk.run('publish gh-demo-grant', byKofi);
			expect(await desk.run('check')).toMatchObject({ code: 0 });
			desk.day = '2026-12-01';
			const due = await desk.run('check');
			expect(due).toMatchObject({ code: 1, said: expect.stringContaining('District social welfare desk') });
			desk.day = '2027-01-01';
			await desk.run('expire');
			expect(await listed(desk)).toEqual(['gh-demo-grant@1 expired']);
		}));

	it('says what was asked and not found, nothing that is few, and what the catalogue lacks', () =>
		atDesk(async (desk) => {
			const { en } = example.wording;
			await desk.run(
				`import ${desk.file('both.json', [example, { ...example, id: 'english', wording: { en } }])}`,
				byAma,
			);
			await desk.run('publish gh-demo-grant', byKofi);
			desk.day = '2026-12-01';
			const counts = { asked: 30, found: 0, nothing: 12, question: 9 };
			const cells = [{ topic: 'school', area: 'GH0219', language: 'en', counts }];
			await desk.records.put(toInterestRow('GH-2026-12', { revision: 1, cells }, 'test', Date.parse(desk.day)));
			const { code, said } = await desk.run('gaps', { country: 'GH', json: false });
			expect(code).toBe(0);
			expect(said.split('\n')).toEqual([
				'GH 2026-12: askings, not persons; * is several together',
				'  left  school  *  en  18',
				'  nothing  school  GH0219  en  12',
				'  without an entry  school  *',
				'  without an entry  papers  *',
				'  without an entry  health  *',
				expect.stringMatching(/^ {2}without an entry {2}money {2}GH01 .*GH0201 GH0202 /),
				'  without an entry  income  *',
				'  past review  gh-demo-grant@1  2026-11-30  District social welfare desk',
				'  without a language  english@1  fr',
			]);
			expect(JSON.parse((await desk.run('gaps', { country: 'GH', month: '2026-11' })).said).askings).toEqual([]);
			expect((await desk.run('gaps')).said.split('\n')).toHaveLength(2);
		}));

	it('writes a workbook that can be filled in: its columns are all known', () =>
		atDesk(async (desk) => {
			const file = desk.file('template.xlsx', '');
			await desk.run(`template ${file}`);
			expect(existsSync(file)).toBe(true);
			expect(await workbookRows(readFileSync(file))).toEqual([]);
		}));

	it.each([
		'',
		'publish',
		'publish x',
		'import',
		'import x',
		'withdraw x',
		'list x',
		'delete x',
		'check a b',
		'gaps x',
	])('explains itself when asked to "%s"', (typed) =>
		atDesk(async (desk) => {
			expect(await desk.run(typed)).toMatchObject({ code: 2, said: expect.stringContaining('npm run programmes') });
		}),
	);
});
