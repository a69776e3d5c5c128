import { compareAll, copyAll } from '../../scripts/migrate/copy.ts';
import { COPIED_KINDS, type CopySource, rowsAPage } from '../../src/store/copy.ts';
import { createImport } from '../../src/store/mongo/import.ts';
import { openMongoModels } from '../../src/store/mongo/open.ts';
import { RECORD_BYTES_MOST } from '../../src/store/records.ts';
import { openExport } from '../../src/store/sqlite/export.ts';
import { dropDatabase } from '../store/make-mongo.ts';
import { makeSqlite } from '../store/make-sqlite.ts';
import { bytesOf, caseRow, recordingRow, wholeCommit } from '../store/rows.ts';
import { describeOnMongo, freshDatabase, mongoTestUrl } from '../support/mongo/on-mongo.ts';

/** The most that one recording takes, sealed, and what a copy may hold at once. */
const SEALED_BYTES = 2_800_000;
const HELD_BYTES = 20_000_000;

const NAMES = Array.from({ length: 11 }, (_, index) => `recording ${index}`);

describe('a page of recordings or of records', () => {
	it('is small, though a page of all else is large, so that a copy never holds hundreds of megabytes', () => {
		expect(rowsAPage('recordings') * SEALED_BYTES).toBeLessThan(HELD_BYTES);
		expect(rowsAPage('records') * RECORD_BYTES_MOST).toBeLessThan(HELD_BYTES);
		const small = COPIED_KINDS.filter((kind) => kind !== 'recordings' && kind !== 'records');
		for (const kind of small) expect(rowsAPage(kind)).toBe(1_000);
	});
});

describeOnMongo('a copy of recordings into MongoDB', () => {
	it('goes by small pages, brings every one byte for byte, and takes those of an erased case away again', async () => {
		const { store, file, dispose } = await makeSqlite();
		const url = freshDatabase(mongoTestUrl() ?? '');
		const { models, close } = await openMongoModels(url, 10_000);
		const source = openExport(file);
		const target = createImport(models);
		try {
			for (const name of ['ama', 'kofi']) await store.commit(wholeCommit(name));
			for (const name of NAMES)
				await store.recordings.put(recordingRow(name, 'ama', { sealed: bytesOf(name, 400_000) }));
			await store.recordings.put(recordingRow('his', 'kofi', { sealed: bytesOf('his', 400_000) }));
			const asked: number[] = [];
			const watched: CopySource = {
				...source,
				pages: {
					...source.pages,
					recordings: (after, most) => {
						asked.push(most);
						return source.pages.recordings(after, most);
					},
				},
			};
			const copied = await copyAll(watched, target, () => undefined);
			expect(copied.find(({ kind }) => kind === 'recordings')).toMatchObject({ rows: 12, written: 12 });
			expect(new Set(asked)).toEqual(new Set([rowsAPage('recordings')]));
			expect(asked.length).toBeGreaterThan(2);
			expect((await compareAll(source, target)).filter(({ same }) => !same)).toEqual([]);
			await store.housekeeping.erase({ collection: 'cases', id: caseRow('ama').id });
			await copyAll(source, target, () => undefined);
			expect(await models.recordings.countDocuments({})).toBe(1);
			expect((await compareAll(source, target)).filter(({ same }) => !same)).toEqual([]);
		} finally {
			source.close();
			await close();
			await dispose();
			await dropDatabase(url);
		}
	});
});
