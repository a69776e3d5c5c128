import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compareAll, copyAll } from '../../scripts/migrate/copy.ts';
import { COPIED_KINDS, type CopySource } from '../../src/store/copy.ts';
import { claimForCopy, createImport } from '../../src/store/mongo/import.ts';
import { openMongoModels } from '../../src/store/mongo/open.ts';
import { openConnection } from '../../src/store/sqlite/connection.ts';
import { openExport, refuseOtherFile } from '../../src/store/sqlite/export.ts';
import { dropDatabase } from '../store/make-mongo.ts';
import { makeSqlite } from '../store/make-sqlite.ts';
import { bytesOf, caseRow, conversationRow, eventRow, idOf, recordRow, turnRow, wholeCommit } from '../store/rows.ts';
import { describeOnMongo, freshDatabase, mongoTestUrl } from '../support/mongo/on-mongo.ts';

/** More than one page of a copy. */
const PAGES = 2_100;

async function openBoth() {
	const made = await makeSqlite();
	const url = freshDatabase(mongoTestUrl() ?? '');
	const { models, close } = await openMongoModels(url, 10_000);
	const source = openExport(made.file);
	const target = createImport(models);
	return {
		...made,
		models,
		source,
		copy: async () => {
			await copyAll(source, target, () => undefined);
			return different(source);
		},
		different: (from: CopySource = source) => different(from),
		end: async () => {
			source.close();
			await close();
			await made.dispose();
			await dropDatabase(url);
		},
	};

	async function different(from: CopySource) {
		return (await compareAll(from, target)).filter(({ same }) => !same).map(({ kind }) => kind);
	}
}

type Both = Awaited<ReturnType<typeof openBoth>>;

const onBoth = (use: (both: Both) => Promise<void>) => async () => {
	const both = await openBoth();
	try {
		await use(both);
	} finally {
		await both.end();
	}
};

describeOnMongo('a copy into MongoDB', () => {
	it(
		'says which kind differs when a single byte of the copy is another, or a single row is gone',
		onBoth(async ({ store, models, copy, different }) => {
			await store.commit(wholeCommit('ama'));
			expect(await copy()).toEqual([]);
			const sealed = Buffer.from(bytesOf('reply to ama', 250));
			sealed[17] = (sealed[17] ?? 0) ^ 1;
			await models.turns.updateOne({ _id: turnRow('ama').id }, { $set: { reply: sealed } });
			expect(await different()).toEqual(['turns']);
			await models.cases.deleteOne({ _id: idOf('case ama') });
			expect(await different()).toEqual(['turns', 'cases']);
			expect(await copy()).toEqual([]);
		}),
		30_000,
	);
	it(
		'does not pass for verified when the source holds a row that its pages do not give',
		onBoth(async ({ store, source, copy, different }) => {
			await store.commit(wholeCommit('ama'));
			expect(await copy()).toEqual([]);
			for (const kind of COPIED_KINDS) {
				const total: CopySource['total'] = (of) => source.total(of) + Number(of === kind);
				expect(await different({ ...source, total })).toEqual([kind]);
			}
		}),
		30_000,
	);
	it(
		'brings every person over many pages, those with a conversation alone and ids of any beginning among them',
		onBoth(async ({ store, models, copy }) => {
			const ids = Array.from(
				{ length: PAGES },
				(_, index) => `${'-_0AZaz'[index % 7] ?? ''}${idOf(`p ${index}`).slice(1)}`,
			);
			const all = ids.map((id, index) =>
				store.commit({
					conversation: { ...conversationRow('x', 1), id: `${id}.${index % 2 === 0 ? 'ussd' : 'sms'}` },
					...(index % 3 === 0 && { person: { ...wholeCommit('x').person, id } }),
				}),
			);
			await Promise.all(all);
			expect(await copy()).toEqual([]);
			const there = await models.persons.find({}, { _id: 1 }).lean();
			expect(there.map(({ _id }) => _id).toSorted()).toEqual([...new Set(ids)].toSorted());
		}),
		60_000,
	);
	it(
		'brings what came to a case after it was erased, though its positions began anew',
		onBoth(async ({ store, copy }) => {
			const row = caseRow('x');
			const others = Array.from({ length: PAGES }, (_, index) => eventRow(`${index}`, 'other'));
			await store.commit({ cases: [row], caseEvents: others });
			await store.commit({ caseEvents: [{ id: 'zz', caseId: row.id, sealed: bytesOf('before') }] });
			expect(await copy()).toEqual([]);
			await store.housekeeping.erase({ collection: 'cases', id: row.id });
			await store.commit({ caseEvents: [{ id: '00', caseId: row.id, sealed: bytesOf('after') }] });
			expect(await copy()).toEqual([]);
		}),
		60_000,
	);
	it(
		'brings the records of every kind over many pages, and what was changed or removed since',
		onBoth(async ({ store, models, copy }) => {
			const kinds = ['api', 'api-key', 'api0', 'programme'];
			const ids = [...Array.from('!-09AZ_az|~'), ...Array.from({ length: 20 }, (_, index) => `${index}-of-many`)];
			const rows = kinds.flatMap((kind) => ids.map((id) => recordRow(id, { kind, body: bytesOf(`${kind} ${id}`) })));
			for (const row of rows) expect(await store.records.put(row)).toBe('kept');
			expect(await copy()).toEqual([]);
			expect(await models.records.countDocuments({})).toBe(rows.length);
			await store.records.put(recordRow('~', { kind: 'api', revision: 2, state: 'published', body: bytesOf('other') }));
			expect(await store.records.remove({ kind: 'api-key', before: '2027-01-01' })).toBe(ids.length);
			expect(await copy()).toEqual([]);
			expect(await models.records.countDocuments({})).toBe(rows.length - ids.length);
			expect(await models.records.findById('api ~').lean()).toMatchObject({ revision: 2, state: 'published' });
		}),
		30_000,
	);
	it(
		'keeps nothing of what was purged in the source meanwhile',
		onBoth(async ({ store, models, copy }) => {
			for (const name of ['ama', 'kofi']) await store.commit(wholeCommit(name));
			expect(await copy()).toEqual([]);
			const after = '2027-01-01';
			await store.housekeeping.purge({
				conversations: after,
				replies: after,
				persons: after,
				quarantine: after,
				tries: after,
			});
			expect(await copy()).toEqual([]);
			const left = await Promise.all(
				[models.persons, models.quarantine, models.tries].map((one) => one.countDocuments()),
			);
			expect(left).toEqual([0, 0, 0]);
			expect(await models.turns.findById(turnRow('ama').id).lean()).toMatchObject({ person: '' });
		}),
		30_000,
	);
	it(
		'is refused by a database that holds as little as a try or an event that is no copy',
		onBoth(async ({ models }) => {
			await models.tries.insertMany([{ _id: 'x', revision: 1, at: [1], day: '2026-11-25' }]);
			await expect(claimForCopy(models, 'pilot')).rejects.toMatchObject({ code: 'copy-refused' });
			await models.tries.deleteMany({});
			await models.caseEvents.insertMany([{ _id: 'x', caseId: 'y', position: 1, sealed: Buffer.from('z') }]);
			await expect(claimForCopy(models, 'pilot')).rejects.toMatchObject({ code: 'copy-refused' });
			await models.caseEvents.deleteMany({});
			await models.records.insertMany([
				{ _id: 'programme x', kind: 'programme', revision: 1, state: '', day: '2026-11-25', body: Buffer.from('z') },
			]);
			await expect(claimForCopy(models, 'pilot')).rejects.toMatchObject({ code: 'copy-refused' });
		}),
		30_000,
	);
});

describe('the source of a copy', () => {
	it('is refused when a newer release has changed it', async () => {
		const { file, dispose } = await makeSqlite();
		const connection = openConnection(file, true);
		connection.exec('PRAGMA user_version = 999');
		connection.close();
		expect(() => openExport(file)).toThrow(expect.objectContaining({ code: 'store-newer' }));
		await dispose();
	});
	it('is refused, and left as it is, when it is empty, another program’s, or no database', async () => {
		const { file, dispose } = await makeSqlite();
		const folder = dirname(file);
		const [empty, noise, foreign] = ['empty', 'noise', 'foreign'].map((name) => join(folder, name)) as [
			string,
			string,
			string,
		];
		writeFileSync(empty, '');
		writeFileSync(noise, 'neither SQLite nor anything else');
		const connection = openConnection(foreign, false);
		connection.exec('CREATE TABLE turns (of TEXT)');
		connection.close();
		for (const other of [empty, noise, foreign])
			expect(() => refuseOtherFile(other)).toThrow(expect.objectContaining({ code: 'copy-refused' }));
		expect(() => refuseOtherFile(file)).not.toThrow();
		await dispose();
	});
});
