import type { RecordingDocument } from '../../../src/store/mongo/documents.ts';
import { openMongoModels } from '../../../src/store/mongo/open.ts';
import { createRecordings } from '../../../src/store/mongo/recordings.ts';
import { describeOnMongo } from '../../support/mongo/on-mongo.ts';
import { makeMongo } from '../make-mongo.ts';
import { recordingRow, wholeCommit } from '../rows.ts';

describeOnMongo('a recording that is kept while another instance erases its case', () => {
	it.each(['before', 'after'] as const)('is gone when all of the erasure comes just %s it is written', async (when) => {
		const { store, settle, url, dispose } = await makeMongo();
		const { models, close } = await openMongoModels(url, 10_000);
		try {
			await store.commit(wholeCommit('ama'));
			await settle();
			const row = recordingRow('one', 'ama');
			const { recordings } = models;
			const insert = recordings.insertMany.bind(recordings) as (documents: RecordingDocument[]) => Promise<unknown>;
			const erase = () => store.housekeeping.erase({ collection: 'cases', id: row.caseId });
			const insertMany = async (documents: RecordingDocument[]) => {
				if (when === 'before') await erase();
				await insert(documents);
				if (when === 'after') await erase();
			};
			Object.assign(recordings, { insertMany });
			expect(await createRecordings(models).put(row)).toBe('no-case');
			expect(await store.recordings.get(row.id)).toBeUndefined();
		} finally {
			await close();
			await dispose();
		}
	});
});
