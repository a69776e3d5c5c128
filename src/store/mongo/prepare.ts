import { ServiceError } from '../../shared/errors.ts';
import { isDuplicate } from './failures.ts';
import type { Models } from './models.ts';

/** Of the shape of the documents. A release that changes it counts one up and brings older documents along. */
const VERSION = 1;
const VERSION_MARK = 'schema-version';

/**
 * Brings a database to what this code reads and writes: indexes of every collection, and the version that it says. Done by every
 * start; several at once do no harm.
 * @throws {ServiceError} `store-newer` when a newer release has already changed it.
 */
export async function prepareDatabase(models: Models): Promise<void> {
	const version = Number((await models.marks.findById(VERSION_MARK).lean())?.value ?? VERSION);
	if (!(version <= VERSION)) {
		throw new ServiceError(
			'store-newer',
			`the database is at version ${version}; this release knows versions up to ${VERSION}`,
			'This database was changed by a newer release. Run that release, or restore a backup made before it.',
		);
	}
	for (const model of Object.values(models)) await model.createIndexes();
	try {
		await models.marks.insertMany([{ _id: VERSION_MARK, value: String(VERSION) }]);
	} catch (error) {
		if (!isDuplicate(error)) throw error;
	}
}
